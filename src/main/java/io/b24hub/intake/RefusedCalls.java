package io.b24hub.intake;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Makes guessing slow and cheap to the hub, without ever refusing a right call. Each side may be refused {@value #FREE} times,
 * and {@value #PER_MINUTE} times more a minute. One beyond that is noisy: its bodies are looked through for a token before
 * they are decoded, and it waits for each refusal. A right call of a noisy side is taken and answered as fast as any other,
 * since behind a proxy all calls may come from one address.
 *
 * <p>Waiting answers hold a connection and no thread. There are at most {@value #WAITING_OF_ONE} of a side and
 * {@value #WAITING} in all; beyond that a refusal is answered at once and its connection closed.
 *
 * <p>This class is thread-safe. Remembers {@value #SIDES} sides, and forgets first who was quiet for longest.
 */
final class RefusedCalls {

    static final int FREE = 30;
    static final int PER_MINUTE = 30;
    static final int SIDES = 10_000;
    static final int WAITING_OF_ONE = 100;
    static final int WAITING = 2_000;

    /** How long a noisy side waits for a refusal. */
    static final Duration PAUSE = Duration.ofSeconds(2);

    private static final double MILLIS_EACH = 60_000.0 / PER_MINUTE;

    private final InstantSource clock;
    private final Map<String, Side> sides = new LinkedHashMap<>(16, 0.75f, true) {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Side> eldest) {
            return size() > SIDES;
        }
    };
    private final LongAdder slowed = new LongAdder();
    private final LongAdder cut = new LongAdder();
    private final LongAdder undecoded = new LongAdder();
    private int waiting;

    /** A side's right to be refused, as a bucket that fills up with time. */
    private static final class Side {

        private double left = FREE;
        private Instant at;
        private int waiting;

        Side(Instant at) {
            this.at = at;
        }

        void fill(Instant now) {
            double gained = Math.max(0, Duration.between(at, now).toMillis()) / MILLIS_EACH;
            left = Math.min(FREE, left + gained);
            at = now;
        }
    }

    /**
     * How to answer a refused call.
     *
     * @param pause when; zero for at once
     * @param close whether the connection ends with it
     */
    record Manner(Duration pause, boolean close) {

        private static final Manner AT_ONCE = new Manner(Duration.ZERO, false);
        private static final Manner CUT = new Manner(Duration.ZERO, true);
        private static final Manner SLOW = new Manner(PAUSE, false);
    }

    RefusedCalls(InstantSource clock) {
        this.clock = clock;
    }

    /** Whether a side was refused too often of late. */
    synchronized boolean isNoisy(String side) {
        Side known = sides.get(side);
        if (known == null) {
            return false;
        }
        known.fill(clock.instant());
        return known.left < 1;
    }

    /** Counts a refusal. Where the manner is a pause, {@link #answered} is to be called after it. */
    synchronized Manner refused(String side) {
        Instant now = clock.instant();
        Side known = sides.computeIfAbsent(side, name -> new Side(now));
        known.fill(now);
        if (known.left >= 1) {
            known.left--;
            return Manner.AT_ONCE;
        }
        if (known.waiting >= WAITING_OF_ONE || waiting >= WAITING) {
            cut.increment();
            return Manner.CUT;
        }
        known.waiting++;
        waiting++;
        slowed.increment();
        return Manner.SLOW;
    }

    /** A refusal that waited was answered, or its caller has gone. */
    synchronized void answered(String side) {
        waiting--;
        Side known = sides.get(side);
        if (known != null && known.waiting > 0) {
            known.waiting--;
        }
    }

    /** A body was refused without being decoded. */
    void undecoded() {
        undecoded.increment();
    }

    /** What came of it so far. */
    Guessing now() {
        Instant now = clock.instant();
        synchronized (this) {
            long noisy = sides.values().stream()
                    .filter(side -> {
                        side.fill(now);
                        return side.left < 1;
                    })
                    .count();
            return new Guessing(noisy, slowed.sum(), cut.sum(), undecoded.sum());
        }
    }

    int remembered() {
        synchronized (this) {
            return sides.size();
        }
    }
}
