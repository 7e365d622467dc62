package io.b24hub.bitrix;

/**
 * How urgent a call is. Where calls wait for a portal's request limit, higher lanes leave first; of ten calls that leave
 * while a higher lane waits, one is from the lower lanes, so none of them ever stands still.
 */
public enum CallLane {
    /** For an event that just came. */
    LIVE,
    /** For a delivery that failed before. */
    RETRY,
    /** For what was missed and found later. */
    SWEEP,
    /** For what a person asked to do again, and for what the hub itself would like to know. */
    REPLAY;

    /** Whether a call of this lane leaves before one of the other, or with it. */
    boolean atLeast(CallLane other) {
        return ordinal() <= other.ordinal();
    }
}
