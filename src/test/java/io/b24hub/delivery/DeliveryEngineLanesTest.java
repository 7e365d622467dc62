package io.b24hub.delivery;

import static io.b24hub.delivery.Bench.DELIVERED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.b24hub.event.EventPattern;
import io.b24hub.store.DeliveryState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backlog does not delay what is new. */
class DeliveryEngineLanesTest {

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

    private void store(String flow, int from, int to) {
        List<CompletableFuture<Void>> stored = new ArrayList<>();
        for (int i = from; i < to; i++) {
            stored.add(bench.store.accept(bench.event(flow + i), List.of(flow)));
        }
        stored.forEach(CompletableFuture::join);
        bench.engine.wake(List.of(flow));
    }

    @Test
    void ten_thousand_that_wait_for_a_dead_sink_delay_no_fresh_event() {
        AtomicBoolean dead = new AtomicBoolean(true);
        ScriptedFlow chat = ScriptedFlow.doing(attempt -> {
            if (dead.get()) {
                attempt.end(new Outcome.Retry("HTTP 502.", Bench.at("telegram:1")));
            }
        });
        ScriptedFlow sheet = ScriptedFlow.ending(delivery -> DELIVERED);
        bench.run(Bench.specTo("chat", 1, "telegram:1"), chat);
        bench.run(Bench.specTo("sheet", 1, "sheets:1"), sheet);
        store("chat", 0, 10_000);
        bench.quiet();
        assertThat(chat.attempts()).as("until the breaker opened").hasSize(5);

        bench.advance(Duration.ofMillis(10));
        bench.accept("sheet", "s1");
        bench.quiet();
        assertThat(bench.state("s1")).as("another flow").isEqualTo(DeliveryState.DELIVERED);

        dead.set(false);
        bench.advance(Duration.ofSeconds(30));
        assertThat(chat.attempts()).as("the probe").hasSize(6);
        chat.attempt(6).end(DELIVERED);
        bench.advance(Duration.ofMillis(10));
        assertThat(chat.attempts()).as("a late one is begun").hasSize(7);
        bench.accept("chat", "fresh");
        bench.quiet();

        chat.attempt(7).end(DELIVERED);
        bench.quiet();
        assertThat(chat.events().get(7)).isEqualTo("fresh");
    }

    @Test
    void late_ones_get_every_fourth_place_while_fresh_ones_come() {
        store("chat", 0, 20);
        bench.clock.advance(Duration.ofMillis(10));
        ScriptedFlow chat = ScriptedFlow.leftOpen();
        bench.run("chat", 1, chat);
        bench.quiet();
        bench.clock.advance(Duration.ofMillis(10));
        for (int i = 0; i < 12; i++) {
            bench.accept("chat", "fresh" + i);
        }
        bench.quiet();

        for (int place = 1; place <= 12; place++) {
            chat.attempt(place).end(DELIVERED);
            bench.quiet();
        }

        assertThat(chat.events().subList(1, 13))
                .containsExactly(
                        "fresh0", "fresh1", "fresh2", "chat1", "fresh3", "fresh4", "fresh5", "chat2", "fresh6",
                        "fresh7", "fresh8", "chat3");
    }

    @Test
    void what_failed_waits_in_the_late_lane() {
        ScriptedFlow chat = ScriptedFlow.leftOpen();
        bench.run("chat", 1, chat);
        bench.quiet();
        bench.clock.advance(Duration.ofMillis(10));
        bench.accept("chat", "bad");
        chat.attempt(1).end(new Outcome.Retry("HTTP 500."));
        bench.quiet();
        bench.accept("chat", "e1", "e2", "e3", "e4");
        bench.quiet();
        bench.advance(Duration.ofSeconds(5));

        for (int place = 2; place <= 6; place++) {
            chat.attempt(place).end(DELIVERED);
            bench.quiet();
        }

        assertThat(chat.events()).startsWith("bad", "e1").contains("bad", "e4").hasSize(6);
        assertThat(bench.state("bad")).isEqualTo(DeliveryState.DELIVERED);
    }

