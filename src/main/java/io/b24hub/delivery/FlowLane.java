package io.b24hub.delivery;

import io.b24hub.store.Delivery;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.Transition;
import io.b24hub.time.HubClock.Scheduled;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The deliveries of one flow: how many run, what is claimed ahead, when to look again. All state belongs to the engine's
 * thread, except what is atomic or volatile.
 */
final class FlowLane {

    /** Deliveries claimed ahead of need, so that a claim's commit is shared by many. */
    static final int AHEAD = 100;

    private static final Logger LOG = LoggerFactory.getLogger(FlowLane.class);
    /** Keeps a far side that says "later" and means "now" from being asked without a pause. */
    private static final Duration SHORTEST_HOLD = Duration.ofSeconds(1);

    private final FlowSpec spec;
    private final DeliveryHandler handler;
    private final LaneContext context;
    private final StoreCalls calls;
    private final ArrayDeque<Delivery> ahead = new ArrayDeque<>();
    private final AtomicBoolean woken = new AtomicBoolean();

    private boolean open;
    private boolean claiming;
    private boolean mayHaveMore = true;
    private Instant heldUntil = Instant.MIN;
    private Instant alarmAt = Instant.MAX;
    private Scheduled alarm = () -> {};
    private int running;

    FlowLane(FlowSpec spec, DeliveryHandler handler, LaneContext context) {
        this.spec = spec;
        this.handler = handler;
        this.context = context;
        this.calls = new StoreCalls(spec.id(), context);
    }

    void open() {
        context.thread().execute(() -> {
            open = true;
            mayHaveMore = true;
            pump();
        });
    }

    void wake() {
        if (woken.compareAndSet(false, true)) {
            context.thread().execute(() -> {
                woken.set(false);
                mayHaveMore = true;
                pump();
            });
        }
    }

    /** Gives back what has not begun. */
    void close() {
        context.thread().execute(() -> {
            open = false;
            alarm.cancel();
            alarmAt = Instant.MAX;
            giveBack();
        });
    }

    private void giveBack() {
        Instant now = context.clock().instant();
        for (Delivery delivery = ahead.poll(); delivery != null; delivery = ahead.poll()) {
            Delivery claimed = delivery;
            Instant received = claimed.event().receivedAt();
            // due as early as it was received, so that it keeps its place before what came in after it
            Instant due = received.isBefore(now) ? received : now;
            calls.record(
                    claimed,
                    () -> context.store().release(claimed, due, "The flow was stopped before it began"),
                    transition -> {});
        }
    }

    private void pump() {
        if (!open) {
            return;
        }
        Instant now = context.clock().instant();
        if (now.isBefore(heldUntil)) {
            lookAt(heldUntil);
            return;
        }
        while (running < spec.concurrency() && !ahead.isEmpty()) {
            begin(ahead.poll(), now);
        }
        if (mayHaveMore && !claiming && ahead.size() < AHEAD / 2) {
            claim(now);
        }
    }

    private void claim(Instant now) {
        claiming = true;
        mayHaveMore = false;
        int wanted = AHEAD - ahead.size();
        StoreCalls.ask(() -> context.store().claim(spec.id(), wanted, now))
                .whenComplete((claimed, failure) -> context.thread().execute(() -> {
                    claiming = false;
                    if (failure == null) {
                        claimed(claimed, wanted);
                    } else {
                        storeFailed(failure);
                    }
                }));
    }

    private void claimed(List<Delivery> claimed, int wanted) {
        ahead.addAll(claimed);
        if (!open) {
            giveBack();
            return;
        }
        if (claimed.size() == wanted) {
            mayHaveMore = true;
        }
        pump();
        if (!claiming && !mayHaveMore) {
            lookAtNextDue();
        }
    }

    private void lookAtNextDue() {
        try {
            context.store().nextDue(spec.id()).ifPresent(this::lookAt);
        } catch (RuntimeException e) {
            storeFailed(e);
        }
    }

    private void storeFailed(Throwable failure) {
        LOG.warn("Flow {} cannot claim: {}. Trying again in a second", spec.id(), failure.getMessage());
        lookAt(context.clock().instant().plus(StoreCalls.PAUSE));
    }

