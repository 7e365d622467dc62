package io.b24hub.emulator;

import java.time.Duration;

/**
 * What happens to events between the portal and its handler. Immutable.
 *
 * @param share how many of them are lost before anybody is called, from 0 to 1
 * @param longestDelay each waits a random time up to this one, so that they overtake each other; its {@code ts} is the
 *     time of the change all the same
 * @param seed the same seed loses and delays in the same way
 */
public record Losses(double share, Duration longestDelay, long seed) {

    /** Every event is sent at once. */
    public static final Losses NONE = new Losses(0, Duration.ZERO, 0);

    /** @throws IllegalArgumentException when the share is no share or the delay is negative */
    public Losses {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("The share of lost events is a number from 0 to 1, not " + share);
        }
        if (longestDelay.isNegative()) {
            throw new IllegalArgumentException("The longest delay cannot be negative: " + longestDelay);
        }
    }
}
