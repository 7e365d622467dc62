package io.b24hub.store;

/** Which of a flow's waiting deliveries are claimed. Two lanes, so that a backlog does not delay what is new. */
public enum Lane {
    /** First runs of what came in since a given moment. */
    FRESH,
    /** All else: what waited at that moment, what failed or was asked to wait, what a person replays. */
    LATE
}
