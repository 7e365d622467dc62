package io.b24hub.delivery;

import java.time.Duration;
import java.time.Instant;

/**
 * Meters the beginnings of a flow's attempts: a full burst after a quiet time, then evenly spread. In any time of length
 * {@code per} at most twice {@code count} begin, over long times {@code count}.
 *
 * <p>Knows no clock: each call says what time it is. A clock that goes back gives nothing. Not thread-safe.
 */
final class TokenBucket {

    private final long capacityNanos;
    private final long tokenNanos;

    private Instant last = Instant.MIN;
    private long filledNanos;

    TokenBucket(Rate rate) {
        // counted in time, so that no fraction is lost: a token is worth the time in which it comes
        tokenNanos = Math.max(1, rate.per().toNanos() / rate.count());
        capacityNanos = tokenNanos * rate.count();
        filledNanos = capacityNanos;
    }

    /** How many attempts may begin now. */
    int available(Instant now) {
        fill(now);
        return Math.toIntExact(filledNanos / tokenNanos);
    }

    /** One begins. */
    void take(Instant now) {
        fill(now);
        filledNanos -= tokenNanos;
    }

    /** When the next one may begin. */
    Instant next(Instant now) {
        fill(now);
        return filledNanos >= tokenNanos ? now : now.plusNanos(tokenNanos - filledNanos);
    }

    private void fill(Instant now) {
        if (last.equals(Instant.MIN)) {
            last = now;
        } else if (now.isAfter(last)) {
            Duration passed = Duration.between(last, now);
            boolean full = passed.compareTo(Duration.ofNanos(capacityNanos - filledNanos)) >= 0;
            filledNanos = full ? capacityNanos : filledNanos + passed.toNanos();
            last = now;
        }
    }
}
