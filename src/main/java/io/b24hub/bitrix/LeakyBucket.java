package io.b24hub.bitrix;

import io.b24hub.failure.RetryLater;
import io.b24hub.settings.BudgetSettings;
import io.b24hub.time.HubClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Keeps calls within the portal's limit: each pours in one drop, drops drain at a fixed rate, and a call whose drop would
 * overflow the bucket waits for its turn. First come, first served; no thread waits.
 *
 * <p>Bitrix24 counts per portal and source address, so other programs at our address pour into the same bucket and its
 * true level is unknown here. Two things make up for that. A small margin stays unused: it covers our own calls arriving
 * closer together than they were sent ({@value #DEFAULT_MARGIN} drops are one second at the standard rate). And a refusal
 * teaches: the bucket counts as full, and nothing leaves for a second, half as long again after each further refusal, up
 * to {@link #LONGEST_HOLD}, until a call succeeds.
 *
 * <p>This class is thread-safe. Permits complete on the thread that asked or on the clock's, and what hangs on them must
 * be short. The level lives in memory: after a restart the bucket counts as empty, and a refusal corrects that.
 */
public final class LeakyBucket {

    /** Drops left unused unless the constructor says otherwise. */
    public static final int DEFAULT_MARGIN = 2;

    /** Calls that may wait unless the constructor says otherwise. */
    public static final int DEFAULT_MAX_WAITING = 100_000;

    /** The longest pause after refusals. */
    public static final Duration LONGEST_HOLD = Duration.ofSeconds(30);

    private static final Duration FIRST_HOLD = Duration.ofSeconds(1);
    private static final Duration WHEN_QUEUE_FULL = Duration.ofMinutes(1);
    private static final long SECOND = 1_000_000_000L;

    private final HubClock clock;
    private final int maxWaiting;
    private final BudgetSettings budget;
    private final int margin;
    // All times are nanoseconds since 1970: whole numbers, so that months of drops leave no rounding error. The level
    // is
    // kept as the moment at which the bucket will be empty; a drop moves it on by the time that one drop takes to
    // drain.
    private long dropTakes;
    private int capacity;
    private long fullTakes;
    private long usableTakes;

    private final ArrayDeque<CompletableFuture<Void>> waiting = new ArrayDeque<>();
    private long emptyAt;
    private long heldUntil;
    private Duration hold = Duration.ZERO;
    private long round;
    private Optional<HubClock.Scheduled> timer = Optional.empty();
    private long timerAt;

    /** With the default margin and queue. */
    public LeakyBucket(BudgetSettings budget, HubClock clock) {
        this(budget, clock, DEFAULT_MARGIN, DEFAULT_MAX_WAITING);
    }

    /**
     * @param budget size and rate; unlimited lets everything through, except after a refusal
     * @param margin drops to leave unused; at least one drop stays usable
     * @param maxWaiting calls that may wait; further ones fail at once
     */
    public LeakyBucket(BudgetSettings budget, HubClock clock, int margin, int maxWaiting) {
        if (budget.limited() && budget.capacity() < 1) {
            throw new IllegalArgumentException(
                    "A bucket holds at least 1 drop, not " + budget.capacity() + "; the standard is 50");
        }
        this.clock = clock;
        this.maxWaiting = maxWaiting;
        this.budget = budget;
        this.margin = Math.max(0, margin);
        size(1);
    }

    /**
     * Takes an equal part of the budget: so many hub processes call the portal from this address. Each may then have its
     * part of the bucket and of the drain; what is in the bucket is taken to be spread evenly.
     *
     * @param instances live processes at this address, this one included; at least 1
     */
    public void share(int instances) {
        if (instances < 1) {
            throw new IllegalArgumentException("At least this process shares the budget, not " + instances);
        }
        synchronized (waiting) {
            long now = now();
            settle(now);
            double filled = fullTakes == 0 ? 0 : (double) (emptyAt - now) / fullTakes;
            size(instances);
            emptyAt = now + (long) Math.ceil(filled * fullTakes);
            timer.ifPresent(HubClock.Scheduled::cancel);
            timer = Optional.empty();
        }
        pump();
    }

    private void size(int instances) {
        dropTakes = budget.limited() ? (long) Math.ceil(SECOND * instances / budget.perSecond()) : 0;
        capacity = Math.max(1, budget.capacity() / instances);
        fullTakes = dropTakes * capacity;
        usableTakes = dropTakes * Math.max(1, capacity - margin);
    }

    /**
     * Asks for one drop's room.
     *
     * @return completes when the call may leave; exceptionally with {@link RetryLater} when too many wait already. A
     *     caller that no longer wants it cancels the future, and the drop goes to the next one
     */
    public CompletionStage<Void> acquire() {
        CompletableFuture<Void> permit = new CompletableFuture<>();
        synchronized (waiting) {
            if (waiting.size() >= maxWaiting) {
                return CompletableFuture.failedFuture(new RetryLater(
                        maxWaiting + " REST calls wait for the portal's request limit already",
                        clock.instant().plus(WHEN_QUEUE_FULL)));
            }
            waiting.add(permit);
        }
        pump();
        return permit;
    }

    /** As {@link #acquire()}, for one who keeps a queue and its limit himself: never refused. */
    CompletableFuture<Void> turn() {
        CompletableFuture<Void> permit = new CompletableFuture<>();
        synchronized (waiting) {
            waiting.add(permit);
        }
        pump();
        return permit;
    }

    /** Takes back a drop whose call did not leave after all. */
    void giveBack() {
        synchronized (waiting) {
            emptyAt -= dropTakes;
            settle(now());
        }
        pump();
    }

    /** How much of what may be used is full, from 0 to 1; 1 while nothing may leave at all. */
    double filled() {
        synchronized (waiting) {
            long now = now();
            settle(now);
            if (heldUntil > now) {
                return 1;
            }
            return usableTakes == 0 ? 0 : Math.min(1, (double) (emptyAt - now) / usableTakes);
        }
    }

    /** How many may wait. */
    int maxWaiting() {
        return maxWaiting;
    }

    /** Drops that this process may have in the bucket; 0 when nothing is counted. */
    public int capacity() {
        synchronized (waiting) {
            return dropTakes == 0 ? 0 : capacity;
        }
    }

    /** Names the stretch between two refusals. A caller reads it when its permit comes and hands it back with the answer. */
    public long round() {
        synchronized (waiting) {
            return round;
        }
    }

    /**
     * The portal refused a call because the bucket was full.
     *
     * @param sentIn the {@link #round()} in which the call left. Of many calls refused together only the first counts
     * @return how long nothing leaves, from now
     */
    public Duration refused(long sentIn) {
        synchronized (waiting) {
            long now = now();
            settle(now);
            if (sentIn == round) {
                round++;
                hold = longer(hold);
                heldUntil = now + hold.toNanos();
                emptyAt = now + fullTakes;
            }
            return Duration.ofNanos(Math.max(0, heldUntil - now));
        }
    }

    /** The portal took a call; the next refusal counts as a first one. */
    public void accepted(long sentIn) {
        synchronized (waiting) {
            if (sentIn == round) {
                hold = Duration.ZERO;
            }
        }
    }

    /** Drops in the bucket now, as far as the hub knows; 0 when nothing is counted. */
    public double level() {
        synchronized (waiting) {
            settle(now());
            return dropTakes == 0 ? 0 : (double) (emptyAt - now()) / dropTakes;
        }
    }

    /** Calls that wait now. */
    public int waiting() {
        synchronized (waiting) {
            return waiting.size();
        }
    }

    private void pump() {
        List<CompletableFuture<Void>> granted = new ArrayList<>();
        synchronized (waiting) {
            long now = now();
            settle(now);
            while (!waiting.isEmpty() && nextPermit() <= now) {
                CompletableFuture<Void> permit = waiting.remove();
                if (!permit.isDone()) {
                    emptyAt += dropTakes;
                    granted.add(permit);
                }
            }
            setTimer();
        }
        granted.forEach(permit -> permit.complete(null));
    }

    // A wall clock that was set back must not leave a bucket overfull, nor a pause, for as long as it went back.
    private void settle(long now) {
        emptyAt = Math.min(Math.max(emptyAt, now), now + fullTakes);
        heldUntil = Math.min(heldUntil, now + LONGEST_HOLD.toNanos());
    }

    private long nextPermit() {
        return Math.max(heldUntil, emptyAt + dropTakes - usableTakes);
    }

    private void setTimer() {
        long at = nextPermit();
        if (waiting.isEmpty() || timer.isPresent() && timerAt <= at) {
            return;
        }
        timer.ifPresent(HubClock.Scheduled::cancel);
        timerAt = at;
        timer = Optional.of(clock.runAt(Instant.ofEpochSecond(at / SECOND, at % SECOND), this::onTimer));
    }

    private void onTimer() {
        synchronized (waiting) {
            timer = Optional.empty();
        }
        pump();
    }

    private long now() {
        Instant now = clock.instant();
        return now.getEpochSecond() * SECOND + now.getNano();
    }

    private static Duration longer(Duration hold) {
        if (hold.isZero()) {
            return FIRST_HOLD;
        }
        Duration grown = hold.multipliedBy(3).dividedBy(2);
        return grown.compareTo(LONGEST_HOLD) > 0 ? LONGEST_HOLD : grown;
    }
}
