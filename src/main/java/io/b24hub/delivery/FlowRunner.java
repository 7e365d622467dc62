package io.b24hub.delivery;

import io.b24hub.store.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs the deliveries of one flow: as many at a time as it allows, as fast as it allows, and only while nothing keeps it.
 * All state belongs to the engine's thread, except what is atomic or volatile.
 */
final class FlowRunner {

    /** A delivery whose own destination is held without a known end is looked at again after this. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private static final String STOPPED = "The flow was stopped before it began";
    private static final String LEASE_ENDED = "The hub's lease on the shared store had ended before it began";

    private final FlowSpec spec;
    private final EngineContext context;
    private final Gates gates;
    private final Lease lease;
    private final FlowDestinations destinations;
    private final Endings endings;
    private final Attempts attempts;
    private final Ahead ahead;
    private final Lookout lookout;
    private final Optional<TokenBucket> bucket;
    private final Set<String> heldPartly = new HashSet<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final AtomicBoolean wokenForAll = new AtomicBoolean();

    private boolean open;
    private boolean shut;
    private volatile FlowSnapshot snapshot;

    FlowRunner(FlowSpec spec, DeliveryHandler handler, EngineContext context, Gates gates, Lease lease) {
        this.spec = spec;
        this.context = context;
        this.gates = gates;
        this.lease = lease;
        this.destinations = new FlowDestinations(spec.destinations());
        this.endings = new Endings(spec, context);
        this.attempts = new Attempts(spec, handler, context, gates, destinations, endings, this::pumpOrGiveBack);
        this.ahead = new Ahead(spec, context, endings, this::claimed, this::claimFailed);
        this.lookout = new Lookout(spec.id(), context, ahead, this::pump);
        this.bucket = spec.rate().map(TokenBucket::new);
        this.snapshot = snapshot(Gate.OPEN);
    }

    String id() {
        return spec.id();
    }

    FlowDestinations destinations() {
        return destinations;
    }

    /** As of its last change. Any thread may ask. */
    FlowSnapshot snapshot() {
        return snapshot;
    }

    void open() {
        context.thread().execute(() -> {
            open = true;
            ahead.partAt(context.clock().instant());
            pump();
        });
    }

    /** There is something new. Any thread may call it. */
    void wake() {
        wake(woken, ahead::expectFresh);
    }

    /** There may be something of any age, or a gate has changed. Any thread may call it. */
    void wakeForAll() {
        wake(wokenForAll, ahead::expectMore);
    }

    private void wake(AtomicBoolean already, Runnable expectation) {
        if (already.compareAndSet(false, true)) {
            context.thread().execute(() -> {
                already.set(false);
                expectation.run();
                pump();
            });
        }
    }

    /** What was claimed may belong to another hub by now: gives back what has not begun, and looks anew. */
    void disown() {
        context.thread().execute(() -> {
            giveBack(LEASE_ENDED);
            ahead.expectMore();
            pumpOrGiveBack();
        });
    }

    /** Something is due at the given time. */
    void dueAt(Instant due) {
        if (open) {
            lookout.lookAt(due);
        }
    }

    /** Gives back what has not begun. */
    void close() {
        context.thread().execute(() -> {
            open = false;
            lookout.rest();
            giveBack(STOPPED);
            snapshot = snapshot(Gate.OPEN);
        });
    }

    private void claimed() {
        lookout.claimed();
        pumpOrGiveBack();
    }

    private void pumpOrGiveBack() {
        if (open) {
            pump();
        } else {
            giveBack(STOPPED);
            snapshot = snapshot(Gate.OPEN);
        }
    }

    private void giveBack(String reason) {
        ahead.giveBack(reason);
        attempts.giveBack(reason);
    }

    private void claimFailed() {
        lookAt(context.clock().instant().plus(StoreCalls.PAUSE));
    }

    private void lookAt(Instant at) {
        if (open) {
            lookout.lookAt(at);
        }
    }

