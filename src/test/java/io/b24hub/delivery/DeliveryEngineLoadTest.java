package io.b24hub.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.store.Delivery;
import io.b24hub.store.DeliveryState;
import io.b24hub.time.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeliveryEngineLoadTest {

    private static final int EVENTS = 10_000;
    private static final List<String> FLOWS = List.of("chat", "sheet", "topic");
    private static final int CONCURRENCY = 6;

    @TempDir
    private Path folder;

    private final Map<String, AtomicInteger> ends = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> sent = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> running = new ConcurrentHashMap<>();
    private final AtomicInteger tooMany = new AtomicInteger();

    @Test
    void all_of_ten_thousand_events_end_once_in_each_flow_whatever_happens_on_the_way() throws Exception {
        ManualClock clock = new ManualClock();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (Bench bench = new Bench(folder.resolve("hub.db"), clock, new CountingEnds())) {
            for (String flow : FLOWS) {
                bench.run(flow, CONCURRENCY, ScriptedFlow.doing(attempt -> {
                    if (running.computeIfAbsent(flow, id -> new AtomicInteger()).incrementAndGet() > CONCURRENCY) {
                        tooMany.incrementAndGet();
                    }
                    threads.execute(() -> run(flow, attempt, bench));
                }));
            }

            accept(bench);

            bench.until(() -> {
                clock.advance(Duration.ofSeconds(1));
                return ends.size() == EVENTS * FLOWS.size();
            });
            bench.quiet();
            for (String flow : FLOWS) {
                assertThat(bench.store.active(flow).get(DeliveryState.DUE)).isZero();
                assertThat(bench.store.active(flow).get(DeliveryState.RUNNING)).isZero();
            }
            assertThat(ends.values()).as("ends told").allSatisfy(count -> assertThat(count)
                    .hasValue(1));
            assertThat(sent.values()).as("runs that delivered").allSatisfy(count -> assertThat(count)
                    .hasValue(1));
            assertThat(sent).hasSizeGreaterThan(EVENTS);
            assertThat(tooMany).as("attempts beyond the concurrency").hasValue(0);
            assertThat(bench.engine.running()).isZero();
        } finally {
            threads.shutdownNow();
        }
    }

    private void run(String flow, ScriptedFlow.Attempt attempt, Bench bench) {
        Delivery delivery = attempt.delivery();
        // the same for every run of the test, whatever the threads do
        int dice = new Random(delivery.id() * 31 + delivery.claim()).nextInt(100);
        running.get(flow).decrementAndGet();
        if (dice < 8) {
            attempt.end(new Outcome.Retry("HTTP 502."));
        } else if (dice == 8 && delivery.id() % 20 == 0) {
            attempt.end(new Outcome.Later(bench.clock.instant().plusSeconds(2), "Wait."));
        } else if (dice < 20) {
            attempt.end(new Outcome.Filtered());
        } else if (dice < 25) {
            attempt.end(new Outcome.Hopeless("No.", "Ask."));
        } else {
            count(sent, delivery);
            attempt.end(Bench.DELIVERED);
        }
    }

    private static void count(Map<String, AtomicInteger> counts, Delivery delivery) {
        counts.computeIfAbsent(delivery.flow() + " " + delivery.event().id(), key -> new AtomicInteger())
                .incrementAndGet();
    }

    private static void accept(Bench bench) {
        List<CompletableFuture<Void>> stored = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            stored.add(bench.store.accept(bench.event("e" + i), FLOWS).thenRun(() -> bench.engine.wake(FLOWS)));
        }
        stored.forEach(CompletableFuture::join);
    }

    private final class CountingEnds implements DeliveryListener {

        @Override
        public void delivered(Delivery delivery, List<String> steps, Duration took) {
            count(ends, delivery);
        }

        @Override
        public void filtered(Delivery delivery, Duration took) {
            count(ends, delivery);
        }

        @Override
        public void parked(Delivery delivery, String reason) {
            count(ends, delivery);
        }
    }
}