    /** Looks again at the given time, or at an earlier one that is set already. A closed lane looks when it opens. */
    private void lookAt(Instant at) {
        // the store keeps whole milliseconds, rounded up: before that there is nothing to find
        Instant when = at.plusNanos(999_999).truncatedTo(ChronoUnit.MILLIS);
        if (open && when.isBefore(alarmAt)) {
            alarm.cancel();
            alarmAt = when;
            alarm = context.clock().runAt(when, () -> context.thread().execute(this::ring));
        }
    }

    private void ring() {
        alarmAt = Instant.MAX;
        mayHaveMore = true;
        pump();
    }

    private void begin(Delivery delivery, Instant now) {
        running++;
        context.running().incrementAndGet();
        AtomicBoolean ended = new AtomicBoolean();
        try {
            handler.deliver(delivery, outcome -> {
                if (ended.compareAndSet(false, true)) {
                    context.thread().execute(() -> end(delivery, outcome, now));
                }
            });
        } catch (RuntimeException | Error e) {
            LOG.error("Flow {} could not begin delivery {}", spec.id(), delivery.id(), e);
            if (ended.compareAndSet(false, true)) {
                end(delivery, new Outcome.Retry("The flow could not begin: " + e.getMessage()), now);
            }
        }
    }

    private void end(Delivery delivery, Outcome outcome, Instant began) {
        Instant now = context.clock().instant();
        Duration took = Duration.between(began, now);
        if (outcome instanceof Outcome.Delivered delivered) {
            ended(
                    delivery,
                    () -> context.store().finish(delivery, DeliveryState.DELIVERED, now),
                    () -> context.listener().delivered(delivery, delivered.steps(), took));
        } else if (outcome instanceof Outcome.Filtered) {
            ended(
                    delivery,
                    () -> context.store().finish(delivery, DeliveryState.FILTERED, now),
                    () -> context.listener().filtered(delivery, took));
        } else if (outcome instanceof Outcome.Later later) {
            postpone(delivery, later, now);
        } else if (outcome instanceof Outcome.Hopeless hopeless) {
            park(delivery, hopeless.reason() + " " + hopeless.advice(), now);
        } else if (outcome instanceof Outcome.Retry retry) {
            retry(delivery, retry.reason(), now);
        }
    }

    private void postpone(Delivery delivery, Outcome.Later later, Instant now) {
        Instant soonest = now.plus(SHORTEST_HOLD);
        Instant until = later.at().isAfter(soonest) ? later.at() : soonest;
        heldUntil = until.isAfter(heldUntil) ? until : heldUntil;
        putBack(
                delivery,
                until,
                () -> context.store().release(delivery, until, later.reason()),
                () -> context.listener().postponed(delivery, later.reason(), until));
    }

    private void retry(Delivery delivery, String reason, Instant now) {
        Instant since = delivery.failingSince().orElse(now);
        Optional<Instant> due = spec.schedule().next(delivery.attempt(), since, now, context.random());
        if (due.isEmpty()) {
            park(delivery, reason + " Given up after " + delivery.attempt() + " attempts.", now);
            return;
        }
        putBack(
                delivery,
                due.get(),
                () -> context.store().retry(delivery, due.get(), reason, now),
                () -> context.listener().retried(delivery, reason, due.get()));
    }

    /** The alarm is set after the record: one that rings before finds nothing, and would not ring again. */
    private void putBack(
            Delivery delivery, Instant due, Supplier<CompletableFuture<Transition>> transition, Runnable tell) {
        ended(delivery, transition, () -> {
            lookAt(due);
            tell.run();
        });
    }

    private void park(Delivery delivery, String reason, Instant now) {
        ended(delivery, () -> context.store().park(delivery, reason, now), () -> context.listener()
                .parked(delivery, reason));
    }

    /** Records an end, and only then frees the place: a crash can repeat no more than what runs. */
    private void ended(Delivery delivery, Supplier<CompletableFuture<Transition>> transition, Runnable tell) {
        calls.record(delivery, transition, made -> {
            running--;
            context.running().decrementAndGet();
            if (made.won()) {
                tell(tell);
            }
            pump();
            if (made == Transition.DONE_AND_FREED_NEXT) {
                // by the flow's id: after a reload another lane serves it
                context.wake().accept(spec.id());
            }
        });
    }

    private void tell(Runnable tell) {
        try {
            tell.run();
        } catch (RuntimeException e) {
            LOG.error("A listener of flow {} failed; deliveries go on", spec.id(), e);
        }
    }
}