    /** Begins what may begin, and claims what is missing. */
    private void pump() {
        if (!open) {
            return;
        }
        Instant now = context.clock().instant();
        Gate gate = gate(now);
        if (!gate.closed() && !gate.probe()) {
            reopenIfShut(now);
        }
        while (!gate.closed() && attempts.running() < spec.concurrency() && beginNext(gate, now)) {
            gate = gate(now);
        }
        if (gate.closed()) {
            shut = true;
            giveBack(gate.reason());
            lookAt(gate.until());
        } else {
            claim(gate, now);
        }
        snapshot = snapshot(gate);
    }

    private Gate gate(Instant now) {
        return lease.holds(now)
                ? gates.gate(spec.id(), destinations.ofFlow(), now)
                : Gate.closed(Instant.MAX, LEASE_ENDED);
    }

    /** What waited while something kept it must not delay what comes in from now on. */
    private void reopenIfShut(Instant now) {
        boolean someOpened = heldPartly.removeIf(name -> !gates.gate(name, now).closed());
        if (shut || someOpened) {
            shut = false;
            ahead.partAt(now);
        }
    }

    private void claim(Gate gate, Instant now) {
        int most = gate.probe() ? 1 : Integer.MAX_VALUE;
        if (bucket.isPresent()) {
            // no more than may begin: the rest stays where it can be merged
            int may = bucket.get().available(now);
            most = (int) Math.min(most, (long) may * spec.batching().size());
            if (may == 0) {
                lookAt(bucket.get().next(now));
            }
        }
        ahead.claim(now, most);
        lookout.lookIfIdle(now);
    }

    /** Whether one has begun. */
    private boolean beginNext(Gate gate, Instant now) {
        if (bucket.isPresent() && bucket.get().available(now) == 0) {
            return false;
        }
        Optional<Bisection> cut = attempts.cutInTwo();
        if (cut.isPresent()) {
            return beginPart(cut.get(), now);
        }
        int size = gate.probe() ? 1 : spec.batching().size();
        if (ahead.size() < size && !waitedLongEnough(now)) {
            return false;
        }
        List<Delivery> batch = ahead.take(size, delivery -> partGate(delivery, now));
        if (batch.isEmpty()) {
            return false;
        }
        bucket.ifPresent(tokens -> tokens.take(now));
        attempts.begin(batch, now);
        return true;
    }

    private boolean waitedLongEnough(Instant now) {
        Optional<Instant> full =
                ahead.oldest().map(oldest -> oldest.plus(spec.batching().maxWait()));
        full.filter(now::isBefore).ifPresent(this::lookAt);
        return full.map(at -> !now.isBefore(at)).orElse(false);
    }

    private boolean beginPart(Bisection cut, Instant now) {
        Bisection.Part part = cut.next();
        Gate gate = Gate.OPEN;
        for (Delivery delivery : part.deliveries()) {
            gate = gate.and(partGate(delivery, now));
        }
        if (gate.closed()) {
            Instant due = askAgain(gate, now);
            String reason = gate.reason();
            part.deliveries().forEach(delivery -> endings.release(delivery, due, reason));
            attempts.endedPart(cut);
        } else {
            bucket.ifPresent(tokens -> tokens.take(now));
            attempts.begin(part, cut, now);
        }
        return true;
    }

    /** What a delivery's own destinations allow. */
    private Gate partGate(Delivery delivery, Instant now) {
        Gate gate = Gate.OPEN;
        for (String name : destinations.of(delivery)) {
            Gate one = gates.gate(name, now);
            if (one.closed()) {
                heldPartly.add(name);
            }
            gate = gate.and(one);
        }
        return gate;
    }

    /** When a delivery that may not begin is looked at again. */
    static Instant askAgain(Gate gate, Instant now) {
        Instant latest = now.plus(LONGEST_WAIT);
        return gate.until().isBefore(latest) ? gate.until() : latest;
    }

    private FlowSnapshot snapshot(Gate gate) {
        return new FlowSnapshot(
                spec.id(),
                open,
                spec.concurrency(),
                attempts.running(),
                ahead.fresh(),
                ahead.late(),
                attempts.waiting(),
                ahead.since(),
                gate.closed(),
                gate.closed() && !gate.until().equals(Instant.MAX) ? Optional.of(gate.until()) : Optional.empty(),
                gate.reason(),
                spec.rate(),
                destinations.names());
    }
}
