package io.b24hub.reading;

import io.b24hub.bitrix.PortalCalls;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.time.HubClock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * The lists of one portal, kept in memory. What cannot be had is empty: nothing here fails.
 *
 * <p>Lists are forgotten when the portal tells of a change to them. It tells nothing of stages, funnels and people that were
 * renamed: those show their old names until {@link Shelf#OLD_AFTER}.
 *
 * <p>Thread-safe.
 */
final class Dictionaries {

    /** Most of them are people: some hundred bytes each. */
    private static final int MOST_LISTS = 5_000;

    private static final int MOST_FIELD_LISTS = 500;

    private final Shelf<Dictionary, Map<String, String>> names;
    private final Shelf<FieldList, Map<String, FieldList.Field>> fields;

    Dictionaries(PortalCalls calls, Troubles troubles, HubClock clock) {
        PortalCalls spared = (method, params) -> troubles.spare(method, () -> calls.call(method, params));
        DictionarySource source = new DictionarySource(spared);
        names = new Shelf<>(clock, MOST_LISTS, source::names);
        fields = new Shelf<>(clock, MOST_FIELD_LISTS, list -> spared.call(list.method(), list.arguments())
                .thenApply(FieldList::fields));
    }

    /** The name of an id; looks again, though seldom, when the list does not have it. */
    CompletionStage<Optional<String>> name(Dictionary dictionary, String id) {
        return names.get(dictionary, list -> list.containsKey(id)).thenApply(list -> list.map(known -> known.get(id)));
    }

    /** What the portal says of an entity's fields; empty when it says nothing. */
    CompletionStage<Map<String, FieldList.Field>> fields(FieldList list) {
        return fields.get(list, known -> true).thenApply(known -> known.orElse(Map.of()));
    }

    /** Forgets what an event makes wrong. */
    void heard(Bitrix24Event event) {
        String type = event.type();
        if (type.startsWith("ONCRM") && type.contains("USERFIELD")) {
            fields.drop(any());
        } else if (type.startsWith("ONCRMTYPE")) {
            fields.drop(list -> list.method().equals("crm.item.fields"));
            names.drop(list -> list.kind() == Dictionary.Kind.PROCESSES
                    || list.kind() == Dictionary.Kind.FUNNELS
                    || list.of().startsWith("DYNAMIC_"));
        } else if (type.startsWith("ONCRMCURRENCY")) {
            names.drop(list -> list.kind() == Dictionary.Kind.CURRENCIES);
        } else if (type.equals("ONUSERADD")) {
            names.drop(list -> list.equals(Dictionary.person(event.entity().id())));
        }
    }

    private static <T> Predicate<T> any() {
        return thing -> true;
    }
}
