package io.b24hub.delivery;

import java.time.Duration;

/**
 * When a destination counts as dead, and how often it is asked then whether it lives again.
 *
 * @param failures so many failures in a row open the breaker; at least 1
 * @param pause how long it stays open before one delivery is tried; longer than nothing
 * @param longestPause the pause doubles after each failed try, up to this; not shorter than {@code pause}
 */
public record BreakerLimits(int failures, Duration pause, Duration longestPause) {

    /** 5 failures, 30 s, 10 min. */
    public static final BreakerLimits DEFAULT = new BreakerLimits(5, Duration.ofSeconds(30), Duration.ofMinutes(10));

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException naming the part that is wrong
     */
    public BreakerLimits {
        if (failures < 1) {
            throw new IllegalArgumentException("A breaker opens after at least 1 failure, not " + failures);
        }
        if (pause.isZero() || pause.isNegative()) {
            throw new IllegalArgumentException("A breaker's pause must be longer than nothing, not " + pause);
        }
        if (longestPause.compareTo(pause) < 0) {
            throw new IllegalArgumentException("A breaker's longest pause (" + longestPause
                    + ") must not be shorter than its pause (" + pause + ")");
        }
    }
}
