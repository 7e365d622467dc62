package io.b24hub.intake;

import io.b24hub.event.Bitrix24Event;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what happens at the door since the start, and logs refusals: the first of each reason at once, then at most one
 * line a minute and reason, so that nobody can fill the log from outside.
 *
 * <p>This class is thread-safe; numbers are exact once the callers are quiet.
 */
public final class IntakeStats implements IntakeListener {

    private static final Logger LOG = LoggerFactory.getLogger(IntakeStats.class);
    private static final int LAST = 20;
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private record Reason(LongAdder count, AtomicReference<Instant> quietUntil) {}

    private final InstantSource clock;
    private final LongAdder accepted = new LongAdder();
    private final LongAdder repeated = new LongAdder();
    private final Map<Refusal, Reason> reasons = new EnumMap<>(Refusal.class);
    private final Deque<Refused> last = new ArrayDeque<>();
    private final RecentRate rate;

    /**
     * A call that was refused.
     *
     * @param at when
     * @param portal the name called; empty when it could not be the name of a portal
     * @param client who called
     * @param reason why
     */
    public record Refused(Instant at, String portal, InetAddress client, Refusal reason) {}

    public IntakeStats(InstantSource clock) {
        this.clock = clock;
        rate = new RecentRate(clock);
        for (Refusal refusal : Refusal.values()) {
            reasons.put(refusal, new Reason(new LongAdder(), new AtomicReference<>(Instant.MIN)));
        }
    }

    @Override
    public void received(Bitrix24Event event, Collection<String> flows) {
        accepted.increment();
        rate.one();
    }

    @Override
    public void repeated(String portal) {
        repeated.increment();
    }

    @Override
    public void refused(String portal, InetAddress client, Refusal refusal) {
        Reason reason = reasons.get(refusal);
        reason.count().increment();
        Instant now = clock.instant();
        synchronized (last) {
            last.addFirst(new Refused(now, portal, client, refusal));
            if (last.size() > LAST) {
                last.removeLast();
            }
        }
        Instant quietUntil = reason.quietUntil().get();
        if (!now.isBefore(quietUntil) && reason.quietUntil().compareAndSet(quietUntil, now.plus(PAUSE))) {
            LOG.warn(
                    "Refused a call from {} for portal {} with {}: {} ({} such calls since the start)",
                    client.getHostAddress(),
                    portal.isEmpty() ? "(no name)" : portal,
                    refusal.status(),
                    refusal.line(),
                    reason.count().sum());
        }
    }

    /** Events stored in the last minute. */
    public long lastMinute() {
        return rate.lastMinute();
    }

    /** The last refused calls, newest first, at most 20. */
    public List<Refused> lastRefused() {
        synchronized (last) {
            return List.copyOf(last);
        }
    }

    /** Events stored. */
    public long accepted() {
        return accepted.sum();
    }

    /** Calls that were a repetition of one that is stored. */
    public long repeated() {
        return repeated.sum();
    }

    /** Calls refused for one reason. */
    public long refused(Refusal refusal) {
        return reasons.get(refusal).count().sum();
    }
}
