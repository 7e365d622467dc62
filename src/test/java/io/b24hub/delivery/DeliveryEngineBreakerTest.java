package io.b24hub.delivery;

import static io.b24hub.delivery.Bench.DELIVERED;
import static org.assertj.core.api.Assertions.assertThat;

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

/** Destinations that fail again and again. */
class DeliveryEngineBreakerTest {

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

    private static final Outcome DEAD = new Outcome.Retry("HTTP 502.", Bench.at("telegram:1"));

    private void acceptMany(String flow, int count) {
        for (int i = 0; i < count; i++) {
            bench.accept(flow, flow + i);
        }
        bench.quiet();
    }

    @Test
    void a_dead_destination_costs_five_attempts_and_then_one_at_a_time() {
        ScriptedFlow chat = ScriptedFlow.ending(delivery -> DEAD);
        bench.run(Bench.specTo("chat", 1, "telegram:1"), chat);
        acceptMany("chat", 50);
        assertThat(chat.attempts()).hasSize(5);

        bench.advance(Duration.ofMillis(29_999));
        assertThat(chat.attempts()).hasSize(5);
        bench.advance(Duration.ofMillis(1));
        assertThat(chat.attempts()).as("the probe").hasSize(6);
        bench.advance(Duration.ofMillis(59_999));
        assertThat(chat.attempts()).hasSize(6);
        bench.advance(Duration.ofMillis(1));
        assertThat(chat.attempts()).as("after twice the pause").hasSize(7);
        for (int minute = 0; minute < 120; minute++) {
            bench.advance(Duration.ofMinutes(1));
        }

        assertThat(chat.attempts()).as("then 2 m, 4 m, 8 m, and every 10 m").hasSizeBetween(18, 23);
        assertThat(bench.delivery("chat49").failures())
                .as("waiting costs nothing")
                .isZero();
        assertThat(bench.store.active("chat").get(DeliveryState.PARKED))
                .as("not even those that failed first, for longer than the schedule")
                .isZero();
    }

