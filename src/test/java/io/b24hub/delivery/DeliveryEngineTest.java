package io.b24hub.delivery;

import static io.b24hub.delivery.Bench.DELIVERED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.b24hub.store.Delivery;
import io.b24hub.store.DeliveryState;
import io.b24hub.time.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeliveryEngineTest {

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
    void delivers_what_is_accepted_after_a_wake() {
        ScriptedFlow flow = ScriptedFlow.ending(delivery -> DELIVERED);
        bench.run("chat", 4, flow);
        bench.quiet();

        bench.accept("chat", "e1");

        bench.awaitState("e1", DeliveryState.DELIVERED);
        assertThat(flow.events()).containsExactly("e1");
        bench.quiet();
        assertThat(bench.engine.running()).isZero();
    }

    @Test
    void delivers_what_was_accepted_before_the_start_once_it_has_started() {
        ScriptedFlow flow = ScriptedFlow.ending(delivery -> DELIVERED);
        bench.accept("chat", "e1");
        bench.engine.attach(Bench.spec("chat", 4), flow);
        bench.quiet();
        assertThat(flow.attempts()).isEmpty();

        bench.engine.start();

        bench.awaitState("e1", DeliveryState.DELIVERED);
    }

    @Test
    void ignores_a_wake_for_a_flow_that_is_not_attached() {
        bench.engine.start();

        bench.accept("unknown", "e1");

        bench.quiet();
        assertThat(bench.state("e1")).isEqualTo(DeliveryState.DUE);
    }

    @Test
    void runs_no_more_side_by_side_than_the_flow_allows() {
        ScriptedFlow flow = ScriptedFlow.leftOpen();
        bench.run("chat", 3, flow);

        bench.accept("chat", "e1", "e2", "e3", "e4", "e5");
        bench.quiet();

        assertThat(flow.events()).containsExactly("e1", "e2", "e3");
        assertThat(bench.engine.running()).isEqualTo(3);
        flow.attempt(2).end(DELIVERED);
        bench.quiet();
        assertThat(flow.events()).containsExactly("e1", "e2", "e3", "e4");
    }

    @Test
    void claims_a_bounded_number_ahead() {
        ScriptedFlow flow = ScriptedFlow.leftOpen();
        List<CompletableFuture<Void>> stored = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            stored.add(bench.store.accept(bench.event("e" + i), List.of("chat")));
        }
        stored.forEach(CompletableFuture::join);

        bench.run("chat", 2, flow);
        bench.quiet();
        for (int i = 1; i <= 150; i++) {
            flow.attempt(i).end(DELIVERED);
            if (i % 15 == 0) {
                bench.quiet();
                long ahead = bench.store.active("chat").get(DeliveryState.RUNNING) - 2;
                assertThat(ahead).as("after %d", i).isBetween(3L, (long) Ahead.MOST);
            }
        }

        assertThat(bench.store.claims("chat")).as("claims for 150 deliveries").isLessThanOrEqualTo(12);
    }

    @Test
    void tries_a_failure_again_when_its_time_has_come_and_not_before() {
        ScriptedFlow flow = ScriptedFlow.ending(
                delivery -> delivery.attempt() < 3 ? new Outcome.Retry("HTTP 502 from the sink.") : DELIVERED);
        bench.run("chat", 4, flow);
        bench.accept("chat", "e1");
        bench.quiet();
        assertThat(flow.attempts()).hasSize(1);
        assertThat(bench.delivery("e1").failures()).isEqualTo(1);
        assertThat(bench.delivery("e1").reason()).isEqualTo("HTTP 502 from the sink.");

        bench.advance(Duration.ofMillis(4999));
        assertThat(flow.attempts()).hasSize(1);
        bench.advance(Duration.ofMillis(1));
        assertThat(flow.attempts()).hasSize(2);
        bench.advance(Duration.ofMillis(29_999));
        assertThat(flow.attempts()).hasSize(2);
        bench.advance(Duration.ofMillis(1));

        assertThat(flow.attempts())
                .extracting(attempt -> attempt.delivery().attempt())
                .containsExactly(1, 2, 3);
        assertThat(bench.state("e1")).isEqualTo(DeliveryState.DELIVERED);
    }

    @Test
    void parks_what_fails_to_the_end() {
        ScriptedFlow flow = ScriptedFlow.ending(delivery -> new Outcome.Retry("HTTP 502 from the sink."));
        bench.run("chat", 4, flow);
        bench.accept("chat", "e1");

        for (int seconds : List.of(5, 30, 120, 120, 120, 120, 84)) {
            bench.advance(Duration.ofSeconds(seconds));
        }
        assertThat(bench.state("e1")).isEqualTo(DeliveryState.DUE);
        bench.advance(Duration.ofSeconds(1));

        // at 0 s, 5 s, 35 s, then every two minutes; the last one on the ten minutes
        assertThat(flow.attempts()).hasSize(8);
        assertThat(bench.state("e1")).isEqualTo(DeliveryState.PARKED);
        assertThat(bench.delivery("e1").reason()).isEqualTo("HTTP 502 from the sink. Given up after 8 attempts.");
        bench.advance(Duration.ofDays(30));
        assertThat(flow.attempts()).hasSize(8);
    }

    @Test
    void parks_the_hopeless_at_once_with_advice() {
        ScriptedFlow flow =
                ScriptedFlow.ending(delivery -> new Outcome.Hopeless("The bot was removed.", "Add it to the chat."));
        bench.run("chat", 4, flow);

        bench.accept("chat", "e1");

        bench.awaitState("e1", DeliveryState.PARKED);
        assertThat(bench.delivery("e1").reason()).isEqualTo("The bot was removed. Add it to the chat.");
        assertThat(bench.delivery("e1").failures()).isEqualTo(1);
    }

    @Test
    void ends_what_sent_nothing_as_filtered() {
        bench.run("chat", 4, ScriptedFlow.ending(delivery -> new Outcome.Filtered()));

        bench.accept("chat", "e1");

        bench.awaitState("e1", DeliveryState.FILTERED);
    }

    @Test
    void a_far_side_that_asks_to_wait_costs_no_attempt_and_holds_its_flow_only() {
        Instant until = bench.clock.instant().plusSeconds(40);
        ScriptedFlow chat =
                ScriptedFlow.ending(delivery -> bench.clock.instant().isBefore(until)
                        ? new Outcome.Later(until, "Telegram asked to wait 40 s.")
                        : DELIVERED);
        ScriptedFlow sheet = ScriptedFlow.ending(delivery -> DELIVERED);
        bench.run("chat", 1, chat);
        bench.run("sheet", 1, sheet);
        bench.accept("chat", "e1", "e2", "e3");
        bench.quiet();

        bench.accept("chat", "e4");
        bench.accept("sheet", "s1");
        bench.advance(Duration.ofMillis(39_999));

        assertThat(chat.events()).as("held").containsExactly("e1");
        assertThat(bench.delivery("e1").failures()).isZero();
        assertThat(bench.delivery("e1").reason()).isEqualTo("Telegram asked to wait 40 s.");
        assertThat(bench.state("s1")).isEqualTo(DeliveryState.DELIVERED);
        bench.advance(Duration.ofMillis(1));
        assertThat(List.of("e1", "e2", "e3", "e4"))
                .allSatisfy(event -> assertThat(bench.state(event)).isEqualTo(DeliveryState.DELIVERED));
        assertThat(chat.attempts())
                .allSatisfy(attempt -> assertThat(attempt.delivery().attempt()).isEqualTo(1));
    }

    @Test
    void the_later_of_two_holds_counts() {
        Instant now = bench.clock.instant();
        ScriptedFlow flow = ScriptedFlow.leftOpen();
        bench.run("chat", 2, flow);
        bench.accept("chat", "e1", "e2", "e3");
        bench.quiet();
        flow.attempt(1).end(new Outcome.Later(now.plusSeconds(40), "Wait."));
        flow.attempt(2).end(new Outcome.Later(now.plusSeconds(20), "Wait."));

        bench.advance(Duration.ofSeconds(39));
        assertThat(flow.attempts()).hasSize(2);
        bench.advance(Duration.ofSeconds(1));

        assertThat(flow.attempts()).hasSize(4);
    }

    @Test
    void a_far_side_that_says_later_and_means_now_is_asked_again_after_a_second() {
        Instant now = bench.clock.instant();
        ScriptedFlow flow = ScriptedFlow.ending(
                delivery -> bench.clock.instant().equals(now) ? new Outcome.Later(now, "Retry-After: 0.") : DELIVERED);
        bench.run("chat", 1, flow);
        bench.accept("chat", "e1");
        bench.quiet();
        assertThat(flow.attempts()).hasSize(1);

        bench.advance(Duration.ofSeconds(1));

        assertThat(bench.state("e1")).isEqualTo(DeliveryState.DELIVERED);
    }

    @Test
    void a_handler_that_throws_is_a_failure() {
        AtomicInteger calls = new AtomicInteger();
        bench.run("chat", 1, ScriptedFlow.doing(attempt -> {
            if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException("no thread");
            }
            attempt.end(DELIVERED);
        }));
        bench.accept("chat", "e1");
        bench.quiet();
        assertThat(bench.delivery("e1").reason()).isEqualTo("The flow could not begin: no thread");
        assertThat(bench.delivery("e1").failures()).isEqualTo(1);

        bench.advance(Duration.ofSeconds(5));

        assertThat(bench.state("e1")).isEqualTo(DeliveryState.DELIVERED);
    }

    @Test
    void a_handler_that_breaks_with_an_error_frees_its_place() {
        bench.run("chat", 1, ScriptedFlow.doing(attempt -> {
            if (attempt.event().equals("e1")) {
                throw new NoClassDefFoundError("org/example/Gone");
            }
            attempt.end(DELIVERED);
        }));

        bench.accept("chat", "e1", "e2");

        bench.awaitState("e2", DeliveryState.DELIVERED);
        assertThat(bench.delivery("e1").failures()).isEqualTo(1);
    }

    @Test
    void only_the_first_outcome_counts() {
        bench.run("chat", 1, ScriptedFlow.doing(attempt -> {
            attempt.end(DELIVERED);
            attempt.end(new Outcome.Retry("too late"));
            throw new IllegalStateException("after the end");
        }));

        bench.accept("chat", "e1", "e2");

        bench.awaitState("e2", DeliveryState.DELIVERED);
        assertThat(bench.state("e1")).isEqualTo(DeliveryState.DELIVERED);
        bench.quiet();
        assertThat(bench.engine.running()).isZero();
    }

    @Test
    void takes_outcomes_from_any_thread() {
        bench.run("chat", 2, ScriptedFlow.doing(attempt -> new Thread(() -> attempt.end(DELIVERED), "a-flow's-own")
                .start()));

        bench.accept("chat", "e1", "e2", "e3");

        for (String event : List.of("e1", "e2", "e3")) {
            bench.awaitState(event, DeliveryState.DELIVERED);
        }
    }

    @Test
    void rests_until_a_wake_or_a_due_time() {
        ScriptedFlow flow =
                ScriptedFlow.ending(delivery -> delivery.attempt() == 1 ? new Outcome.Retry("HTTP 502.") : DELIVERED);
        bench.run("chat", 4, flow);
        bench.accept("chat", "e1");
        bench.quiet();
        int before = bench.store.looks("chat");

        bench.advance(Duration.ofMillis(4999));
        assertThat(bench.store.looks("chat")).as("nothing is due").isEqualTo(before);
        bench.advance(Duration.ofMillis(1));
        assertThat(bench.store.looks("chat")).as("one look at the due time").isEqualTo(before + 1);
        bench.advance(Duration.ofDays(365));
        assertThat(bench.store.looks("chat")).as("all is quiet").isEqualTo(before + 1);
        bench.engine.wake(List.of("chat"));
        bench.quiet();
        assertThat(bench.store.looks("chat")).as("woken").isEqualTo(before + 2);
    }

    @Test
    void a_due_time_between_two_milliseconds_costs_one_look() {
        ManualClock clock = new ManualClock(Instant.parse("2026-03-01T09:00:00.000400Z"));
        try (Bench odd = new Bench(folder.resolve("odd.db"), clock, new DeliveryListener() {})) {
            odd.run(
                    "chat",
                    1,
                    ScriptedFlow.ending(
                            delivery -> delivery.attempt() == 1 ? new Outcome.Retry("HTTP 502.") : DELIVERED));
            odd.accept("chat", "e1");
            odd.quiet();
            int before = odd.store.looks("chat");

            odd.advance(Duration.ofMillis(5001));

            assertThat(odd.state("e1")).isEqualTo(DeliveryState.DELIVERED);
            assertThat(odd.store.looks("chat")).isEqualTo(before + 1);
        }
    }

    @Test
    void tells_listeners_after_the_change_is_durable() {
        List<String> heard = new CopyOnWriteArrayList<>();
        Path file = folder.resolve("heard.db");
        Listening listening = new Listening(heard);
        try (Bench told = new Bench(file, new ManualClock(), listening.and(listening))) {
            listening.states = event -> told.state(event).word();
            told.run("chat", 1, ScriptedFlow.ending(delivery -> switch (delivery.event()
                    .id()) {
                case "e1" -> DELIVERED;
                case "e2" -> new Outcome.Filtered();
                case "e3" -> new Outcome.Hopeless("No.", "Ask.");
                case "e4" -> new Outcome.Retry("Oh.");
                default -> new Outcome.Later(told.clock.instant().plusSeconds(60), "Wait.");
            }));

            told.accept("chat", "e1", "e2", "e3", "e4", "e5");

            told.until(() -> heard.size() == 10);
            assertThat(heard)
                    .containsExactly(
                            "delivered e1 [to-chat 12 ms] in store: delivered",
                            "delivered e1 [to-chat 12 ms] in store: delivered",
                            "filtered e2 in store: filtered",
                            "filtered e2 in store: filtered",
                            "parked e3 No. Ask. in store: parked",
                            "parked e3 No. Ask. in store: parked",
                            "retried e4 Oh. in store: due",
                            "retried e4 Oh. in store: due",
                            "postponed e5 Wait. in store: due",
                            "postponed e5 Wait. in store: due");
        }
    }

    @Test
    void a_listener_that_throws_holds_nothing_up() {
        DeliveryListener broken = new DeliveryListener() {
            @Override
            public void delivered(Delivery delivery, List<String> steps, Duration took) {
                throw new IllegalStateException("a broken listener");
            }
        };
        try (Bench told = new Bench(folder.resolve("broken.db"), new ManualClock(), broken)) {
            told.run("chat", 1, ScriptedFlow.ending(delivery -> DELIVERED));

            told.accept("chat", "e1", "e2", "e3");

            told.awaitState("e3", DeliveryState.DELIVERED);
        }
    }

    @Test
    void refuses_a_second_flow_of_the_same_id() {
        bench.run("chat", 1, ScriptedFlow.leftOpen());

        assertThatThrownBy(() -> bench.engine.attach(Bench.spec("chat", 1), ScriptedFlow.leftOpen()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Flow chat is attached already");
    }

    @Test
    void refuses_a_flow_that_could_never_run() {
        assertThatThrownBy(() -> Bench.spec("chat", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("chat")
                .hasMessageContaining("at least 1");
    }

    /** Writes down what it hears, with what the store shows at that moment. */
    private static final class Listening implements DeliveryListener {

        private final List<String> heard;
        private UnaryOperator<String> states = event -> "?";

        Listening(List<String> heard) {
            this.heard = heard;
        }

        @Override
        public void delivered(Delivery delivery, List<String> steps, Duration took) {
            note("delivered", delivery, steps.toString());
        }

        @Override
        public void filtered(Delivery delivery, Duration took) {
            note("filtered", delivery, "");
        }

        @Override
        public void retried(Delivery delivery, String reason, Instant due) {
            note("retried", delivery, reason);
        }

        @Override
        public void postponed(Delivery delivery, String reason, Instant due) {
            note("postponed", delivery, reason);
        }

        @Override
        public void parked(Delivery delivery, String reason) {
            note("parked", delivery, reason);
        }

        private void note(String what, Delivery delivery, String detail) {
            String event = delivery.event().id();
            heard.add((what + " " + event + " " + detail).strip() + " in store: " + states.apply(event));
        }
    }
}
