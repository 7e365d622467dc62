package io.b24hub.reading;

import io.b24hub.bitrix.MadeCalls;
import io.b24hub.bitrix.PortalCalls;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.time.HubClock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;

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

    private final PortalCalls calls;
    private final Troubles troubles;
    private final Shelf<Dictionary, Map<String, String>> names;
    private final Shelf<FieldList, Map<String, FieldList.Field>> fields;

    Dictionaries(PortalCalls calls, Troubles troubles, HubClock clock) {
        this.calls = calls;
        this.troubles = troubles;
        names = new Shelf<>(clock, MOST_LISTS);
        fields = new Shelf<>(clock, MOST_FIELD_LISTS);
    }

    /**
     * The name of an id; looks again, though seldom, when the list does not have it.
     *
     * @param made hears of the calls that this takes, and of another's that it waits for; a list that is here takes none
     */
    CompletionStage<Optional<String>> name(Dictionary dictionary, String id, MadeCalls made) {
        Asking<Map<String, String>> asking =
                new Asking<>(made, () -> new DictionarySource(spared(made)).names(dictionary));
        return asking.ended(dictionary.kind().method(), names.get(dictionary, list -> list.containsKey(id), asking))
                .thenApply(list -> list.map(known -> known.get(id)));
    }

    /**
     * What the portal says of an entity's fields; empty when it says nothing.
     *
     * @param made as of {@link #name}
     */
    CompletionStage<Map<String, FieldList.Field>> fields(FieldList list, MadeCalls made) {
        Asking<Map<String, FieldList.Field>> asking = new Asking<>(
                made, () -> spared(made).call(list.method(), list.arguments()).thenApply(FieldList::fields));
        return asking.ended(list.method(), fields.get(list, known -> true, asking))
                .thenApply(known -> known.orElse(Map.of()));
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

    private PortalCalls spared(MadeCalls made) {
        PortalCalls told = made.through(calls);
        return (method, params) -> troubles.spare(method, () -> told.call(method, params));
    }

    /** One look at a shelf: finds out whether it took a call of its own, or waits for another's. */
    private static final class Asking<V> implements Supplier<CompletionStage<V>> {

        private final MadeCalls made;
        private final Supplier<CompletionStage<V>> load;
        private boolean loads;

        Asking(MadeCalls made, Supplier<CompletionStage<V>> load) {
            this.made = made;
            this.load = load;
        }

        @Override
        public CompletionStage<V> get() {
            loads = true;
            return load.get();
        }

        CompletionStage<Optional<V>> ended(String method, CompletionStage<Optional<V>> answer) {
            return loads || answer.toCompletableFuture().isDone() ? answer : made.sharing(method, answer);
        }
    }

    private static <T> Predicate<T> any() {
        return thing -> true;
    }
}
