package io.b24hub.delivery;

import java.time.Duration;
import java.time.Instant;

/**
 * How much a lane claims ahead: as much as its flow begins in about a second. A fast flow shares the commit of one claim
 * among many; a slow one leaves in the store what can still be merged, run by another instance, or kept by a hold.
 *
 * <p>Knows no clock. Not thread-safe.
 */
final class Appetite {

    private static final Duration HUNGRY = Duration.ofMillis(500);
    private static final Duration FED = Duration.ofSeconds(2);

    private final int least;
    private final int most;

    private int size;
    private Instant last = Instant.MIN;

    /** Starts small and grows by doubling. */
    Appetite(int least, int most) {
        this.least = least;
        this.most = Math.max(least, most);
        this.size = least;
    }

    int size() {
        return size;
    }

    /** A claim came back, and there was more to have. */
    void ate(Instant now) {
        if (!last.equals(Instant.MIN)) {
            Duration since = Duration.between(last, now);
            if (since.compareTo(HUNGRY) < 0) {
                size = Math.min(most, size * 2);
            } else if (since.compareTo(FED) > 0) {
                size = Math.max(least, size / 2);
            }
        }
        last = now;
    }
}
