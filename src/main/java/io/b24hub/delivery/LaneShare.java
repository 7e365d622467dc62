package io.b24hub.delivery;

import io.b24hub.store.Lane;

/**
 * Says whose turn it is when both lanes have work: three places for fresh deliveries, then one for late ones. Not
 * thread-safe.
 */
final class LaneShare {

    /** While both have work, every fourth place is for a late delivery. */
    static final int LATE_EVERY = 4;

    private int freshInARow;

    /** Which lane gets the next place; at least one of them has work. */
    Lane next(boolean fresh, boolean late) {
        if (!fresh) {
            return Lane.LATE;
        }
        if (!late) {
            return Lane.FRESH;
        }
        freshInARow = (freshInARow + 1) % LATE_EVERY;
        return freshInARow == 0 ? Lane.LATE : Lane.FRESH;
    }
}
