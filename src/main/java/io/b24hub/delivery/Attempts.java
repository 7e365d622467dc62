package io.b24hub.delivery;

import io.b24hub.store.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The attempts of one flow that run: begins them, and sees to what follows from how they end. Belongs to the engine's
 * thread; outcomes come from any.
 */
final class Attempts {

    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);
    /** Keeps a far side that says "later" and means "now" from being asked without a pause. */
    private static final Duration SHORTEST_HOLD = Duration.ofSeconds(1);

    private final FlowSpec spec;
    private final DeliveryHandler handler;
    private final EngineContext context;
    private final Gates gates;
    private final FlowDestinations destinations;
    private final Endings endings;
    private final Storm storm;
    private final Runnable placeFree;
    private final List<Bisection> bisections = new ArrayList<>();
    private int running;

    Attempts(
            FlowSpec spec,
            DeliveryHandler handler,
            EngineContext context,
            Gates gates,
            FlowDestinations destinations,
            Endings endings,
            Storm storm,
            Runnable placeFree) {
        this.spec = spec;
        this.handler = handler;
        this.context = context;
        this.gates = gates;
        this.destinations = destinations;
        this.endings = endings;
        this.storm = storm;
        this.placeFree = placeFree;
    }

    /** How many places are taken. */
    int running() {
        return running;
    }

    /** A batch that was cut in two, of which a part waits for its turn. */
    Optional<Bisection> cutInTwo() {
        return bisections.stream().filter(Bisection::ready).findFirst();
    }

    /** How many deliveries of batches that were cut in two wait for their turn. */
    int waiting() {
        return bisections.stream().mapToInt(Bisection::waiting).sum();
    }

    void begin(List<Delivery> batch, Instant now) {
        begin(batch, List.of(), Optional.empty(), now);
    }

    void begin(Bisection.Part part, Bisection cut, Instant now) {
        begin(part.deliveries(), part.earlier(), Optional.of(cut), now);
    }

    private void begin(List<Delivery> batch, List<String> earlier, Optional<Bisection> cut, Instant now) {
        Set<String> touched = destinations.of(batch);
        Run run = new Run(batch, earlier, now, touched, gates.begin(touched, now), new AtomicBoolean(), this::cutOff);
        running++;
        storm.begins(run);
        context.inHand().began(run);
        try {
            handler.deliver(batch, outcome -> {
                if (run.ended().compareAndSet(false, true)) {
                    context.thread().execute(() -> end(run, outcome, cut));
                }
            });
        } catch (RuntimeException | Error e) {
            LOG.error(
                    "Flow {} could not begin delivery {}",
                    spec.id(),
                    batch.get(0).id(),
                    e);
            if (run.ended().compareAndSet(false, true)) {
                end(run, new Outcome.Retry("The flow could not begin: " + e.getMessage()), cut);
            }
        }
    }

    private void end(Run run, Outcome told, Optional<Bisection> cut) {
        Instant now = context.clock().instant();
        Outcome outcome = withPause(gates.holdIfGone(spec.id(), destinations, run, told, now), now);
        outcome.report().failedAt().ifPresent(name -> destinations.learn(name, run.batch()));
        gates.end(spec.id(), destinations, run, outcome, now);
        Optional<Instant> again = outcome instanceof Outcome.Retry ? endings.again(run, now) : Optional.empty();
        tell(run, outcome, again, now);
        boolean parks = outcome instanceof Outcome.Hopeless || outcome instanceof Outcome.Retry && again.isEmpty();
        if (parks && run.size() > 1) {
            cut(run, outcome, cut);
            return;
        }
        // recorded first, then the place is free: a crash can repeat no more than what runs
        endings.record(run, outcome, again, now, () -> {
            context.inHand().ended(run);
            cut.ifPresent(this::endedPart);
            running--;
            placeFree.run();
        });
    }

    private void tell(Run run, Outcome outcome, Optional<Instant> again, Instant now) {
        storm.ended(run);
        if (outcome instanceof Outcome.Delivered || outcome instanceof Outcome.Filtered) {
            storm.endedWell(run, outcome instanceof Outcome.Delivered);
        } else if (outcome instanceof Outcome.Later later) {
            storm.comesBack(run, later.at(), now);
        }
        again.ifPresent(due -> storm.comesBack(run, due, now));
    }

    private static Outcome withPause(Outcome outcome, Instant now) {
        Instant soonest = now.plus(SHORTEST_HOLD);
        return outcome instanceof Outcome.Later later && later.at().isBefore(soonest)
                ? new Outcome.Later(soonest, later.reason(), later.report())
                : outcome;
    }

    private void cut(Run run, Outcome outcome, Optional<Bisection> cut) {
        Bisection bisection = cut.orElseGet(Bisection::new);
        if (cut.isEmpty()) {
            bisections.add(bisection);
        }
        bisection.cut(run, Endings.reason(outcome));
        context.inHand().ended(run);
        running--;
        // later: a handler that throws gets here from within the beginning
        context.thread().execute(placeFree);
    }

    /** A part is recorded or given back. */
    void endedPart(Bisection cut) {
        cut.ended();
        bisections.removeIf(Bisection::done);
    }

    /** Gives back what waits of batches that were cut in two. */
    void giveBack(String reason) {
        Instant now = context.clock().instant();
        bisections.forEach(bisection -> bisection
                .takeRest()
                .forEach(delivery -> endings.release(delivery, Endings.inItsPlace(delivery, now), reason)));
        bisections.removeIf(Bisection::done);
    }

    private void cutOff(Run run) {
        if (run.ended().compareAndSet(false, true)) {
            storm.ended(run);
            gates.showedNothing(run.probed());
            endings.cutOff(
                    run, "The hub stopped before it ended", context.clock().instant(), () -> {
                        context.inHand().ended(run);
                        running--;
                    });
        }
    }
}
