package io.b24hub.delivery;

import io.b24hub.store.Attempt;
import io.b24hub.store.Attempt.Result;
import io.b24hub.store.Delivery;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.Fact;
import io.b24hub.store.HubStore;
import io.b24hub.store.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Writes down how the deliveries of one flow ended, and tells of it. Belongs to the engine's thread. */
final class Endings {

    private final FlowSpec spec;
    private final EngineContext context;
    private final StoreCalls calls;

    Endings(FlowSpec spec, EngineContext context) {
        this.spec = spec;
        this.context = context;
        this.calls = new StoreCalls(context);
    }

    /** When a failed batch is tried again: all together, at the earliest time of any. Empty when one of them is given up. */
    Optional<Instant> again(Run run, Instant now) {
        List<Instant> times = new ArrayList<>();
        for (Delivery delivery : run.batch()) {
            Instant since = delivery.failingSince().orElse(now);
            Optional<Instant> time = spec.schedule().next(delivery.attempt(), since, now, context.random());
            if (time.isEmpty()) {
                return time;
            }
            times.add(time.get());
        }
        return times.stream().min(Comparator.naturalOrder());
    }

    /**
     * Records an end. A crash before repeats the run.
     *
     * @param again when a failed run is tried again; empty parks it
     * @param then when all deliveries of the run are recorded
     */
    void record(Run run, Outcome outcome, Optional<Instant> again, Instant now, Runnable then) {
        AtomicInteger left = new AtomicInteger(run.size());
        for (Delivery delivery : run.batch()) {
            record(delivery, run, outcome, again, now, () -> {
                if (left.decrementAndGet() == 0) {
                    then.run();
                }
            });
        }
    }

    private void record(
            Delivery delivery, Run run, Outcome outcome, Optional<Instant> again, Instant now, Runnable then) {
        HubStore store = context.store();
        Duration took = Duration.between(run.began(), now);
        List<Fact> facts = outcome.report().facts().getOrDefault(delivery.id(), List.of());
        if (outcome instanceof Outcome.Delivered delivered) {
            Attempt attempt = attempt(delivery, run, now, Result.DELIVERED, "", outcome.report());
            end(
                    delivery,
                    () -> store.finish(delivery, DeliveryState.DELIVERED, attempt, facts),
                    listener -> listener.delivered(delivery, delivered.report().steps(), took),
                    then);
        } else if (outcome instanceof Outcome.Filtered) {
            Attempt attempt = attempt(delivery, run, now, Result.FILTERED, "", outcome.report());
            end(
                    delivery,
                    () -> store.finish(delivery, DeliveryState.FILTERED, attempt, facts),
                    listener -> listener.filtered(delivery, took),
                    then);
        } else if (outcome instanceof Outcome.Later later) {
            Attempt attempt = attempt(delivery, run, now, Result.POSTPONED, later.reason(), outcome.report());
            putBack(
                    delivery,
                    later.at(),
                    () -> store.postpone(delivery, later.at(), attempt),
                    listener -> listener.postponed(delivery, later.reason(), later.at()),
                    then);
        } else if (outcome instanceof Outcome.Retry retry && again.isPresent()) {
            Attempt attempt = attempt(delivery, run, now, Result.FAILED, retry.reason(), outcome.report());
            putBack(
                    delivery,
                    again.get(),
                    () -> store.retry(delivery, again.get(), attempt),
                    listener -> listener.retried(delivery, retry.reason(), again.get()),
                    then);
        } else {
            Result result = outcome instanceof Outcome.Hopeless ? Result.REFUSED : Result.FAILED;
            String reason = lastWords(delivery, outcome);
            Attempt attempt = attempt(delivery, run, now, result, reason, outcome.report());
            end(delivery, () -> store.park(delivery, attempt), listener -> listener.parked(delivery, reason), then);
        }
    }

    private static String lastWords(Delivery delivery, Outcome outcome) {
        return outcome instanceof Outcome.Hopeless hopeless
                ? hopeless.reason() + " " + hopeless.advice()
                : reason(outcome) + " Given up after " + delivery.attempt() + " attempts.";
    }

    /** Why an attempt failed. */
    static String reason(Outcome outcome) {
        if (outcome instanceof Outcome.Retry retry) {
            return retry.reason();
        }
        return outcome instanceof Outcome.Hopeless hopeless ? hopeless.reason() : "";
    }

    /** Gives back what runs still, when it may run no longer. What it says later is not heard any more. */
    void cutOff(Run run, String reason, Instant now, Runnable then) {
        AtomicInteger left = new AtomicInteger(run.size());
        for (Delivery delivery : run.batch()) {
            Attempt attempt = attempt(delivery, run, now, Result.INTERRUPTED, reason, Report.NONE);
            Instant due = inItsPlace(delivery, now);
            putBack(delivery, due, () -> context.store().postpone(delivery, due, attempt), listener -> {}, () -> {
                if (left.decrementAndGet() == 0) {
                    then.run();
                }
            });
        }
    }

    /** Gives back what has not begun. */
    void release(Delivery delivery, Instant due, String reason) {
        putBack(delivery, due, () -> context.store().release(delivery, due, reason), listener -> {}, () -> {});
    }

    /** Due as early as it was received, so that it keeps its place before what came in after it. */
    static Instant inItsPlace(Delivery delivery, Instant now) {
        Instant received = delivery.event().receivedAt();
        return received.isBefore(now) ? received : now;
    }

    /** The alarm is set after the record: one that rings before finds nothing, and would not ring again. */
    private void putBack(
            Delivery delivery,
            Instant due,
            Supplier<CompletableFuture<Transition>> transition,
            Consumer<DeliveryListener> news,
            Runnable then) {
        end(delivery, transition, news, () -> {
            context.flows().dueAt(spec.id(), due);
            then.run();
        });
    }

    private void end(
            Delivery delivery,
            Supplier<CompletableFuture<Transition>> transition,
            Consumer<DeliveryListener> news,
            Runnable then) {
        calls.record(delivery, transition, made -> {
            if (made.won()) {
                context.listeners().tell(news);
            }
            then.run();
            if (made == Transition.DONE_AND_FREED_NEXT) {
                // by the flow's id: after a reload another runner serves it
                context.flows().freed(spec.id());
            }
        });
    }

    private Attempt attempt(Delivery delivery, Run run, Instant now, Result result, String reason, Report report) {
        List<String> steps = new ArrayList<>(run.earlier());
        if (run.size() > 1) {
            steps.add((spec.digest(run.size()) ? "in a digest of " : "in a batch of ") + run.size());
        }
        steps.addAll(report.steps());
        return new Attempt(
                delivery.claim(),
                run.began(),
                Duration.between(run.began(), now),
                result,
                report.status(),
                reason,
                report.response(),
                steps);
    }
}
