package io.b24hub.event;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Makes event ids: ULIDs, 26 characters that sort by time as text. Ids of one instance grow strictly, even when the clock
 * stands still or goes back.
 *
 * <p>This class is thread-safe; the generator given to it is used under its lock only.
 */
public final class EventIds {

    private static final char[] CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
    private static final int LENGTH = 26;

    private final InstantSource clock;
    private final RandomGenerator random;
    private long millis = -1;
    private long high; // the upper 16 of 80 random bits
    private long low; // the lower 64

    public EventIds(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** The next id. */
    public String next() {
        long time;
        long upper;
        long lower;
        synchronized (this) {
            advance(clock.millis());
            time = millis;
            upper = high;
            lower = low;
        }
        return text(time, upper, lower);
    }

    private void advance(long now) {
        if (now > millis) {
            millis = now;
            draw();
        } else if (++low == 0 && ++high > 0xFFFF) {
            millis++;
            draw();
        }
    }

    // the first bit stays free, so that counting up within one millisecond does not run over
    private void draw() {
        high = random.nextInt(0x8000);
        low = random.nextLong();
    }

    private static String text(long time, long upper, long lower) {
        char[] id = new char[LENGTH];
        for (int i = 0; i < 10; i++) {
            id[i] = CROCKFORD[(int) (time >>> 45 - 5 * i) & 31];
        }
        // 80 bits in two halves of 40
        long first = upper << 24 | lower >>> 40;
        for (int i = 0; i < 8; i++) {
            id[10 + i] = CROCKFORD[(int) (first >>> 35 - 5 * i) & 31];
            id[18 + i] = CROCKFORD[(int) (lower >>> 35 - 5 * i) & 31];
        }
        return new String(id);
    }
}
