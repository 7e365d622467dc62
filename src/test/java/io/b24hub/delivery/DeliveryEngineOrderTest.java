package io.b24hub.delivery;

import static io.b24hub.delivery.Bench.DELIVERED;
import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.store.DeliveryState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events of one entity reach a flow in order; different entities do not wait for each other. */
class DeliveryEngineOrderTest {

    @TempDir
    private Path folder;

    private Bench bench;

    @BeforeEach
    void open() {
        bench = new Bench(folder.resolve("hub.db"));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void runs_one_of_an_entity_at_a_time_and_the_next_when_it_has_ended() {
        ScriptedFlow flow = ScriptedFlow.leftOpen();
        bench.run("chat", 4, flow);
        bench.acceptOf("662", "chat", "e1", "e2", "e3");
        bench.acceptOf("7", "chat", "f1");
        bench.quiet();
        assertThat(flow.events()).containsExactly("e1", "f1");

        flow.attempt(1).end(DELIVERED);
        bench.quiet();
        assertThat(flow.events()).containsExactly("e1", "f1", "e2");
        flow.attempt(3).end(new Outcome.Filtered());
        bench.quiet();
        assertThat(flow.events()).containsExactly("e1", "f1", "e2", "e3");
    }

    @Test
    void a_failing_entity_holds_up_itself_only() {
        ScriptedFlow flow =
                ScriptedFlow.ending(delivery -> delivery.event().id().equals("e1") && delivery.attempt() < 3
                        ? new Outcome.Retry("HTTP 502.")
                        : DELIVERED);
        bench.run("chat", 4, flow);

        bench.acceptOf("662", "chat", "e1", "e2");
        bench.acceptOf("7", "chat", "f1", "f2");
        bench.advance(Duration.ofSeconds(5));
        bench.acceptOf("662", "chat", "e3");
        bench.quiet();

        assertThat(flow.events()).containsExactly("e1", "f1", "f2", "e1");
        bench.advance(Duration.ofSeconds(30));
        assertThat(flow.events()).containsExactly("e1", "f1", "f2", "e1", "e1", "e2", "e3");
        assertThat(bench.state("e3")).isEqualTo(DeliveryState.DELIVERED);
    }

    @Test
    void a_parked_one_lets_the_next_one_go() {
        ScriptedFlow flow = ScriptedFlow.ending(
                delivery -> delivery.event().id().equals("e1") ? new Outcome.Hopeless("No.", "Ask.") : DELIVERED);
        bench.run("chat", 4, flow);

        bench.acceptOf("662", "chat", "e1", "e2");

        bench.awaitState("e2", DeliveryState.DELIVERED);
        assertThat(bench.state("e1")).isEqualTo(DeliveryState.PARKED);
    }

    @Test
    void an_end_that_comes_after_a_reload_frees_the_next_one_for_the_new_lane() throws Exception {
        ScriptedFlow before = ScriptedFlow.leftOpen();
        ScriptedFlow after = ScriptedFlow.ending(delivery -> DELIVERED);
        DeliveryEngine.Attachment attachment = bench.run("chat", 4, before);
        bench.acceptOf("662", "chat", "e1", "e2");
        bench.quiet();
        attachment.close();
        bench.run("chat", 4, after);
        bench.quiet();
        assertThat(after.events()).isEmpty();

        before.attempt(1).end(DELIVERED);

        bench.awaitState("e2", DeliveryState.DELIVERED);
        assertThat(after.events()).containsExactly("e2");
    }

    @Test
    void looks_again_only_when_an_end_has_freed_something() {
        ScriptedFlow flow = ScriptedFlow.leftOpen();
        bench.run("chat", 4, flow);
        bench.acceptOf("662", "chat", "e1", "e2");
        bench.quiet();
        int before = bench.store.looks("chat");

        flow.attempt(1).end(DELIVERED);
        bench.quiet();
        assertThat(bench.store.looks("chat")).as("one for e2").isEqualTo(before + 1);
        flow.attempt(2).end(DELIVERED);
        bench.quiet();
        assertThat(bench.store.looks("chat")).as("nothing was behind e2").isEqualTo(before + 1);
    }

    @Test
    void order_holds_under_load_with_failures() throws Exception {
        int events = 2_000;
        int deals = 40;
        Map<String, String> inHand = new ConcurrentHashMap<>();
        Map<String, Long> lastEnded = new ConcurrentHashMap<>();
        ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            bench.run(
                    "chat",
                    8,
                    ScriptedFlow.doing(attempt -> threads.execute(() -> runOnce(attempt, inHand, lastEnded, wrong))));

            List<CompletableFuture<Void>> stored = new ArrayList<>();
            IntStream.range(0, events)
                    .forEach(i -> stored.add(bench.store
                            .accept(bench.event("e" + i, "" + i % deals), List.of("chat"))
                            .thenRun(() -> bench.engine.wake(List.of("chat")))));
            stored.forEach(CompletableFuture::join);

            bench.until(() -> {
                bench.clock.advance(Duration.ofSeconds(1));
                return bench.store.active("chat").get(DeliveryState.DUE)
                                + bench.store.active("chat").get(DeliveryState.RUNNING)
                        == 0;
            });
            assertThat(wrong).isEmpty();
            assertThat(lastEnded).hasSize(deals);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void runOnce(
            ScriptedFlow.Attempt attempt,
            Map<String, String> inHand,
            Map<String, Long> lastEnded,
            ConcurrentLinkedQueue<String> wrong) {
        String deal = attempt.delivery().event().entity().id();
        String other = inHand.putIfAbsent(deal, attempt.event());
        if (other != null) {
            wrong.add(attempt.event() + " ran beside " + other);
        }
        long id = attempt.delivery().id();
        if (lastEnded.getOrDefault(deal, 0L) >= id) {
            wrong.add(attempt.event() + " ran too late");
        }
        // the same for every run of the test, whatever the threads do
        int dice = new Random(id * 31 + attempt.delivery().claim()).nextInt(100);
        if (dice >= 10) {
            lastEnded.put(deal, id);
        }
        inHand.remove(deal);
        attempt.end(
                dice < 10
                        ? new Outcome.Retry("HTTP 502.")
                        : dice < 13 ? new Outcome.Hopeless("No.", "Ask.") : DELIVERED);
    }
}
