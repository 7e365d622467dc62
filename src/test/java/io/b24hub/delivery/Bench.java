package io.b24hub.delivery;

import static org.awaitility.Awaitility.await;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.event.EventPattern;
import io.b24hub.event.Origin;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.HubStore;
import io.b24hub.store.Merging;
import io.b24hub.store.SqliteStore;
import io.b24hub.time.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;

/** An engine over a real store and a clock that the test moves. Retries come after 5 s, 30 s, 2 m, without jitter. */
final class Bench implements AutoCloseable {

    /** A flow that has no part in a test; its store never fails. */
    static final String BYSTANDER = "bystander";

    static final Outcome DELIVERED = new Outcome.Delivered(List.of("to-chat 12 ms"));
    static final RetrySchedule SCHEDULE = new RetrySchedule(
            List.of(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(2)), Duration.ofMinutes(10), 0);

    private static final int QUIET_HOPS = 6;

    final ManualClock clock;
    final TroubledStore store;
    final DeliveryEngine engine;

    Bench(Path file) {
        this(file, new ManualClock(), new DeliveryListener() {});
    }

    Bench(Path file, ManualClock clock, DeliveryListener listener) {
        this(SqliteStore.open(file, clock), clock, listener);
    }

    Bench(HubStore kept, ManualClock clock, DeliveryListener listener) {
        this.clock = clock;
        store = new TroubledStore(kept);
        engine = new DeliveryEngine(store, clock, new Random(7), listener);
    }

    /** Attaches a flow and starts the engine. */
    DeliveryEngine.Attachment run(String flow, int concurrency, DeliveryHandler handler) {
        DeliveryEngine.Attachment attachment = engine.attach(spec(flow, concurrency), handler);
        engine.start();
        return attachment;
    }

    DeliveryEngine.Attachment run(FlowSpec spec, DeliveryHandler handler) {
        DeliveryEngine.Attachment attachment = engine.attach(spec, handler);
        engine.start();
        return attachment;
    }

    /** A flow that delivers to the given destinations. */
    static FlowSpec specTo(String flow, int concurrency, String... destinations) {
        return spec(flow, concurrency, Batching.NONE, Optional.empty(), Set.of(destinations));
    }

    static FlowSpec spec(
            String flow, int concurrency, Batching batching, Optional<Rate> rate, Set<String> destinations) {
        return new FlowSpec(
                flow,
                Optional.empty(),
                EventPattern.parse("*"),
                concurrency,
                SCHEDULE,
                Merging.NONE,
                batching,
                rate,
                destinations);
    }

    /** A failure that came from a destination. */
    static Report at(String destination) {
        return new Report(List.of(), Optional.of(destination), OptionalInt.of(502), "");
    }

    static FlowSpec spec(String flow, int concurrency) {
        return specTo(flow, concurrency);
    }

    /** Stores events as the intake does, and tells the engine. */
    void accept(String flow, String... events) {
        for (String event : events) {
            store.accept(event(event), List.of(flow)).join();
        }
        engine.wake(List.of(flow));
    }

    /** The same, of one deal. */
    void acceptOf(String deal, String flow, String... events) {
        for (String event : events) {
            store.accept(event(event, deal), List.of(flow)).join();
        }
        engine.wake(List.of(flow));
    }

    /** Concerns a deal of its own. */
    Bitrix24Event event(String id) {
        return event(id, "of-" + id);
    }

    Bitrix24Event event(String id, String deal) {
        return event(id, deal, "main");
    }

    Bitrix24Event event(String id, String deal, String portal) {
        Instant now = clock.instant();
        return new Bitrix24Event(
                id,
                portal,
                "ONCRMDEALUPDATE",
                new EntityRef("deal", 2, deal),
                "17",
                now,
                now,
                Origin.WEBHOOK,
                Map.of("FIELDS", Map.of("ID", deal)));
    }

    DeliveryRecord delivery(String event) {
        return store.deliveries(event).get(0);
    }

    DeliveryState state(String event) {
        return delivery(event).state();
    }

    void awaitState(String event, DeliveryState state) {
        until(() -> state(event) == state);
    }

    /** Waits; runs what the clock holds that is due already, as a real clock would. */
    void until(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(10))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> {
                    clock.advance(Duration.ZERO);
                    return condition.call();
                });
    }

    /** Waits until everything that follows from what was done so far is done; no flow may be at work by itself. */
    void quiet() {
        long calls = -1;
        for (int still = 0; still < QUIET_HOPS; still++) {
            if (store.calls() != calls) {
                calls = store.calls();
                still = 0;
            }
            clock.advance(Duration.ZERO);
            store.saveFlows(List.of()).join();
            // a detach returns when all book-keeping before it is done
            engine.attach(spec(BYSTANDER, 1), (delivery, done) -> {}).close();
        }
    }

    void advance(Duration by) {
        quiet();
        clock.advance(by);
        quiet();
    }

    @Override
    public void close() {
        engine.close();
        store.close();
    }
}
