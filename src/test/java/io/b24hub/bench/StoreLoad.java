package io.b24hub.bench;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.event.EventIds;
import io.b24hub.event.Origin;
import io.b24hub.store.Attempt;
import io.b24hub.store.Claim;
import io.b24hub.store.Claimed;
import io.b24hub.store.Delivery;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.HubStore;
import io.b24hub.store.Lane;
import io.b24hub.store.Merging;
import io.b24hub.store.Transition;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/** Drives a store as a hub with one empty flow does. Each event concerns a deal of its own. Not thread-safe. */
final class StoreLoad {

    static final String FLOW = "flow";

    /** Work handed over and not yet durable; as many calls as a busy intake has open. */
    private static final int IN_FLIGHT = 256;

    private static final int CLAIM = 100;

    private static final long EMPTY_NANOS = 200_000;

    private final HubStore store;
    private final InstantSource clock;
    private final EventIds ids;
    private final Instant since;
    private final String prefix;
    private long deals;

    StoreLoad(HubStore store, InstantSource clock) {
        this(store, clock, "n");
    }

    /** @param deals what the names of its deals begin with; loads on one store must not share deals, which merge */
    StoreLoad(HubStore store, InstantSource clock, String deals) {
        this.store = store;
        this.clock = clock;
        this.prefix = deals;
        ids = new EventIds(clock, RandomGenerator.of("L64X128MixRandom"));
        since = clock.instant().minusSeconds(1);
    }

    /** Stores events and brings each to its end, side by side. Returns events in a second. */
    double life(int events) {
        long begin = System.nanoTime();
        CompletableFuture<?> accepting = CompletableFuture.runAsync(() -> accept(events));
        end(Lane.FRESH, events);
        accepting.join();
        return perSecond(events, begin);
    }

    /** Stores events, and brings to an end whatever comes, until nothing waits: one of several processes on one store. */
    void share(int events) {
        CompletableFuture<?> accepting = CompletableFuture.runAsync(() -> accept(events));
        Queue<CompletableFuture<Transition>> open = new ArrayDeque<>();
        for (boolean over = false; !over; ) {
            boolean accepted = accepting.isDone();
            List<Delivery> claimed = claim(Lane.FRESH).join().deliveries();
            over = accepted && claimed.isEmpty() && store.nextDue(FLOW).isEmpty();
            if (claimed.isEmpty()) {
                LockSupport.parkNanos(EMPTY_NANOS);
            }
            claimed.forEach(delivery -> open.add(store.finish(delivery, DeliveryState.DELIVERED, attempt(delivery))));
            while (open.size() > IN_FLIGHT) {
                open.remove().join();
            }
        }
        open.forEach(CompletableFuture::join);
        accepting.join();
    }

    /** Stores events only. Returns events in a second. */
    double accept(int events) {
        long begin = System.nanoTime();
        Queue<CompletableFuture<Void>> open = new ArrayDeque<>();
        for (int i = 0; i < events; i++) {
            if (open.size() == IN_FLIGHT) {
                open.remove().join();
            }
            open.add(store.accept(next(), List.of(FLOW)));
        }
        open.forEach(CompletableFuture::join);
        return perSecond(events, begin);
    }

    /** Brings to an end what waits in the fresh lane. Returns deliveries in a second. */
    double claimAndFinish(int deliveries) {
        long begin = System.nanoTime();
        end(Lane.FRESH, deliveries);
        return perSecond(deliveries, begin);
    }

    /** One claim ahead, as the engine has it, while the outcomes of the one before are recorded. */
    void end(Lane lane, int deliveries) {
        CompletableFuture<Claimed> ahead = claim(lane);
        Queue<CompletableFuture<Transition>> open = new ArrayDeque<>();
        for (int ended = 0; ended < deliveries; ) {
            Claimed claimed = ahead.join();
            if (claimed.deliveries().isEmpty()) {
                LockSupport.parkNanos(EMPTY_NANOS); // the engine would be woken
            }
            ahead = claim(lane);
            for (Delivery delivery : claimed.deliveries()) {
                open.add(store.finish(delivery, DeliveryState.DELIVERED, attempt(delivery)));
            }
            ended += claimed.deliveries().size();
            while (open.size() > IN_FLIGHT) {
                open.remove().join();
            }
        }
        open.forEach(CompletableFuture::join);
        for (Delivery tooMany : ahead.join().deliveries()) {
            store.release(tooMany, clock.instant(), "").join();
        }
    }

    private CompletableFuture<Claimed> claim(Lane lane) {
        return store.claim(new Claim(FLOW, lane, since, CLAIM, clock.instant(), Merging.UPDATES));
    }

    private Attempt attempt(Delivery delivery) {
        return new Attempt(
                delivery.claim(),
                clock.instant(),
                Duration.ofMillis(46),
                Attempt.Result.DELIVERED,
                OptionalInt.empty(),
                "",
                "",
                List.of("bitrix24:read 34 ms (crm.deal.get in a batch of 12)", "telegram 12 ms"));
    }

    private Bitrix24Event next() {
        Instant now = clock.instant();
        String deal = prefix + ++deals;
        return new Bitrix24Event(
                ids.next(),
                "main",
                "ONCRMDEALUPDATE",
                new EntityRef("deal", 2, deal),
                "17",
                now,
                now,
                Origin.WEBHOOK,
                Map.of("FIELDS", Map.of("ID", deal)));
    }

    private static double perSecond(int count, long begin) {
        return count * 1e9 / (System.nanoTime() - begin);
    }
}
