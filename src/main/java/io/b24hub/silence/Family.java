package io.b24hub.silence;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.event.Origin;
import java.util.Optional;
import java.util.Set;

/**
 * Events of one kind of entity: what comes and goes quiet together, and what the portal can be asked about. Events of other
 * kinds have no list with a time to ask for.
 *
 * @param word the catalogue's word, {@code item} for smart processes
 * @param typeId Bitrix24's entity type number; 0 outside the CRM
 */
record Family(String word, int typeId) {

    /** All that webhooks bring, of whatever kind. The portal is not asked about it. */
    static final Family ANY = new Family("any", 0);

    private static final String ITEM = "item";
    private static final Set<String> PLAIN =
            Set.of("lead", "deal", "contact", "company", "quote", "invoice", "activity", "task", "call");

    /** What an event belongs to; empty for one that no webhook brought, and for one that nothing can be asked about. */
    static Optional<Family> of(Bitrix24Event event) {
        EntityRef entity = event.entity();
        if (event.origin() != Origin.WEBHOOK) {
            return Optional.empty();
        }
        if (entity.type().equals("dynamic") && entity.typeId() > 0) {
            return Optional.of(new Family(ITEM, entity.typeId()));
        }
        return PLAIN.contains(entity.type()) ? Optional.of(parse(entity.type())) : Optional.empty();
    }

    /** The inverse of {@link #key()}. */
    static Family parse(String key) {
        int dash = key.lastIndexOf('-');
        return dash < 0
                ? new Family(key, typeIdOf(key))
                : new Family(key.substring(0, dash), Integer.parseInt(key.substring(dash + 1)));
    }

    private static int typeIdOf(String word) {
        return switch (word) {
            case "lead" -> 1;
            case "deal" -> 2;
            case "contact" -> 3;
            case "company" -> 4;
            case "quote" -> 7;
            case "invoice" -> 31;
            default -> 0;
        };
    }

    /** For the store, settings and people: {@code deal}, {@code item-147}. */
    String key() {
        return word.equals(ITEM) ? word + "-" + typeId : word;
    }
}
