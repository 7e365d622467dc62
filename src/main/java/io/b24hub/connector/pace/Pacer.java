package io.b24hub.connector.pace;

import io.b24hub.failure.RetryLater;
import io.b24hub.time.HubClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.ToIntFunction;

/**
 * Lets calls pass no faster than far sides take them. A call names all limits that count it and passes when all of them
 * agree; calls of one lane pass in the order in which they came, and calls of other lanes overtake one that waits for a limit
 * of its own.
 *
 * <p>No thread waits. A call waits here for a limited time only: when its turn is further away, it fails at once with
 * {@link RetryLater} for that time, so that the store waits and no attempt is spent. That is also how everything that waits
 * ends when the pacer is closed, so a stop never waits for a turn.
 *
 * <p>Thread-safe. Memory holds what waits, and a few times for each limit that was used a moment ago. Counts for this
 * process alone, and begins anew with it: hubs that share a far side's limit meet its refusals, which {@link #block} obeys.
 */
public final class Pacer implements AutoCloseable {

    /** How long a call waits in memory, at most, unless told otherwise. */
    public static final Duration IN_HAND = Duration.ofSeconds(60);

    private static final Duration FORGET_EVERY = Duration.ofSeconds(60);

    private record Turn(String lane, List<Limit> limits, Instant deadline, CompletableFuture<Void> passed) {}

    private final HubClock clock;
    private final Duration inHand;
    private final List<Turn> waiting = new LinkedList<>();
    private final Map<Limit, Window> windows = new HashMap<>();
    private final Map<String, Instant> blocked = new HashMap<>();
    private Optional<HubClock.Scheduled> alarm = Optional.empty();
    private Instant forgotten = Instant.MIN;
    private boolean closed;

    /** Lets calls wait {@link #IN_HAND}. */
    public Pacer(HubClock clock) {
        this(clock, IN_HAND);
    }

    /** @param inHand how long a call waits in memory, at most */
    public Pacer(HubClock clock, Duration inHand) {
        this.clock = clock;
        this.inHand = inHand;
    }

    /**
     * Asks for a turn.
     *
     * @param lane calls of one lane pass in order; shown to people, so no secret
     * @param limits all of them must agree; with none, the call passes at once
     * @return done when the call may go, on the caller's or the clock's thread: go on with one of your own. Fails with
     *     {@link RetryLater} when that is too far away, or the pacer was closed
     */
    public CompletionStage<Void> turn(String lane, List<Limit> limits) {
        List<Runnable> then = new ArrayList<>();
        Turn turn;
        synchronized (this) {
            Instant now = clock.instant();
            turn = new Turn(lane, List.copyOf(limits), now.plus(inHand), new CompletableFuture<>());
            forgetIdle(now);
            if (closed) {
                then.add(failing(turn, stopping(now)));
            } else {
                then.addAll(queue(turn, now));
            }
        }
        then.forEach(Runnable::run);
        return turn.passed();
    }

    private List<Runnable> queue(Turn turn, Instant now) {
        Instant expected = expected(turn, now, limit -> window(limit).waiting());
        if (expected.isAfter(turn.deadline())) {
            return List.of(failing(turn, later(turn, expected)));
        }
        waiting.add(turn);
        turn.limits().forEach(limit -> window(limit).begin());
        return letPass(now);
    }

    /**
     * A far side asked to be left alone: nothing that a limit of this key counts passes before then. What cannot wait so long
     * fails with {@link RetryLater} now. An earlier block that lasts longer stays.
     */
    public void block(String key, Instant until) {
        List<Runnable> then;
        synchronized (this) {
            blocked.merge(key, until, (one, other) -> one.isAfter(other) ? one : other);
            then = letPass(clock.instant());
        }
        then.forEach(Runnable::run);
    }

    /** How many calls wait for their turn. */
    public synchronized int waiting() {
        return waiting.size();
    }

