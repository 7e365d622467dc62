package io.b24hub.delivery;

import static io.b24hub.delivery.Bench.DELIVERED;
import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.store.Attempt;
import io.b24hub.store.DeliveryState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several deliveries at once, one outcome for all. */
class DeliveryEngineBatchTest {

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

    private DeliveryEngine.Attachment run(int size, Duration wait, int concurrency, DeliveryHandler handler) {
        return bench.run(
                Bench.spec("rows", concurrency, new Batching(size, wait), Optional.empty(), Set.of("sheets:1")),
                handler);
    }

    private static ScriptedFlow failing(Predicate<List<String>> batch, Outcome outcome) {
        return ScriptedFlow.doing(attempt -> attempt.end(batch.test(attempt.events()) ? outcome : DELIVERED));
    }

    private Attempt lastAttempt(String event) {
        List<Attempt> attempts = bench.store.attempts(bench.delivery(event).id());
        return attempts.get(attempts.size() - 1);
    }

    @Test
    void a_batch_begins_when_it_is_full() {
        ScriptedFlow rows = ScriptedFlow.leftOpen();
        run(3, Duration.ofSeconds(10), 1, rows);
        bench.accept("rows", "e1", "e2");
        bench.quiet();
        assertThat(rows.attempts()).isEmpty();

        bench.accept("rows", "e3");
        bench.quiet();

        assertThat(rows.batches()).containsExactly(List.of("e1", "e2", "e3"));
        assertThat(bench.engine.running()).isEqualTo(3);
    }

    @Test
    void a_batch_that_does_not_fill_waits_no_longer_than_its_time() {
        ScriptedFlow rows = ScriptedFlow.leftOpen();
        run(3, Duration.ofSeconds(10), 1, rows);
        bench.accept("rows", "e1");
        bench.advance(Duration.ofSeconds(4));
        bench.accept("rows", "e2");

        bench.advance(Duration.ofMillis(5999));
        assertThat(rows.attempts()).isEmpty();
        bench.advance(Duration.ofMillis(1));

        assertThat(rows.batches()).containsExactly(List.of("e1", "e2"));
    }

    @Test
    void without_a_wait_a_batch_takes_what_is_there() {
        for (int i = 1; i <= 5; i++) {
            bench.store.accept(bench.event("e" + i), List.of("rows")).join();
        }
        ScriptedFlow rows = ScriptedFlow.ending(delivery -> DELIVERED);

        run(3, Duration.ZERO, 1, rows);
        bench.awaitState("e5", DeliveryState.DELIVERED);

        assertThat(rows.batches()).containsExactly(List.of("e1", "e2", "e3"), List.of("e4", "e5"));
    }

    @Test
    void each_delivery_of_a_batch_keeps_the_attempt() {
        run(3, Duration.ofSeconds(1), 1, ScriptedFlow.ending(delivery -> DELIVERED));

        bench.accept("rows", "e1", "e2", "e3");

        for (String event : List.of("e1", "e2", "e3")) {
            bench.awaitState(event, DeliveryState.DELIVERED);
            assertThat(lastAttempt(event).steps()).containsExactly("in a batch of 3", "to-chat 12 ms");
        }
    }

    @Test
    void a_batch_that_will_not_heal_is_cut_until_the_culprit_is_alone() {
        ScriptedFlow rows =
                failing(batch -> batch.contains("e5"), new Outcome.Hopeless("Not a number.", "Mend the column."));
        run(8, Duration.ofSeconds(1), 3, rows);

        bench.accept("rows", "e1", "e2", "e3", "e4", "e5", "e6", "e7", "e8");
        bench.awaitState("e8", DeliveryState.DELIVERED);

        assertThat(rows.batches())
                .containsExactly(
                        List.of("e1", "e2", "e3", "e4", "e5", "e6", "e7", "e8"),
                        List.of("e1", "e2", "e3", "e4"),
                        List.of("e5", "e6", "e7", "e8"),
                        List.of("e5", "e6"),
                        List.of("e5"),
                        List.of("e6"),
                        List.of("e7", "e8"));
        assertThat(bench.state("e5")).isEqualTo(DeliveryState.PARKED);
        assertThat(bench.delivery("e5").reason()).isEqualTo("Not a number. Mend the column.");
        assertThat(lastAttempt("e6").steps())
                .containsExactly(
                        "failed in a batch of 8: Not a number.",
                        "failed in a batch of 4: Not a number.",
                        "failed in a batch of 2: Not a number.",
                        "to-chat 12 ms");
        bench.quiet();
        assertThat(bench.engine.running()).isZero();
    }

