package io.b24hub.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.event.EventPattern;
import io.b24hub.store.Delivery;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.Hold;
import io.b24hub.store.Merging;
import io.b24hub.time.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two flows that share a destination, one of them with batches and one with a rate, through failures, holds, pauses,
 * breakers, restarts and stops in any order: nothing is lost, entities keep their order, and limits are respected. What a
 * seed leads to differs from run to run only in what runs side by side.
 */
class DeliveryEngineChaosTest {

    private static final int CONCURRENCY = 3;
    private static final Rate RATE = new Rate(30, Duration.ofMinutes(1));
    private static final RetrySchedule PATIENT =
            new RetrySchedule(List.of(Duration.ofSeconds(5), Duration.ofSeconds(30)), Duration.ofDays(30), 0.2);

    @TempDir
    private Path folder;

    private final ManualClock clock = new ManualClock();
    private final List<String> wrong = new ArrayList<>();
    private final Map<String, Long> lastEnded = new HashMap<>();
    private final List<Instant> begun = new ArrayList<>();
    private final List<Open> open = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private Random random;
    private Bench bench;

    /** An attempt that waits for its end. */
    private record Open(String flow, List<Delivery> batch, Consumer<Outcome> done) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void nothing_is_lost_and_order_and_limits_hold(long seed) {
        random = new Random(seed);
        start();
        try {
            for (int step = 0; step < 250; step++) {
                act();
                bench.advance(Duration.ofMillis(1 + random.nextInt(3000)));
            }
            calmDown();

            assertThat(wrong).isEmpty();
            for (String event : events) {
                assertThat(bench.store.deliveries(event))
                        .as(event)
                        .hasSize(2)
                        .extracting(DeliveryRecord::state)
                        .allMatch(state -> state == DeliveryState.DELIVERED
                                || state == DeliveryState.MERGED
                                || state == DeliveryState.PARKED);
            }
            assertThat(begunInAnyMinute()).isLessThanOrEqualTo(2 * RATE.count());
        } finally {
            bench.close();
        }
    }

    private void start() {
        bench = new Bench(folder.resolve("hub.db"), clock, new DeliveryListener() {});
        bench.store.recover(clock.instant()).join();
        attach("rows", new Batching(5, Duration.ofSeconds(2)), Optional.empty(), Merging.NONE);
        attach("chat", Batching.NONE, Optional.of(RATE), Merging.UPDATES);
        bench.engine.start();
        bench.quiet();
    }

    private void attach(String flow, Batching batching, Optional<Rate> rate, Merging merging) {
        FlowSpec spec = new FlowSpec(
                flow,
                Optional.empty(),
                EventPattern.parse("*"),
                CONCURRENCY,
                PATIENT,
                merging,
                batching,
                rate,
                Set.of("far:1", "bitrix24:{portal}"));
        bench.engine.attach(spec, (batch, done) -> begin(new Open(flow, batch, done)));
    }

    private synchronized void begin(Open attempt) {
        if (attempt.flow.equals("chat")) {
            begun.add(clock.instant());
        }
        for (Delivery delivery : attempt.batch) {
            boolean beside = open.stream()
                    .filter(other -> other.flow.equals(attempt.flow))
                    .flatMap(other -> other.batch.stream())
                    .anyMatch(other ->
                            other.event().entity().equals(delivery.event().entity()));
            if (beside) {
                wrong.add(delivery.id() + " runs beside another of its entity");
            }
            if (lastEnded.getOrDefault(key(delivery), 0L) > delivery.id()) {
                wrong.add(delivery.id() + " runs after a later one of its entity");
            }
        }
        open.add(attempt);
        if (open.stream().filter(other -> other.flow.equals(attempt.flow)).count() > CONCURRENCY) {
            wrong.add("too many at a time in " + attempt.flow);
        }
    }

    private static String key(Delivery delivery) {
        return delivery.flow() + " " + delivery.event().entity().key();
    }

