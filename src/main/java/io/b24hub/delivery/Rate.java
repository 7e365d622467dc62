package io.b24hub.delivery;

import java.time.Duration;

/**
 * How many attempts a flow may begin in a time, evenly spread after the first burst.
 *
 * @param count how many, at least 1; also how many may begin at once after a quiet time
 * @param per in which time, longer than nothing
 */
public record Rate(int count, Duration per) {

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException when nothing could ever run
     */
    public Rate {
        if (count < 1 || per.isZero() || per.isNegative()) {
            throw new IllegalArgumentException(
                    "A rate must allow at least one attempt in some time, not " + count + " in " + per);
        }
    }

    /** How many in a second, over a long time. */
    public double perSecond() {
        return count / (per.toNanos() / 1e9);
    }
}
