package io.b24hub.delivery;

import io.b24hub.store.Delivery;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs the deliveries of one flow: as many at a time as it allows, as fast as it allows, and only while nothing keeps it.
 * All state belongs to the engine's thread, except what is atomic or volatile.
 */
final class FlowRunner {

    private static final String STOPPED = "The flow was stopped before it began";

    private final FlowSpec spec;
    private final EngineContext context;
    private final FlowDestinations destinations;
    private final FlowGates gates;
    private final Storm storm;
    private final Endings endings;
    private final Attempts attempts;
    private final Ahead ahead;
    private final Lookout lookout;
    private final Optional<TokenBucket> bucket;
    private final AtomicBoolean woken = new AtomicBoolean();
    private final AtomicBoolean wokenForAll = new AtomicBoolean();

    private boolean open;
    private volatile FlowSnapshot snapshot;

    FlowRunner(FlowSpec spec, DeliveryHandler handler, EngineContext context, Gates gates, Lease lease) {
        this.spec = spec;
        this.context = context;
        this.destinations = new FlowDestinations(spec.destinations());
        this.gates = new FlowGates(spec.id(), gates, lease, destinations);
        this.storm = new Storm(spec, context, lease::instances, this::pump);
        this.endings = new Endings(spec, context);
        this.attempts = new Attempts(spec, handler, context, gates, destinations, endings, storm, this::pumpOrGiveBack);
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

    /** While it gets digests: how many wait, at least. Any thread may ask. */
    OptionalInt waiting() {
        return storm.waiting();
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
            ahead.disown();
            attempts.giveBack(FlowGates.LEASE_ENDED);
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
            storm.rest();
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
        Gate gate = gates.whole(now);
        if (!gate.closed() && !gate.probe()) {
            reopenIfShut(now);
        }
        while (!gate.closed() && attempts.running() < storm.places() && beginNext(gate, now)) {
            gate = gates.whole(now);
        }
        if (gate.closed()) {
            gates.shut();
            giveBack(gate.reason());
            lookAt(gate.until());
        } else {
            claim(gate, now);
            storm.look(ahead, busy(now), now);
        }
        snapshot = snapshot(gate);
    }

    /** What waited while something kept it must not delay what comes in from now on. */
    private void reopenIfShut(Instant now) {
        if (gates.reopened(now)) {
            ahead.partAt(now);
        }
    }

    private void claim(Gate gate, Instant now) {
        int most = gate.probe() ? 1 : storm.ahead();
        if (bucket.isPresent()) {
            // no more than may begin: the rest stays where it can be merged
            int may = bucket.get().available(now);
            most = (int) Math.min(most, (long) may * storm.size());
            if (may == 0) {
                lookAt(bucket.get().next(now));
            }
        }
        ahead.claim(now, most, storm.size());
        lookout.lookIfIdle(now);
    }

    /** Whether nothing more can begin, whatever there is. */
    private boolean busy(Instant now) {
        return attempts.running() >= storm.places()
                || bucket.map(tokens -> tokens.available(now) == 0).orElse(false);
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
        int size = gate.probe() ? 1 : storm.size();
        if (ahead.size() < size && !waitedLongEnough(now)) {
            return false;
        }
        List<Delivery> batch = ahead.take(size, delivery -> gates.part(delivery, now));
        if (batch.isEmpty()) {
            return false;
        }
        bucket.ifPresent(tokens -> tokens.take(now));
        storm.began(batch, now);
        attempts.begin(batch, now);
        return true;
    }

    private boolean waitedLongEnough(Instant now) {
        Optional<Instant> full = ahead.oldest().map(storm::fullBy);
        full.filter(now::isBefore).ifPresent(this::lookAt);
        return full.map(at -> !now.isBefore(at)).orElse(false);
    }

    private boolean beginPart(Bisection cut, Instant now) {
        Bisection.Part part = cut.next();
        Gate gate = Gate.OPEN;
        for (Delivery delivery : part.deliveries()) {
            gate = gate.and(gates.part(delivery, now));
        }
        if (gate.closed()) {
            Instant due = FlowGates.askAgain(gate, now);
            String reason = gate.reason();
            part.deliveries().forEach(delivery -> endings.release(delivery, due, reason));
            attempts.endedPart(cut);
        } else {
            bucket.ifPresent(tokens -> tokens.take(now));
            attempts.begin(part, cut, now);
        }
        return true;
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
                destinations.names(),
                storm.since());
    }
}
