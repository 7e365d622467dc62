package io.b24hub.manage;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Slows down who guesses credentials. After three wrong ones from one side the next is looked at a second later, then two,
 * four, up to half a minute; what comes earlier is not looked at and makes the wait no longer. A right one, or a quarter of
 * an hour, ends it.
 *
 * <p>Who guesses from many sides is slowed down, too: after {@value #STORM} wrong ones within a minute, sides from which
 * nobody ever came in are looked at once a second, all together. A side from which somebody did, and this machine itself, are
 * left alone by that, so that an attack keeps no operator out.
 *
 * <p>This class is thread-safe. Bounded: the sides that were quiet for longest are forgotten first.
 */
public final class Patience {

    /** Wrong credentials within a minute, from all sides, that make a storm. */
    static final int STORM = 60;

    private static final int FREE = 3;
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration FORGOTTEN = Duration.ofMinutes(15);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration TURN = Duration.ofSeconds(1);
    private static final int MOST = 1_000;

    private final InstantSource clock;
    private final Predicate<String> exempt;
    private final Map<String, Failures> failures = new Bounded<>();
    private final Map<String, Boolean> known = new Bounded<>();
    private final Deque<Instant> recent = new ArrayDeque<>();
    private Instant nextTurn = Instant.MIN;

    private record Failures(int count, Instant last) {

        Duration pause() {
            if (count < FREE) {
                return Duration.ZERO;
            }
            Duration pause = Duration.ofSeconds(1L << Math.min(10, count - FREE));
            return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
        }
    }

    private static final class Bounded<V> extends LinkedHashMap<String, V> {

        private static final long serialVersionUID = 1L;

        Bounded() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
            return size() > MOST;
        }
    }

    /** @param exempt sides that a storm from elsewhere does not slow down */
    Patience(InstantSource clock, Predicate<String> exempt) {
        this.clock = clock;
        this.exempt = exempt;
    }

    /** How long a side has to wait; zero when its credentials are to be looked at now. Asked once for each try. */
    public synchronized Duration left(String side) {
        Instant now = clock.instant();
        Failures past = failures.get(side);
        if (past != null && !now.isBefore(past.last().plus(FORGOTTEN))) {
            failures.remove(side);
        } else if (past != null) {
            Duration left = Duration.between(now, past.last().plus(past.pause()));
            if (!left.isNegative() && !left.isZero()) {
                return left;
            }
        }
        return known.get(side) != null || exempt.test(side) ? Duration.ZERO : turn(now);
    }

    private Duration turn(Instant now) {
        forgetOld(now);
        if (recent.size() < STORM) {
            return Duration.ZERO;
        }
        if (now.isBefore(nextTurn)) {
            return Duration.between(now, nextTurn);
        }
        nextTurn = now.plus(TURN);
        return Duration.ZERO;
    }

    private void forgetOld(Instant now) {
        while (!recent.isEmpty() && !now.isBefore(recent.peekFirst().plus(MINUTE))) {
            recent.removeFirst();
        }
    }

    /** The credentials were wrong. */
    public synchronized void failed(String side) {
        Instant now = clock.instant();
        Failures past = failures.get(side);
        failures.put(side, new Failures(past == null ? 1 : past.count() + 1, now));
        forgetOld(now);
        recent.addLast(now);
        if (recent.size() > STORM) {
            recent.removeFirst();
        }
    }

    /** The credentials were right. */
    public synchronized void succeeded(String side) {
        failures.remove(side);
        known.put(side, true);
    }
}