    private void act() {
        int dice = random.nextInt(100);
        if (dice < 45) {
            accept(1 + random.nextInt(8));
        } else if (dice < 85) {
            endSome();
        } else if (dice < 89) {
            hold(random.nextBoolean() ? Hold.Kind.FLOW : Hold.Kind.DESTINATION, random.nextBoolean());
        } else if (dice < 94) {
            liftAll();
        } else if (dice < 97) {
            restart(false);
        } else {
            restart(true);
        }
    }

    private void accept(int count) {
        for (int i = 0; i < count; i++) {
            String event = "e" + events.size();
            events.add(event);
            String portal = random.nextBoolean() ? "main" : "shop";
            bench.store
                    .accept(bench.event(event, portal + random.nextInt(6), portal), List.of("rows", "chat"))
                    .join();
        }
        bench.engine.wake(List.of("rows", "chat"));
    }

    private void endSome() {
        List<Open> ending;
        synchronized (this) {
            ending = new ArrayList<>(open.subList(0, open.size() - random.nextInt(open.size() + 1)));
        }
        ending.forEach(attempt -> end(attempt, outcome(attempt)));
    }

    private Outcome outcome(Open attempt) {
        int dice = random.nextInt(100);
        String portal = "bitrix24:" + attempt.batch.get(0).event().portal();
        String at = random.nextInt(3) == 0 ? portal : "far:1";
        if (dice < 30) {
            return new Outcome.Retry("HTTP 502.", Bench.at(at));
        } else if (dice < 38) {
            return new Outcome.Later(clock.instant().plusSeconds(random.nextInt(60)), "Wait.", Bench.at(at));
        } else if (attempt.batch.stream().anyMatch(delivery -> delivery.id() % 17 == 0)) {
            return new Outcome.Hopeless("No.", "Ask.", Bench.at(at));
        }
        return Bench.DELIVERED;
    }

    private void end(Open attempt, Outcome outcome) {
        synchronized (this) {
            open.remove(attempt);
            if (outcome instanceof Outcome.Delivered) {
                attempt.batch.forEach(delivery -> lastEnded.merge(key(delivery), delivery.id(), Math::max));
            }
        }
        attempt.done.accept(outcome);
    }

    private void hold(Hold.Kind kind, boolean one) {
        String name = kind == Hold.Kind.FLOW ? one ? "rows" : "chat" : one ? "far:1" : "bitrix24:shop";
        bench.store
                .hold(new Hold(kind, name, clock.instant(), Optional.empty(), "Pause.", "test"))
                .join();
        bench.engine.holdsChanged();
    }

    private void liftAll() {
        bench.store
                .holds()
                .forEach(hold -> bench.store.lift(hold.kind(), hold.name()).join());
        bench.engine.holdsChanged();
    }

    private void restart(boolean cleanly) {
        if (cleanly) {
            bench.engine.drain();
            List<Open> ending;
            synchronized (this) {
                ending = List.copyOf(open);
            }
            ending.forEach(attempt -> end(attempt, outcome(attempt)));
            assertThat(bench.engine.stop(Duration.ofSeconds(20))).isZero();
        }
        bench.close();
        synchronized (this) {
            open.clear();
        }
        begun.clear();
        start();
    }

    private void calmDown() {
        liftAll();
        for (int minute = 0; minute < 400 && !allEnded(); minute++) {
            List<Open> ending;
            synchronized (this) {
                ending = List.copyOf(open);
            }
            ending.forEach(attempt -> end(
                    attempt,
                    attempt.batch.stream().anyMatch(delivery -> delivery.id() % 17 == 0)
                            ? new Outcome.Hopeless("No.", "Ask.")
                            : Bench.DELIVERED));
            bench.advance(Duration.ofSeconds(20));
        }
    }

    private boolean allEnded() {
        return List.of("rows", "chat").stream()
                .map(bench.store::active)
                .allMatch(active -> active.get(DeliveryState.DUE) + active.get(DeliveryState.RUNNING) == 0);
    }

    private int begunInAnyMinute() {
        int most = 0;
        for (int first = 0; first < begun.size(); first++) {
            Instant end = begun.get(first).plus(RATE.per());
            int last = first;
            while (last < begun.size() && begun.get(last).isBefore(end)) {
                last++;
            }
            most = Math.max(most, last - first);
        }
        return most;
    }
}
