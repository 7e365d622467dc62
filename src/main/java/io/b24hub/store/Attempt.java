package io.b24hub.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * How one run of a delivery went. Kept with the delivery. All texts are for people and carry no secrets.
 *
 * @param claim the claim it was made under, see {@link Delivery#claim()}; grows from attempt to attempt
 * @param began when the flow was given the delivery
 * @param took until it ended
 * @param result how it ended
 * @param status the far side's HTTP status; empty when it had none to give
 * @param reason what went wrong; empty when nothing did; cut at {@link DeliveryStore#MAX_REASON} characters
 * @param response the beginning of what the far side answered to a failed call; often empty; cut likewise
 * @param steps what the flow did, in order, for example {@code bitrix24:read 34 ms (crm.deal.get in a batch of 12)},
 *     {@code filter only-won: no}, {@code telegram 12 ms failed}
 */
public record Attempt(
        long claim,
        Instant began,
        Duration took,
        Result result,
        OptionalInt status,
        String reason,
        String response,
        List<String> steps) {

    /** Most steps that are kept of one attempt. */
    public static final int MAX_STEPS = 50;

    /** How an attempt ended. */
    public enum Result {
        /** Well. */
        DELIVERED,
        /** Well, and nothing was sent. */
        FILTERED,
        /** Failed; to be tried again, or parked because it had been failing for too long. */
        FAILED,
        /** The far side asked to wait; not counted as a failure. */
        POSTPONED,
        /** Failed in a way that does not heal by itself. */
        REFUSED,
        /** The hub stopped or lost its claim while this was in hand; whether the far side got it is unknown. */
        INTERRUPTED;

        /** The word in the store and on screens: lower case. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The inverse of {@link #word()}. */
        public static Result of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    public Attempt {
        steps = steps.size() > MAX_STEPS ? List.copyOf(steps.subList(0, MAX_STEPS)) : List.copyOf(steps);
    }

    /** When it ended. */
    public Instant ended() {
        return began.plus(took);
    }
}