    @Test
    void a_failed_batch_comes_back_together() {
        ScriptedFlow rows = ScriptedFlow.doing(
                attempt -> attempt.end(attempt.delivery().attempt() == 1 ? new Outcome.Retry("HTTP 502.") : DELIVERED));
        run(3, Duration.ofSeconds(1), 1, rows);
        bench.accept("rows", "e1", "e2", "e3");
        bench.quiet();

        bench.advance(Duration.ofMillis(4999));
        assertThat(rows.batches()).hasSize(1);
        bench.advance(Duration.ofMillis(1));

        assertThat(rows.batches()).containsExactly(List.of("e1", "e2", "e3"), List.of("e1", "e2", "e3"));
        assertThat(bench.state("e3")).isEqualTo(DeliveryState.DELIVERED);
    }

    @Test
    void a_batch_that_is_given_up_is_cut_too() {
        ScriptedFlow rows = failing(batch -> batch.contains("e2"), new Outcome.Retry("HTTP 500."));
        run(4, Duration.ofSeconds(1), 1, rows);
        bench.accept("rows", "e1", "e2", "e3", "e4");

        bench.advance(Duration.ofMinutes(9));
        assertThat(bench.state("e1")).isEqualTo(DeliveryState.DUE);
        bench.advance(Duration.ofMinutes(2));

        assertThat(List.of("e1", "e3", "e4"))
                .allSatisfy(event -> assertThat(bench.state(event)).isEqualTo(DeliveryState.DELIVERED));
        assertThat(bench.state("e2")).isEqualTo(DeliveryState.PARKED);
        assertThat(bench.delivery("e2").reason()).contains("HTTP 500. Given up after");
    }

    @Test
    void what_failed_before_does_not_spoil_what_is_new() {
        ScriptedFlow rows = failing(batch -> batch.contains("bad"), new Outcome.Retry("HTTP 500."));
        run(2, Duration.ZERO, 1, rows);
        bench.accept("rows", "bad");
        bench.quiet();
        bench.engine.drain();
        bench.clock.advance(Duration.ofSeconds(5));
        bench.store.accept(bench.event("e1"), List.of("rows")).join();
        bench.engine.start();

        bench.awaitState("e1", DeliveryState.DELIVERED);

        assertThat(rows.batches()).contains(List.of("e1")).doesNotContain(List.of("bad", "e1"));
    }

    @Test
    void a_hold_in_the_middle_of_a_search_for_the_culprit_gives_back_the_rest() {
        ScriptedFlow rows = ScriptedFlow.leftOpen();
        run(4, Duration.ofSeconds(1), 1, rows);
        bench.accept("rows", "e1", "e2", "e3", "e4");
        rows.attempt(1).end(new Outcome.Hopeless("Not a number.", "Mend it."));
        rows.attempt(2).end(new Outcome.Later(bench.clock.instant().plusSeconds(60), "Quota.", Bench.at("sheets:1")));
        bench.quiet();

        assertThat(List.of("e1", "e2", "e3", "e4"))
                .allSatisfy(event -> assertThat(bench.state(event)).isEqualTo(DeliveryState.DUE));
        assertThat(bench.delivery("e3").failures()).isZero();
        bench.advance(Duration.ofSeconds(60));
        assertThat(rows.batches().get(2)).containsExactly("e1", "e2", "e3", "e4");
    }

    @Test
    void a_stop_in_the_middle_of_a_search_for_the_culprit_gives_back_the_rest() {
        ScriptedFlow rows = ScriptedFlow.leftOpen();
        DeliveryEngine.Attachment attachment = run(4, Duration.ofSeconds(1), 1, rows);
        bench.accept("rows", "e1", "e2", "e3", "e4");
        rows.attempt(1).end(new Outcome.Hopeless("Not a number.", "Mend it."));
        rows.attempt(2);

        attachment.close();
        rows.attempt(2).end(new Outcome.Hopeless("Not a number.", "Mend it."));
        bench.quiet();

        assertThat(List.of("e1", "e2", "e3", "e4"))
                .allSatisfy(event -> assertThat(bench.state(event)).isEqualTo(DeliveryState.DUE));
        assertThat(bench.engine.running()).isZero();
    }
}