    @Test
    void flows_that_share_a_destination_share_its_probe() {
        ScriptedFlow chat = ScriptedFlow.leftOpen();
        ScriptedFlow alarm = ScriptedFlow.leftOpen();
        bench.run(Bench.specTo("chat", 1, "telegram:1"), chat);
        bench.run(Bench.specTo("alarm", 5, "telegram:1"), alarm);
        acceptMany("chat", 10);
        for (int i = 1; i <= 5; i++) {
            chat.attempt(i).end(DEAD);
        }
        bench.quiet();
        acceptMany("alarm", 3);
        assertThat(chat.attempts()).hasSize(5);
        assertThat(alarm.attempts()).isEmpty();

        bench.advance(Duration.ofSeconds(30));
        bench.advance(Duration.ofSeconds(20));

        assertThat(chat.attempts().size() + alarm.attempts().size())
                .as("one probe")
                .isEqualTo(6);
        (alarm.attempts().isEmpty() ? chat.attempt(6) : alarm.attempt(1)).end(DELIVERED);
        bench.quiet();
        assertThat(alarm.attempts()).hasSize(3);
        assertThat(chat.attempts()).hasSizeGreaterThanOrEqualTo(6);
        assertThat(bench.engine.snapshot().destinations().get(0).breaker()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void shows_the_state_of_a_breaker() {
        bench.run(Bench.specTo("chat", 1, "telegram:1"), ScriptedFlow.ending(delivery -> DEAD));
        acceptMany("chat", 10);

        DestinationSnapshot seen = bench.engine.snapshot().destinations().get(0);

        assertThat(seen.breaker()).isEqualTo(BreakerState.OPEN);
        assertThat(seen.failures()).isEqualTo(5);
        assertThat(seen.since()).contains(bench.clock.instant());
        assertThat(seen.nextProbe()).contains(bench.clock.instant().plusSeconds(30));
        assertThat(seen.flows()).containsExactly("chat");
        FlowSnapshot flow = bench.engine.snapshot().flows().get(0);
        assertThat(flow.held()).isTrue();
        assertThat(flow.heldUntil()).contains(bench.clock.instant().plusSeconds(30));
        assertThat(flow.lateAhead() + flow.freshAhead()).as("gone back").isZero();
    }

    @Test
    void a_destination_that_refuses_is_alive() {
        bench.run(
                Bench.specTo("chat", 1, "telegram:1"),
                ScriptedFlow.ending(delivery -> delivery.event().id().equals("chat4")
                        ? new Outcome.Hopeless("No.", "Ask.", Bench.at("telegram:1"))
                        : DEAD));

        acceptMany("chat", 8);

        assertThat(bench.engine.snapshot().destinations().get(0).breaker()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void failures_inside_the_hub_open_nothing() {
        ScriptedFlow chat = ScriptedFlow.ending(delivery -> new Outcome.Retry("The flow asked for a rollback."));
        bench.run(Bench.specTo("chat", 1, "telegram:1"), chat);

        acceptMany("chat", 8);

        assertThat(chat.attempts()).hasSize(8);
    }

    @Test
    void a_probe_that_does_not_get_to_the_destination_is_followed_by_another() {
        ScriptedFlow chat = ScriptedFlow.leftOpen();
        bench.run(Bench.specTo("chat", 1, "telegram:1"), chat);
        bench.accept("chat", "e1", "e2", "e3", "e4", "e5", "e6", "e7", "e8");
        for (int i = 1; i <= 5; i++) {
            chat.attempt(i).end(DEAD);
        }
        bench.advance(Duration.ofSeconds(30));

        chat.attempt(6).end(new Outcome.Filtered());
        bench.quiet();

        assertThat(chat.attempts()).hasSize(7);
        assertThat(bench.engine.snapshot().destinations().get(0).breaker()).isEqualTo(BreakerState.HALF_OPEN);
    }

    @Test
    void a_dead_portal_keeps_its_own_deliveries_only() {
        ScriptedFlow chat =
                ScriptedFlow.ending(delivery -> delivery.event().portal().equals("shop")
                        ? new Outcome.Retry("HTTP 502.", Bench.at("bitrix24:shop"))
                        : DELIVERED);
        bench.run(Bench.specTo("chat", 1, "bitrix24:{portal}"), chat);
        for (int i = 0; i < 20; i++) {
            bench.store
                    .accept(bench.event("s" + i, "s" + i, "shop"), List.of("chat"))
                    .join();
        }

        bench.accept("chat", "m1", "m2");
        bench.quiet();

        assertThat(chat.events()).containsExactly("s0", "s1", "s2", "s3", "s4", "m1", "m2");
        bench.advance(Duration.ofSeconds(31));
        assertThat(chat.attempts()).as("the probe").hasSize(8);
        assertThat(bench.delivery("s19").failures()).isZero();
    }

    @Test
    void tells_of_breakers() {
        List<String> heard = new CopyOnWriteArrayList<>();
        bench.close();
        bench = new Bench(folder.resolve("told.db"), new ManualClock(), new DeliveryListener() {
            @Override
            public void breakerOpened(String destination, int failures, Instant nextProbe) {
                heard.add(destination + " opened after " + failures);
            }

            @Override
            public void breakerClosed(String destination) {
                heard.add(destination + " closed");
            }
        });
        ScriptedFlow chat = ScriptedFlow.leftOpen();
        bench.run(Bench.specTo("chat", 1, "telegram:1"), chat);
        bench.accept("chat", "e1", "e2", "e3", "e4", "e5", "e6", "e7");
        for (int i = 1; i <= 5; i++) {
            chat.attempt(i).end(DEAD);
        }
        bench.advance(Duration.ofSeconds(30));
        chat.attempt(6).end(DEAD);
        bench.advance(Duration.ofSeconds(60));
        chat.attempt(7).end(DELIVERED);
        bench.quiet();

        assertThat(heard)
                .containsExactly("telegram:1 opened after 5", "telegram:1 opened after 6", "telegram:1 closed");
    }
}
