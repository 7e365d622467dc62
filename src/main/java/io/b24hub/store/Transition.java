package io.b24hub.store;

/** What became of an attempt to change a delivery's state. */
public enum Transition {
    /** The delivery was no longer what the caller believed: nothing was changed. */
    LOST,
    /** Changed. */
    DONE,
    /** Changed, and by that the turn has come of the next delivery of the same flow and entity: it can be claimed now. */
    DONE_AND_FREED_NEXT;

    /** Whether it took place. */
    public boolean won() {
        return this != LOST;
    }
}
