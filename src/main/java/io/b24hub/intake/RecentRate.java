package io.b24hub.intake;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How many of something there were in the last whole minute. A minute is 60 counters of a second; at the turn of a second a
 * count may be lost or doubled when many count at once, which does not matter for a rate.
 *
 * <p>This class is thread-safe.
 */
final class RecentRate {

    private static final int SECONDS = 60;

    private final InstantSource clock;
    private final AtomicLongArray counts = new AtomicLongArray(SECONDS + 1);
    private final AtomicLongArray stamps = new AtomicLongArray(SECONDS + 1);

    RecentRate(InstantSource clock) {
        this.clock = clock;
    }

    void one() {
        long second = clock.instant().getEpochSecond();
        int place = (int) (second % (SECONDS + 1));
        long stamp = stamps.get(place);
        if (stamp != second && stamps.compareAndSet(place, stamp, second)) {
            counts.set(place, 0);
        }
        counts.incrementAndGet(place);
    }

    /** The last 60 seconds without the one that has begun. */
    long lastMinute() {
        long now = clock.instant().getEpochSecond();
        long sum = 0;
        for (int i = 0; i <= SECONDS; i++) {
            long age = now - stamps.get(i);
            if (age >= 1 && age <= SECONDS) {
                sum += counts.get(i);
            }
        }
        return sum;
    }
}
