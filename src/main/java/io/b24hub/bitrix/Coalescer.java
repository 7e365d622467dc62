package io.b24hub.bitrix;

import io.b24hub.bitrix.Packer.Load;
import io.b24hub.time.HubClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Gathers the calls of all flows before the portal's bucket, and fills an HTTP call at the moment in which it may leave.
 *
 * <p>A call to an idle portal leaves at once, unless it is of a sweep, whose lists come together. What comes while others are on their way gathers for a few milliseconds,
 * the longer the fuller the bucket is: 16 times as long when it is half full, {@value #WHEN_FULL} times as long at its
 * brim. While it has no room, or {@value #MOST_ON_THE_WAY} HTTP calls are on their way, everything that comes gathers:
 * what must wait anyway travels together.
 *
 * <p>This class is thread-safe. No thread waits; futures of callers are completed outside its lock.
 */
final class Coalescer {

    static final int MOST_ON_THE_WAY = 8;

    private static final int WHEN_FULL = 60;
    private static final double SCARCE = 0.5;

    private final LeakyBucket bucket;
    private final Packer packer;
    private final Endings endings;
    private final Function<Shipment, CompletionStage<List<Command>>> courier;
    private final HubClock clock;
    private final Duration gather;
    private final int batchSize;

    private final CallQueue queue = new CallQueue();
    private Instant gatheringSince = Instant.MAX;
    private Optional<HubClock.Scheduled> timer = Optional.empty();
    private int onTheWay;
    private boolean asked;
    private boolean pumping;
    private boolean again;

    /**
     * @param gather how long a call waits for others
     * @param courier carries a shipment; answers with the calls that must be sent again, and has ended all others
     */
    Coalescer(
            LeakyBucket bucket,
            Packer packer,
            Endings endings,
            Function<Shipment, CompletionStage<List<Command>>> courier,
            HubClock clock,
            Duration gather,
            int batchSize) {
        this.bucket = bucket;
        this.packer = packer;
        this.endings = endings;
        this.courier = courier;
        this.clock = clock;
        this.gather = gather;
        this.batchSize = batchSize;
    }

    /** Takes a call; false when too many wait already. */
    boolean submit(Command command) {
        synchronized (queue) {
            if (queue.size() >= bucket.maxWaiting()) {
                return false;
            }
            if (queue.isEmpty()) {
                gatheringSince = clock.instant();
            }
            queue.add(command);
        }
        pump();
        return true;
    }

    /** Calls that wait, by lane. */
    Map<CallLane, Integer> waiting() {
        synchronized (queue) {
            return queue.sizes();
        }
    }

    /** HTTP calls without an answer. */
    int onTheWay() {
        synchronized (queue) {
            return onTheWay;
        }
    }

    // One thread at a time; another one that comes meanwhile leaves word. So no chain of answers grows the stack.
    private void pump() {
        synchronized (queue) {
            if (pumping) {
                again = true;
                return;
            }
            pumping = true;
        }
        boolean more = true;
        while (more) {
            boolean went = false;
            try {
                went = step();
            } finally {
                synchronized (queue) {
                    more = went || again;
                    again = false;
                    pumping = more;
                }
            }
        }
    }

    /** Lets one HTTP call leave if one may; false when there is nothing to do now. */
    private boolean step() {
        synchronized (queue) {
            if (asked || onTheWay >= MOST_ON_THE_WAY || !ripe()) {
                return false;
            }
            asked = true;
        }
        CompletableFuture<Void> permit = bucket.turn();
        if (permit.isDone()) {
            leave();
        } else {
            permit.thenRun(() -> {
                leave();
                pump();
            });
        }
        return true;
    }

    private boolean ripe() {
        if (queue.isEmpty()) {
            return false;
        }
        double filled = bucket.filled();
        boolean scarce = filled > SCARCE;
        boolean idle = onTheWay == 0 && !scarce && queue.hasMoreThan(CallLane.SWEEP);
        Instant now = clock.instant();
        Instant readyAt = gatheringSince.plus(gather.multipliedBy(1 + (int) (WHEN_FULL * filled * filled)));
        boolean enough = queue.size() >= batchSize * (scarce ? ListPage.MOST_IDS : 1);
        // set back: the wall clock says nothing of how long it was
        boolean odd = gatheringSince.isAfter(now);
        if (idle || enough || odd || !now.isBefore(readyAt)) {
            return true;
        }
        if (timer.isEmpty()) {
            timer = Optional.of(clock.runAt(readyAt, this::onTimer));
        }
        return false;
    }

    private void onTimer() {
        synchronized (queue) {
            timer = Optional.empty();
        }
        pump();
    }

    private void leave() {
        Load load;
        synchronized (queue) {
            asked = false;
            load = packer.take(queue, clock.instant());
            gatheringSince = clock.instant();
            onTheWay += load.shipment().isPresent() ? 1 : 0;
        }
        load.refused().forEach(endings::fail);
        load.shipment().ifPresentOrElse(this::send, bucket::giveBack);
    }

    private void send(Shipment shipment) {
        courier.apply(shipment).whenComplete((back, failure) -> {
            synchronized (queue) {
                onTheWay--;
                if (back != null) {
                    queue.putBack(back);
                }
            }
            pump();
        });
    }
}
