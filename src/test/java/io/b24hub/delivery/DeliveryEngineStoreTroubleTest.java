package io.b24hub.delivery;

import static io.b24hub.delivery.Bench.DELIVERED;
import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.store.Delivery;
import io.b24hub.store.DeliveryState;
import io.b24hub.time.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The disk is full, or the database is away, for a while. */
class DeliveryEngineStoreTroubleTest {

    @TempDir
    private Path folder;

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private Bench bench;

    @BeforeEach
    void open() {
        bench = new Bench(folder.resolve("hub.db"), new ManualClock(), new DeliveryListener() {
            @Override
            public void delivered(Delivery delivery, List<String> steps, Duration took) {
                heard.add(delivery.event().id());
            }
        });
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void an_end_that_cannot_be_recorded_is_recorded_later_and_keeps_its_place_until_then(boolean throwing) {
        if (throwing) {
            bench.store.throwAtOnce();
        }
        ScriptedFlow flow = ScriptedFlow.ending(delivery -> DELIVERED);
        bench.run("chat", 1, flow);
        bench.store.failTransitions(3);
        bench.accept("chat", "e1", "e2");
        bench.quiet();

        bench.advance(Duration.ofSeconds(1));
        bench.advance(Duration.ofSeconds(1));

        assertThat(bench.store.failingTransitions()).isZero();
        assertThat(flow.events()).as("the place is taken").containsExactly("e1");
        assertThat(bench.engine.running()).isEqualTo(1);
        assertThat(heard).isEmpty();
        bench.advance(Duration.ofSeconds(1));
        bench.awaitState("e1", DeliveryState.DELIVERED);
        bench.awaitState("e2", DeliveryState.DELIVERED);
        assertThat(flow.events()).containsExactly("e1", "e2");
        bench.until(() -> heard.equals(List.of("e1", "e2")));
    }

    @Test
    void a_failure_recorded_after_its_due_time_is_tried_again() {
        ScriptedFlow flow =
                ScriptedFlow.ending(delivery -> delivery.attempt() == 1 ? new Outcome.Retry("HTTP 502.") : DELIVERED);
        bench.run("chat", 1, flow);
        bench.store.failTransitions(8);
        bench.accept("chat", "e1");
        bench.quiet();

        for (int second = 0; second < 12; second++) {
            bench.advance(Duration.ofSeconds(1));
        }

        assertThat(bench.state("e1")).isEqualTo(DeliveryState.DELIVERED);
        assertThat(flow.attempts()).hasSize(2);
    }

    @Test
    void a_postponement_recorded_after_its_time_runs_again() {
        Instant until = bench.clock.instant().plusSeconds(2);
        ScriptedFlow flow = ScriptedFlow.ending(
                delivery -> bench.clock.instant().isBefore(until) ? new Outcome.Later(until, "Wait 2 s.") : DELIVERED);
        bench.run("chat", 1, flow);
        bench.store.failTransitions(5);
        bench.accept("chat", "e1");
        bench.quiet();

        for (int second = 0; second < 8; second++) {
            bench.advance(Duration.ofSeconds(1));
        }

        assertThat(bench.state("e1")).isEqualTo(DeliveryState.DELIVERED);
    }

    @Test
    void what_cannot_be_given_back_is_given_back_later() {
        DeliveryEngine.Attachment attachment = bench.run("chat", 1, ScriptedFlow.leftOpen());
        bench.accept("chat", "e1", "e2");
        bench.quiet();
        bench.store.failTransitions(1);
        attachment.close();
        bench.quiet();
        assertThat(bench.state("e2")).isEqualTo(DeliveryState.RUNNING);

        bench.advance(Duration.ofSeconds(1));

        assertThat(bench.state("e2")).isEqualTo(DeliveryState.DUE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_claim_that_fails_is_tried_again_once_a_second(boolean throwing) {
        if (throwing) {
            bench.store.throwAtOnce();
        }
        bench.store.failClaims(3);
        bench.run("chat", 1, ScriptedFlow.ending(delivery -> DELIVERED));
        bench.quiet();
        bench.accept("chat", "e1");
        bench.quiet();
        int before = bench.store.looks("chat");

        bench.advance(Duration.ofMillis(999));
        assertThat(bench.store.looks("chat")).isEqualTo(before);
        bench.advance(Duration.ofMillis(1));
        assertThat(bench.store.looks("chat")).isEqualTo(before + 1);
        bench.advance(Duration.ofSeconds(1));

        assertThat(bench.store.failingClaims()).isZero();
        assertThat(bench.state("e1")).isEqualTo(DeliveryState.DELIVERED);
    }

    @Test
    void what_was_claimed_runs_although_the_next_due_time_cannot_be_read() {
        bench.store.failReads(Integer.MAX_VALUE);
        bench.store.accept(bench.event("e1"), List.of("chat")).join();

        bench.run("chat", 1, ScriptedFlow.ending(delivery -> DELIVERED));

        bench.awaitState("e1", DeliveryState.DELIVERED);
    }

    @Test
    void a_due_time_that_could_not_be_read_is_not_forgotten() {
        ScriptedFlow before = ScriptedFlow.ending(delivery -> new Outcome.Retry("HTTP 502."));
        DeliveryEngine.Attachment attachment = bench.run("chat", 1, before);
        bench.accept("chat", "e1");
        bench.quiet();
        attachment.close();
        bench.store.failReads(2);
        bench.engine.attach(Bench.spec("chat", 1), ScriptedFlow.ending(delivery -> DELIVERED));
        bench.quiet();

        for (int second = 0; second < 6; second++) {
            bench.advance(Duration.ofSeconds(1));
        }

        assertThat(bench.state("e1")).isEqualTo(DeliveryState.DELIVERED);
    }
}
