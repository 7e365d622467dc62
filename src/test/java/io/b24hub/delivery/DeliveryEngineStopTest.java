package io.b24hub.delivery;

import static io.b24hub.delivery.Bench.DELIVERED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.b24hub.store.Attempt;
import io.b24hub.store.Delivery;
import io.b24hub.store.DeliveryState;
import io.b24hub.time.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeliveryEngineStopTest {

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("hub.db");
    }

    @Test
    void a_detach_gives_back_what_has_not_begun_and_records_what_runs() {
        try (Bench bench = new Bench(file())) {
            ScriptedFlow flow = ScriptedFlow.leftOpen();
            DeliveryEngine.Attachment attachment = bench.run("chat", 1, flow);
            bench.accept("chat", "e1", "e2", "e3");
            bench.quiet();
            assertThat(bench.state("e3")).as("claimed ahead").isEqualTo(DeliveryState.RUNNING);

            attachment.close();
            bench.quiet();

            assertThat(List.of("e2", "e3")).allSatisfy(event -> {
                assertThat(bench.state(event)).isEqualTo(DeliveryState.DUE);
                assertThat(bench.delivery(event).failures()).isZero();
                assertThat(bench.delivery(event).reason()).isEqualTo("The flow was stopped before it began");
            });
            assertThat(bench.engine.running())
                    .as("what runs in a detached flow counts")
                    .isEqualTo(1);
            flow.attempt(1).end(DELIVERED);
            bench.awaitState("e1", DeliveryState.DELIVERED);
            bench.quiet();
            assertThat(bench.engine.running()).isZero();
            assertThat(flow.events()).containsExactly("e1");
        }
    }

    @Test
    void a_flow_that_comes_back_goes_on_in_the_order_of_acceptance() {
        try (Bench bench = new Bench(file())) {
            ScriptedFlow before = ScriptedFlow.leftOpen();
            DeliveryEngine.Attachment attachment = bench.run("chat", 1, before);
            bench.accept("chat", "e1", "e2");
            bench.quiet();
            bench.clock.advance(Duration.ofSeconds(1));
            bench.store.accept(bench.event("e3"), List.of("chat")).join();
            bench.clock.advance(Duration.ofSeconds(1));
            attachment.close();
            bench.quiet();
            before.attempt(1).end(DELIVERED);
            ScriptedFlow after = ScriptedFlow.ending(delivery -> DELIVERED);

            bench.engine.attach(Bench.spec("chat", 1), after);

            bench.awaitState("e3", DeliveryState.DELIVERED);
            assertThat(after.events()).containsExactly("e2", "e3");
        }
    }

    @Test
    void nothing_begins_once_a_detach_has_returned() {
        try (Bench bench = new Bench(file())) {
            for (int round = 0; round < 15; round++) {
                AtomicBoolean detached = new AtomicBoolean();
                AtomicInteger late = new AtomicInteger();
                String flow = "chat" + round;
                DeliveryEngine.Attachment attachment = bench.run(flow, 8, ScriptedFlow.doing(attempt -> {
                    if (detached.get()) {
                        late.incrementAndGet();
                    }
                    attempt.end(DELIVERED);
                }));
                for (int i = 0; i < 20; i++) {
                    bench.store.accept(bench.event("e" + round + "-" + i), List.of(flow));
                }
                bench.accept(flow, "last" + round);

                attachment.close();
                detached.set(true);

                bench.quiet();
                assertThat(late).as("round %d", round).hasValue(0);
            }
        }
    }

    @Test
    void a_detach_from_a_listener_does_not_wait_for_itself() {
        DeliveryEngine.Attachment[] attachment = new DeliveryEngine.Attachment[1];
        DeliveryListener detaching = new DeliveryListener() {
            @Override
            public void delivered(Delivery delivery, List<String> steps, Duration took) {
                attachment[0].close();
            }
        };
        try (Bench bench = new Bench(file(), new ManualClock(), detaching)) {
            attachment[0] = bench.engine.attach(Bench.spec("chat", 1), ScriptedFlow.ending(delivery -> DELIVERED));
            bench.store.accept(bench.event("e1"), List.of("chat")).join();
            bench.store.accept(bench.event("e2"), List.of("chat")).join();
            bench.store.accept(bench.event("e3"), List.of("chat")).join();

            bench.engine.start();

            bench.awaitState("e1", DeliveryState.DELIVERED);
            bench.awaitState("e3", DeliveryState.DUE);
            await().atMost(Duration.ofSeconds(2)).until(() -> bench.engine.running() == 0);
        }
    }

    @Test
    void a_stop_during_a_claim_gives_everything_back() {
        try (Bench bench = new Bench(file())) {
            for (int round = 0; round < 20; round++) {
                String event = "e" + round;
                bench.store.accept(bench.event(event), List.of("chat")).join();
                ScriptedFlow flow = ScriptedFlow.leftOpen();

                bench.run("chat", 1, flow).close();

                bench.quiet();
                flow.attempts().forEach(attempt -> attempt.end(new Outcome.Filtered()));
                bench.quiet();
                assertThat(bench.store.active("chat").get(DeliveryState.RUNNING))
                        .as("round %d", round)
                        .isZero();
            }
        }
    }

    @Test
    void a_drained_engine_can_start_again() {
        try (Bench bench = new Bench(file())) {
            ScriptedFlow flow = ScriptedFlow.ending(
                    delivery -> delivery.attempt() == 1 ? new Outcome.Retry("HTTP 502.") : DELIVERED);
            bench.run("chat", 1, flow);
            bench.accept("chat", "e1");
            bench.quiet();

            bench.engine.drain();
            bench.store.accept(bench.event("e2"), List.of("chat")).join();
            bench.advance(Duration.ofSeconds(60));
            assertThat(flow.events()).as("drained").containsExactly("e1");
            bench.engine.start();

            bench.awaitState("e1", DeliveryState.DELIVERED);
            bench.advance(Duration.ofSeconds(5));
            bench.awaitState("e2", DeliveryState.DELIVERED);
        }
    }

    @Test
    void an_alarm_set_before_a_drain_is_set_again_after_it() {
        try (Bench bench = new Bench(file())) {
            ScriptedFlow flow = ScriptedFlow.ending(
                    delivery -> delivery.attempt() == 1 ? new Outcome.Retry("HTTP 502.") : DELIVERED);
            bench.run("chat", 1, flow);
            bench.accept("chat", "e1");
            bench.quiet();
            bench.engine.drain();
            bench.engine.start();

            bench.advance(Duration.ofSeconds(5));

            bench.awaitState("e1", DeliveryState.DELIVERED);
        }
    }

    @Test
    void what_ran_when_the_process_ended_runs_again() {
        ManualClock clock = new ManualClock();
        ScriptedFlow before = ScriptedFlow.leftOpen();
        Bench first = new Bench(file(), clock, new DeliveryListener() {});
        first.run("chat", 2, before);
        first.accept("chat", "e1", "e2", "e3");
        before.attempt(2);
        first.close();

        before.attempt(1).end(DELIVERED);

        try (Bench second = new Bench(file(), clock, new DeliveryListener() {})) {
            assertThat(second.state("e1")).isEqualTo(DeliveryState.DUE);
            second.store.recover(clock.instant()).join();
            ScriptedFlow after = ScriptedFlow.ending(delivery -> DELIVERED);
            second.run("chat", 2, after);

            second.awaitState("e3", DeliveryState.DELIVERED);
            assertThat(after.events()).containsExactly("e1", "e2", "e3");
            assertThat(after.attempt(1).delivery().attempt()).isEqualTo(1);
        }
    }

    @Test
    void a_stop_waits_for_what_runs_and_repeats_nothing() {
        ManualClock clock = new ManualClock();
        ScriptedFlow before = ScriptedFlow.leftOpen();
        try (Bench first = new Bench(file(), clock, new DeliveryListener() {})) {
            first.run("chat", 2, before);
            first.accept("chat", "e1", "e2", "e3");
            first.quiet();
            CompletableFuture<Integer> stopped =
                    CompletableFuture.supplyAsync(() -> first.engine.stop(Duration.ofSeconds(20)));
            first.until(() -> first.state("e3") == DeliveryState.DUE);
            assertThat(stopped).isNotDone();

            before.attempt(1).end(DELIVERED);
            before.attempt(2).end(new Outcome.Retry("HTTP 502."));

            assertThat(stopped).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(0);
            assertThat(first.state("e1")).isEqualTo(DeliveryState.DELIVERED);
            assertThat(first.delivery("e2").failures()).isEqualTo(1);
        }

        try (Bench second = new Bench(file(), clock, new DeliveryListener() {})) {
            assertThat(second.store.recover(clock.instant()).join()).isZero();
            ScriptedFlow after = ScriptedFlow.ending(delivery -> DELIVERED);
            second.run("chat", 2, after);
            second.advance(Duration.ofSeconds(5));
            assertThat(after.events()).containsExactly("e3", "e2");
        }
    }

    @Test
    void a_stop_gives_back_at_its_limit_what_runs_still_and_hears_no_more_of_it() {
        ManualClock clock = new ManualClock();
        ScriptedFlow before = ScriptedFlow.leftOpen();
        try (Bench first = new Bench(file(), clock, new DeliveryListener() {})) {
            first.run("chat", 2, before);
            first.accept("chat", "e1", "e2");
            first.quiet();
            CompletableFuture<Integer> stopped =
                    CompletableFuture.supplyAsync(() -> first.engine.stop(Duration.ofSeconds(20)));
            first.until(() -> clock.waiting() > 0);
            before.attempt(1).end(DELIVERED);
            first.awaitState("e1", DeliveryState.DELIVERED);

            clock.advance(Duration.ofSeconds(20));

            assertThat(stopped).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(1);
            assertThat(first.state("e2")).isEqualTo(DeliveryState.DUE);
            assertThat(first.delivery("e2").failures()).isZero();
            assertThat(first.store.attempts(first.delivery("e2").id()))
                    .extracting(Attempt::result)
                    .containsExactly(Attempt.Result.INTERRUPTED);
            before.attempt(2).end(DELIVERED);
            first.quiet();
            assertThat(first.state("e2")).as("too late").isEqualTo(DeliveryState.DUE);
            assertThat(first.engine.running()).isZero();
        }
    }

    @Test
    void a_stop_with_nothing_in_hand_is_done_at_once() {
        try (Bench bench = new Bench(file())) {
            bench.run("chat", 1, ScriptedFlow.ending(delivery -> DELIVERED));
            bench.accept("chat", "e1");
            bench.awaitState("e1", DeliveryState.DELIVERED);

            assertThat(bench.engine.stop(Duration.ofSeconds(20))).isZero();
        }
    }

    @Test
    void alarms_that_ring_after_a_close_do_nothing() {
        Bench bench = new Bench(file());
        ScriptedFlow flow = ScriptedFlow.ending(delivery -> new Outcome.Retry("HTTP 502."));
        bench.run("chat", 1, flow);
        bench.accept("chat", "e1");
        bench.quiet();

        bench.close();
        bench.clock.advance(Duration.ofDays(1));
        bench.engine.wake(List.of("chat"));
        bench.engine.close();

        assertThat(flow.attempts()).hasSize(1);
    }
}
