package io.b24hub.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When a failed delivery is tried again. After the last step the last wait repeats, until a delivery has been failing for
 * {@code retryFor}.
 *
 * <p>The default is 5 s, 30 s, 2 m, 10 m, 30 m, 1 h, 3 h, 6 h, 12 h, then daily, up to 3 days, each ±20 %.
 *
 * <p>Immutable and thread-safe.
 *
 * @param waits wait after the first failure, the second, and so on; at least one, each positive, at most ten years
 * @param retryFor a failure at or beyond this time since the first one parks the delivery; zero parks on the first
 *     failure; at most ten years
 * @param jitter how far a wait may be off, 0.2 for ±20 %; 0 to below 1
 */
public record RetrySchedule(List<Duration> waits, Duration retryFor, double jitter) {

    /** Ten years: anything longer is a slip, and sums of times stay far from overflowing. */
    private static final Duration LONGEST = Duration.ofDays(3650);

    /** The default schedule. */
    public static final RetrySchedule DEFAULT = new RetrySchedule(
            List.of(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(2),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(30),
                    Duration.ofHours(1),
                    Duration.ofHours(3),
                    Duration.ofHours(6),
                    Duration.ofHours(12),
                    Duration.ofDays(1)),
            Duration.ofDays(3),
            0.2);

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException naming the part that is wrong
     */
    public RetrySchedule {
        waits = List.copyOf(waits);
        if (waits.isEmpty()) {
            throw new IllegalArgumentException("A retry schedule needs at least one wait, for example 5s,30s,2m");
        }
        for (Duration wait : waits) {
            if (wait.isZero() || wait.isNegative()) {
                throw new IllegalArgumentException("A retry wait must be longer than nothing, not " + wait);
            }
            limit("A retry wait", wait);
        }
        if (retryFor.isNegative()) {
            throw new IllegalArgumentException("retryFor must not be negative: " + retryFor);
        }
        limit("retryFor", retryFor);
        if (jitter < 0 || jitter >= 1) {
            throw new IllegalArgumentException("Jitter must be from 0 to below 1, not " + jitter);
        }
    }

    private static void limit(String what, Duration time) {
        if (time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(what + " must be at most " + LONGEST.toDays() + " days, not " + time);
        }
    }

    /** The same schedule with other waits. */
    public RetrySchedule withWaits(List<Duration> other) {
        return new RetrySchedule(other, retryFor, jitter);
    }

    /** The same schedule with another limit. */
    public RetrySchedule withRetryFor(Duration other) {
        return new RetrySchedule(waits, other, jitter);
    }

    /**
     * When to try again.
     *
     * @param failures how many attempts have failed, this one included; at least 1
     * @param failingSince when the first of them failed
     * @param now when this one failed
     * @return empty when it is time to give up. The last try falls on the end of {@code retryFor}, not beyond it
     */
    public Optional<Instant> next(int failures, Instant failingSince, Instant now, RandomGenerator random) {
        Instant end = failingSince.plus(retryFor);
        if (!now.isBefore(end)) {
            return Optional.empty();
        }
        Duration wait = waits.get(Math.min(failures, waits.size()) - 1);
        double factor = 1 + jitter * (2 * random.nextDouble() - 1);
        Instant due = now.plusMillis(Math.max(1, Math.round(wait.toMillis() * factor)));
        return Optional.of(due.isAfter(end) ? end : due);
    }
}
