package io.b24hub.store;

import java.util.List;

/**
 * What came of a step of a sweep.
 *
 * @param moved false when somebody else had moved the cursor: nothing was stored then
 * @param injected of the findings, those that were not known and are now
 * @param heard how many of the others were known from the portal itself
 */
public record Healed(boolean moved, List<Finding> injected, int heard) {

    /** Somebody else has moved the cursor. */
    static final Healed LOST = new Healed(false, List.of(), 0);

    public Healed {
        injected = List.copyOf(injected);
    }

    /** For a store of another package. */
    public static Healed lost() {
        return LOST;
    }
}