    /** Fails everything that waits, and all that comes later, with {@link RetryLater} for now. Idempotent. */
    @Override
    public void close() {
        List<Runnable> then = new ArrayList<>();
        synchronized (this) {
            closed = true;
            alarm.ifPresent(HubClock.Scheduled::cancel);
            waiting.forEach(turn -> then.add(failing(turn, stopping(clock.instant()))));
            waiting.clear();
            windows.clear();
        }
        then.forEach(Runnable::run);
    }

    private void ring() {
        List<Runnable> then;
        synchronized (this) {
            then = closed ? List.of() : letPass(clock.instant());
        }
        then.forEach(Runnable::run);
    }

    /** Ends the waiting of all whose turn it is or cannot come in time; what follows must run outside the lock. */
    private List<Runnable> letPass(Instant now) {
        blocked.values().removeIf(until -> !until.isAfter(now));
        List<Runnable> then = new ArrayList<>();
        Map<Limit, Integer> ahead = new HashMap<>();
        Set<String> taken = new HashSet<>();
        Instant next = Instant.MAX;
        for (Iterator<Turn> turns = waiting.iterator(); turns.hasNext(); ) {
            Turn turn = turns.next();
            Instant expected = expected(turn, now, limit -> ahead.getOrDefault(limit, 0));
            Instant soonest = taken.contains(turn.lane()) ? Instant.MAX : expected(turn, now, limit -> 0);
            if (!soonest.isAfter(now)) {
                turns.remove();
                turn.limits().forEach(limit -> {
                    window(limit).end();
                    window(limit).pass(now);
                });
                then.add(() -> turn.passed().complete(null));
            } else if (expected.isAfter(turn.deadline()) || !turn.deadline().isAfter(now)) {
                turns.remove();
                turn.limits().forEach(limit -> window(limit).end());
                then.add(failing(turn, later(turn, expected)));
            } else {
                next = earlier(next, earlier(soonest, turn.deadline()));
                taken.add(turn.lane());
                turn.limits().forEach(limit -> ahead.merge(limit, 1, Integer::sum));
            }
        }
        wakeAt(next);
        return then;
    }

    private void wakeAt(Instant next) {
        alarm.ifPresent(HubClock.Scheduled::cancel);
        alarm = next.equals(Instant.MAX) ? Optional.empty() : Optional.of(clock.runAt(next, this::ring));
    }

    /** The soonest that a call may pass, by each of its limits alone; several together may make it later. */
    private Instant expected(Turn turn, Instant now, ToIntFunction<Limit> ahead) {
        Instant expected = now;
        for (Limit limit : turn.limits()) {
            Instant until = blocked.getOrDefault(limit.key(), now);
            Instant from = until.isAfter(now) ? until : now;
            Instant free = window(limit).turn(ahead.applyAsInt(limit), from);
            expected = free.isAfter(expected) ? free : expected;
        }
        return expected;
    }

    private Window window(Limit limit) {
        return windows.computeIfAbsent(limit, Window::new);
    }

    private void forgetIdle(Instant now) {
        if (forgotten.equals(Instant.MIN) || !forgotten.plus(FORGET_EVERY).isAfter(now) || forgotten.isAfter(now)) {
            forgotten = now;
            windows.values().removeIf(window -> window.idle(now));
            blocked.values().removeIf(until -> !until.isAfter(now));
        }
    }

    /** How many limits are in memory. */
    synchronized int remembered() {
        return windows.size() + blocked.size();
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Runnable failing(Turn turn, RetryLater why) {
        return () -> turn.passed().completeExceptionally(why);
    }

    private static RetryLater later(Turn turn, Instant at) {
        return new RetryLater("Too many calls wait for " + turn.lane() + "; its next free turn is at " + at, at);
    }

    private static RetryLater stopping(Instant now) {
        return new RetryLater("The hub stopped before it was this call's turn", now);
    }
}