    @Test
    void a_rate_lets_a_burst_begin_and_then_one_by_one() {
        ScriptedFlow chat = ScriptedFlow.ending(delivery -> DELIVERED);
        bench.run(
                Bench.spec("chat", 8, Batching.NONE, Optional.of(new Rate(4, Duration.ofMinutes(1))), Set.of()), chat);
        store("chat", 0, 10);
        bench.quiet();
        assertThat(chat.attempts()).hasSize(4);

        bench.advance(Duration.ofMillis(14_999));
        assertThat(chat.attempts()).hasSize(4);
        bench.advance(Duration.ofMillis(1));
        assertThat(chat.attempts()).hasSize(5);
        bench.advance(Duration.ofSeconds(30));
        assertThat(chat.attempts()).hasSize(7);
        assertThat(bench.state("chat9")).as("not even claimed").isEqualTo(DeliveryState.DUE);
    }

    @Test
    void updates_of_an_entity_that_wait_are_carried_by_the_newest() {
        ScriptedFlow chat = ScriptedFlow.leftOpen();
        bench.run(new FlowSpec("chat", Optional.empty(), EventPattern.parse("*"), 1, Bench.SCHEDULE), chat);
        bench.acceptOf("7", "chat", "e1");
        chat.attempt(1);
        bench.acceptOf("7", "chat", "e2", "e3", "e4");
        bench.quiet();

        chat.attempt(1).end(DELIVERED);
        chat.attempt(2).end(DELIVERED);
        bench.awaitState("e4", DeliveryState.DELIVERED);

        assertThat(chat.events()).containsExactly("e1", "e4");
        assertThat(chat.attempt(2).delivery().carries()).isEqualTo(2);
        assertThat(bench.state("e2")).isEqualTo(DeliveryState.MERGED);
    }

    @Test
    void a_burst_of_updates_runs_about_once_for_each_entity() {
        ScriptedFlow chat = ScriptedFlow.leftOpen();
        bench.run(new FlowSpec("chat", Optional.empty(), EventPattern.parse("*"), 4, Bench.SCHEDULE), chat);
        bench.quiet();
        bench.clock.advance(Duration.ofMillis(10));
        List<CompletableFuture<Void>> stored = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            stored.add(bench.store
                    .accept(bench.event("e" + i, "" + i % 200), List.of("chat"))
                    .thenRun(() -> bench.engine.wake(List.of("chat"))));
        }
        stored.forEach(CompletableFuture::join);
        bench.quiet();

        for (int ended = 0; ended < chat.attempts().size(); ended++) {
            chat.attempts().get(ended).end(DELIVERED);
            if (ended == chat.attempts().size() - 1) {
                bench.quiet();
            }
        }

        assertThat(bench.store.active("chat").get(DeliveryState.DUE)).isZero();
        assertThat(chat.attempts()).hasSizeBetween(200, 230);
    }

    @Test
    void shows_what_is_in_hand() {
        store("chat", 0, 5);
        ScriptedFlow chat = ScriptedFlow.leftOpen();
        bench.run(Bench.specTo("chat", 2, "telegram:1"), chat);
        bench.quiet();

        EngineSnapshot seen = bench.engine.snapshot();

        assertThat(seen.running()).isEqualTo(2);
        assertThat(seen.instances()).isEqualTo(1);
        assertThat(seen.flows()).hasSize(1);
        FlowSnapshot flow = seen.flows().get(0);
        assertThat(flow.flow()).isEqualTo("chat");
        assertThat(flow.open()).isTrue();
        assertThat(flow.running()).isEqualTo(2);
        assertThat(flow.lateAhead()).isEqualTo(3);
        assertThat(flow.freshAhead()).isZero();
        assertThat(flow.held()).isFalse();
        assertThat(seen.destinations())
                .extracting(DestinationSnapshot::name, DestinationSnapshot::breaker, DestinationSnapshot::flows)
                .containsExactly(tuple("telegram:1", BreakerState.CLOSED, List.of("chat")));
    }
}
