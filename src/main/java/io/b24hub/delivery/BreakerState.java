package io.b24hub.delivery;

import java.util.Locale;

/** What the breaker of a destination does with deliveries. */
public enum BreakerState {
    /** Lets all through. */
    CLOSED,
    /** Lets none through. */
    OPEN,
    /** Lets one through, to see whether the destination lives again. */
    HALF_OPEN;

    /** The word on screens. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
