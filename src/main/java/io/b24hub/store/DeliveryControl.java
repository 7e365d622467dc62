package io.b24hub.store;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What a person does to deliveries. Deliveries that run are never touched. Futures as in {@link DeliveryStore}.
 * Thread-safe.
 */
public interface DeliveryControl {

    /** What is done to a delivery. */
    enum Change {
        /**
         * {@code due → due}, now, or at its time if that is earlier. Its failures stay counted, its place among those of
         * its entity stays. One that waits for its entity to settle goes on waiting.
         */
        RETRY_NOW,
        /**
         * {@code parked → due}, now, its failures forgotten, in the late lane. Its place is as if it came in now: behind
         * those of its entity that are active, before those that come later. Its number, its attempts and its event's
         * origin stay. One that is delivered, filtered, merged or dropped stays as it is, and a new delivery of the same
         * event is made, with that place and in that lane.
         */
        REPLAY,
        /** {@code due → parked}. Frees the next one of its entity. No failure is counted and no attempt is kept. */
        PARK,
        /** {@code due | parked → dropped}. Frees the next one of its entity. */
        DROP
    }

    /**
     * One step of a change of many, small enough not to hold up intake: changes the first ones that fit, by their number.
     *
     * @param after numbers above this one only: 0, then what the step before returned
     * @param upTo numbers up to this one only, so that what the change itself makes is not changed again
     * @param limit at most so many deliveries are looked at and changed; positive. Where little fits, a step may change
     *     nothing and yet not be the last
     * @param reason kept with those that end; an empty one leaves the reason they have
     */
    CompletableFuture<ChangeStep> change(
            Change change, DeliveryFilter filter, long after, long upTo, int limit, String reason, Instant now);

    /**
     * What a step did.
     *
     * @param last the highest number looked at
     * @param changed how many were changed
     * @param done whether nothing that fits is left
     * @param flows ids of flows that may have something to claim now
     */
    record ChangeStep(long last, int changed, boolean done, List<String> flows) {

        public ChangeStep {
            flows = List.copyOf(flows);
        }
    }

    /** Flows and destinations that are on hold. */
    List<Hold> holds();

    /** Puts a flow or a destination on hold, or replaces its hold. */
    CompletableFuture<Void> hold(Hold hold);

    /** Ends a hold. Nothing happens when there is none. */
    CompletableFuture<Void> lift(Hold.Kind kind, String name);

    /** Writes down what a person did. */
    CompletableFuture<Void> record(OperatorAction action);

    /** What people did, newest first. */
    List<OperatorAction> actions(int limit);
}
