package io.b24hub.delivery;

import io.b24hub.store.Claim;
import io.b24hub.store.Delivery;
import io.b24hub.store.Lane;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a flow has claimed ahead of need, in two lanes, so that a claim's commit is shared by many and a backlog does not
 * delay what is new. Belongs to the engine's thread.
 */
final class Ahead {

    /** Most deliveries of a lane that are claimed ahead, unless a batch is larger. */
    static final int MOST = 100;

    /** Least, when there are so many. */
    static final int LEAST = 8;

    private static final Logger LOG = LoggerFactory.getLogger(Ahead.class);

    private final FlowSpec spec;
    private final EngineContext context;
    private final Endings endings;
    private final Runnable cameIn;
    private final Runnable failed;
    private final ClaimedAhead fresh;
    private final ClaimedAhead late;
    private final LaneShare share = new LaneShare();
    private Instant since = Instant.EPOCH;
    private boolean lateAsked;
    private int leases;

    /**
     * @param cameIn a claim has come back
     * @param failed a claim has failed; it is to be tried again after a while
     */
    Ahead(FlowSpec spec, EngineContext context, Endings endings, Runnable cameIn, Runnable failed) {
        this.spec = spec;
        this.context = context;
        this.endings = endings;
        this.cameIn = cameIn;
        this.failed = failed;
        this.fresh = new ClaimedAhead(Lane.FRESH, appetite());
        this.late = new ClaimedAhead(Lane.LATE, appetite());
    }

    private Appetite appetite() {
        int batch = spec.batching().size();
        int least = Math.max(Math.max(LEAST, 2 * spec.concurrency()), batch);
        return new Appetite(least, Math.max(MOST, 2 * batch));
    }

    /** The flow begins anew: what waits now is late, what comes from now on is fresh. */
    void partAt(Instant now) {
        since = now;
        expectMore();
    }

    /** Where the lanes part. */
    Instant since() {
        return since;
    }

    /** There may be more in both lanes. */
    void expectMore() {
        fresh.expectMore();
        late.expectMore();
    }

    /** There may be something new. */
    void expectFresh() {
        fresh.expectMore();
        forgetAsked();
    }

    /** It is a while ago that the lanes were looked at. */
    void forgetAsked() {
        lateAsked = false;
    }

    /** Whether the late lane was looked at since something new was expected last. */
    boolean lateAsked() {
        return lateAsked;
    }

    /** Nothing more is expected, and nothing is on its way. */
    boolean idle() {
        return fresh.idle() && late.idle();
    }

    int fresh() {
        return fresh.size();
    }

    int late() {
        return late.size();
    }

    int size() {
        return fresh.size() + late.size();
    }

    /** Since when the oldest has been there. */
    Optional<Instant> oldest() {
        return Stream.of(fresh.oldest(), late.oldest())
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
    }

    /** When the oldest event came in that a lane has next. */
    Optional<Instant> oldestReceived() {
        return Stream.of(fresh.peek(), late.peek())
                .flatMap(Optional::stream)
                .map(delivery -> delivery.event().receivedAt())
                .min(Comparator.naturalOrder());
    }

    /**
     * Claims what is missing.
     *
     * @param most in each lane
     * @param batch how many are to begin together
     */
    void claim(Instant now, int most, int batch) {
        boolean eager = size() < batch;
        Stream.of(fresh, late).forEach(lane -> {
            int wanted = lane.wanted(most, batch, eager);
            if (wanted > 0) {
                claim(lane, wanted, now);
            }
        });
    }

    private void claim(ClaimedAhead lane, int wanted, Instant now) {
        lane.claiming();
        context.inHand().asked();
        lateAsked |= lane == late;
        int lease = leases;
        Claim claim = new Claim(spec.id(), lane.lane(), since, wanted, now, spec.merging());
        StoreCalls.ask(() -> context.store().claim(claim))
                .whenComplete((claimed, failure) -> context.thread().execute(() -> {
                    if (failure == null) {
                        boolean ours = lease == leases;
                        lane.claimed(
                                ours ? claimed.deliveries() : List.of(),
                                claimed.more() || !ours,
                                context.clock().instant());
                        if (!ours) {
                            claimed.deliveries().forEach(delivery -> giveBack(delivery, FlowGates.LEASE_ENDED));
                        }
                        cameIn.run();
                    } else {
                        LOG.warn("Flow {} cannot claim: {}. Trying again in a second", spec.id(), failure.getMessage());
                        lane.claimFailed();
                        failed.run();
                    }
                    context.inHand().answered();
                }));
    }

    /**
     * Takes out what runs together next: of the lane whose turn it is, then of the other. What has failed before is not
     * put together with what has not, which it might spoil.
     *
     * @param gates what is known of each delivery's own destinations; one that may not begin is given back
     */
    List<Delivery> take(int limit, Function<Delivery, Gate> gates) {
        Instant now = context.clock().instant();
        dropHeld(fresh, gates, now);
        dropHeld(late, gates, now);
        List<Delivery> batch = new ArrayList<>();
        if (size() == 0) {
            return batch;
        }
        boolean freshFirst = share.next(fresh.size() > 0, late.size() > 0) == Lane.FRESH;
        for (ClaimedAhead lane : freshFirst ? List.of(fresh, late) : List.of(late, fresh)) {
            while (batch.size() < limit && fits(lane, batch)) {
                Delivery next = lane.take();
                batch.add(next);
                if (gates.apply(next).probe()) {
                    return batch;
                }
                dropHeld(lane, gates, now);
            }
        }
        batch.sort(Comparator.comparingLong(Delivery::id));
        return batch;
    }

    private static boolean fits(ClaimedAhead lane, List<Delivery> batch) {
        return lane.peek()
                .map(next -> batch.isEmpty() || batch.get(0).failures() > 0 == next.failures() > 0)
                .orElse(false);
    }

    /** Until the next one of the lane may begin. */
    private void dropHeld(ClaimedAhead lane, Function<Delivery, Gate> gates, Instant now) {
        Optional<Delivery> next = lane.peek();
        while (next.isPresent() && gates.apply(next.get()).closed()) {
            release(lane.take(), gates.apply(next.get()), now);
            next = lane.peek();
        }
    }

    private void release(Delivery delivery, Gate gate, Instant now) {
        endings.release(delivery, FlowGates.askAgain(gate, now), gate.reason());
    }

    /**
     * A lease has ended, under which all of this was claimed: gives it back. What is asked for and comes later was claimed
     * under it too.
     */
    void disown() {
        leases++;
        giveBack(FlowGates.LEASE_ENDED);
        expectMore();
    }

    /** Gives back everything. */
    void giveBack(String reason) {
        Stream.of(fresh, late).forEach(lane -> {
            while (lane.size() > 0) {
                giveBack(lane.take(), reason);
            }
        });
    }

    private void giveBack(Delivery delivery, String reason) {
        endings.release(delivery, Endings.inItsPlace(delivery, context.clock().instant()), reason);
    }
}
