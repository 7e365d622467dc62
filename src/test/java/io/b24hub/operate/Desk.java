package io.b24hub.operate;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.event.Origin;
import io.b24hub.store.Attempt;
import io.b24hub.store.Claim;
import io.b24hub.store.Claimed;
import io.b24hub.store.Delivery;
import io.b24hub.store.DeliveryControl.ChangeStep;
import io.b24hub.store.DeliveryFilter;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.FlowRecord;
import io.b24hub.store.ForwardingStore;
import io.b24hub.store.HubStore;
import io.b24hub.store.Lane;
import io.b24hub.store.Merging;
import io.b24hub.store.SqliteStore;
import io.b24hub.store.StoreUnavailable;
import io.b24hub.time.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real store with events in it, and an engine that only writes down what it is told. */
final class Desk implements AutoCloseable {

    static final Instant RECEIVED = Instant.parse("2026-03-01T09:00:00Z");

    final ManualClock clock = new ManualClock(RECEIVED);
    final HubStore store;
    final Path file;
    final List<Integer> limits = new CopyOnWriteArrayList<>();
    final List<String> told = new CopyOnWriteArrayList<>();
    final Map<String, FlowNow> running = new ConcurrentHashMap<>();
    private final HubStore real;
    private boolean full;
    private Runnable beforeChange = () -> {};

    Desk(Path folder, String... flows) {
        file = folder.resolve("hub.db");
        real = SqliteStore.open(file, clock);
        store = new Watched(real);
        store.saveFlows(Arrays.stream(flows)
                        .map(flow -> new FlowRecord(flow, Optional.empty(), "*", flow + ".camel.yaml", RECEIVED))
                        .toList())
                .join();
    }

    /** From now on nothing can be changed in the store. */
    void isFull() {
        full = true;
    }

    void beforeEachChange(Runnable task) {
        beforeChange = task;
    }

    EngineControl engine() {
        return new Scribe();
    }

    /** Stores an event of a deal, received now, for some flows. */
    Bitrix24Event event(String id, String type, String deal, String... flows) {
        Bitrix24Event event = new Bitrix24Event(
                id,
                "main",
                type,
                new EntityRef("deal", 2, deal),
                "17",
                clock.instant().minusSeconds(2),
                clock.instant(),
                Origin.WEBHOOK,
                Map.of("FIELDS", Map.of("ID", deal)));
        store.accept(event, List.of(flows)).join();
        return event;
    }

    void events(int count, String... flows) {
        for (int i = 0; i < count; i++) {
            event("e" + i, "ONCRMDEALADD", "of-" + i, flows);
        }
    }

    List<Delivery> claim(String flow, int limit) {
        Claimed claimed = store.claim(
                        new Claim(flow, Lane.FRESH, Instant.EPOCH, limit, clock.instant(), Merging.UPDATES))
                .join();
        return claimed.deliveries();
    }

    void park(Delivery delivery, String reason) {
        store.park(delivery, attempt(delivery, Attempt.Result.REFUSED, reason)).join();
    }

    void deliver(Delivery delivery) {
        store.finish(delivery, DeliveryState.DELIVERED, attempt(delivery, Attempt.Result.DELIVERED, ""))
                .join();
    }

    void fail(Delivery delivery, Duration wait, String reason) {
        store.retry(delivery, clock.instant().plus(wait), attempt(delivery, Attempt.Result.FAILED, reason))
                .join();
    }

    Attempt attempt(Delivery delivery, Attempt.Result result, String reason) {
        return new Attempt(
                delivery.claim(),
                clock.instant(),
                Duration.ofMillis(34),
                result,
                reason.isEmpty() ? OptionalInt.empty() : OptionalInt.of(503),
                reason,
                reason.isEmpty() ? "" : "{\"error\":\"busy\"}",
                List.of("bitrix24:read 34 ms (crm.deal.get in a batch of 12)", "filter only-won: yes"));
    }

    long count(DeliveryState state) {
        return store.count(DeliveryFilter.ALL.in(state)).deliveries();
    }

    @Override
    public void close() {
        real.close();
    }

    private final class Scribe implements EngineControl {

        @Override
        public void wake(Collection<String> flows) {
            flows.forEach(flow -> told.add("wake " + flow));
        }

        @Override
        public void holdsChanged() {
            told.add("holds changed");
        }

        @Override
        public void drain() {
            told.add("drain");
        }

        @Override
        public void undrain() {
            told.add("undrain");
        }

        @Override
        public Map<String, FlowNow> flows() {
            return running;
        }
    }

    private final class Watched extends ForwardingStore {

        Watched(HubStore store) {
            super(store);
        }

        @Override
        public CompletableFuture<ChangeStep> change(
                Change change, DeliveryFilter filter, long after, long upTo, int limit, String reason, Instant now) {
            limits.add(limit);
            beforeChange.run();
            return full
                    ? CompletableFuture.failedFuture(new StoreUnavailable("The disk is full."))
                    : super.change(change, filter, after, upTo, limit, reason, now);
        }

        @Override
        public CompletableFuture<PruneStep> prune(long after, int limit, Instant endedBefore, Instant parkedBefore) {
            limits.add(limit);
            return full
                    ? CompletableFuture.failedFuture(new StoreUnavailable("The disk is full."))
                    : super.prune(after, limit, endedBefore, parkedBefore);
        }
    }
}
