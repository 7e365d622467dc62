package io.b24hub.store;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** Keeps the store from growing for ever. Futures as in {@link DeliveryStore}. Thread-safe. */
public interface Upkeep {

    /**
     * One small step of forgetting: looks at the next events in order of acceptance and deletes their deliveries that
     * ended before the given times, with their attempts, and each event that then has no delivery left and was received
     * before {@code endedBefore}. Active deliveries are never deleted.
     *
     * @param after where to go on: 0, then what the step before returned
     * @param limit events to look at
     * @param endedBefore for delivered, filtered, merged and dropped ones
     * @param parkedBefore for parked ones
     */
    CompletableFuture<PruneStep> prune(long after, int limit, Instant endedBefore, Instant parkedBefore);

    /**
     * What a step of forgetting did.
     *
     * @param last where to go on
     * @param events deleted events
     * @param deliveries deleted deliveries
     * @param done whether no older event is left to look at
     */
    record PruneStep(long last, int events, int deliveries, boolean done) {}

    /**
     * Forgets what people did before a time, the oldest first.
     *
     * @param limit looks at so many of the oldest, and no more
     * @return how many
     */
    CompletableFuture<Integer> forgetActions(Instant before, int limit);

    /** How much room the store's content takes, in bytes; room that deleted content left is not counted. */
    long contentBytes();
}
