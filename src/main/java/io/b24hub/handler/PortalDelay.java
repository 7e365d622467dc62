package io.b24hub.handler;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * How late one portal's events come, from their time stamp on. A stamp has whole seconds, so up to one of them is rounding.
 * Where events seem to come before they happened, the two clocks differ by at least that, and all delays are lengthened by it.
 *
 * <p>Late is what goes well beyond the usual, which is the middle of the last day's hours; before six hours are known, what
 * takes longer than five minutes. Thread-safe.
 */
final class PortalDelay {

    private static final int RECENT = 3; // pieces: a good ten minutes
    private static final int FEW = 10;
    private static final int HOURS = 24;
    private static final int KNOWN = 6;
    private static final Duration UNKNOWN = Duration.ofMinutes(5);
    private static final Duration NOTICED = Duration.ofMinutes(1);
    private static final int WELL_ABOVE = 4;

    private final SlidingSpread spans = new SlidingSpread();
    private final Deque<Duration> usual = new ArrayDeque<>();
    private Duration ahead = Duration.ZERO; // how far the portal's clock is ahead of ours at least
    private Duration aheadNow = Duration.ZERO;
    private long hour;
    private boolean late;

    synchronized void add(Instant now, Duration delay) {
        if (delay.isNegative() && delay.negated().compareTo(aheadNow) > 0) {
            aheadNow = delay.negated();
            ahead = ahead.compareTo(aheadNow) < 0 ? aheadNow : ahead;
        }
        spans.add(now, delay.plus(ahead));
    }

    /** The last hour. */
    synchronized Spread lastHour(Instant now) {
        return spans.of(now, SlidingSpread.PIECES);
    }

    /** Looks whether events come late. Between late and not there is room, so that nothing flickers. */
    synchronized boolean isLate(Instant now) {
        learn(now);
        Spread recent = spans.of(now, RECENT);
        if (!late) {
            late = recent.count() >= FEW && recent.most().compareTo(limit()) > 0;
        } else if (recent.count() > 0) {
            late = recent.most().compareTo(limit().dividedBy(2)) > 0;
        } else {
            late = lastHour(now).count() > 0; // nothing to judge by
        }
        return late;
    }

    synchronized Spread recent(Instant now) {
        return spans.of(now, RECENT);
    }

    /** What 95 of 100 usually take at most; empty before six hours with events. */
    synchronized Optional<Duration> usual() {
        return usual.size() < KNOWN
                ? Optional.empty()
                : usual.stream().sorted().skip((usual.size() - 1) / 2).findFirst();
    }

    private Duration limit() {
        return usual().map(common -> longer(common.multipliedBy(WELL_ABOVE), common.plus(NOTICED)))
                .orElse(UNKNOWN);
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    /** At the end of an hour; not from an hour that is late itself. */
    private void learn(Instant now) {
        long current = now.getEpochSecond() / 3600;
        if (current == hour) {
            return;
        }
        Spread past = lastHour(now);
        if (hour != 0 && !late && past.count() >= FEW) {
            usual.addLast(past.most());
            if (usual.size() > HOURS) {
                usual.removeFirst();
            }
        }
        if (hour != 0 && current / HOURS != hour / HOURS) {
            ahead = aheadNow; // of the last day
            aheadNow = Duration.ZERO;
        }
        hour = current;
    }
}
