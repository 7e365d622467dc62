package io.b24hub.delivery;

import static io.b24hub.delivery.Bench.DELIVERED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.b24hub.store.DeliveryState;
import io.b24hub.store.Hold;
import io.b24hub.time.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flows and destinations that get nothing for now. */
class DeliveryEngineHoldTest {

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

    private Outcome later(Duration wait, String destination) {
        return new Outcome.Later(bench.clock.instant().plus(wait), "Too many requests.", Bench.at(destination));
    }

    private void hold(Hold.Kind kind, String name) {
        bench.store
                .hold(new Hold(kind, name, bench.clock.instant(), Optional.empty(), "Maintenance.", "jmx"))
                .join();
        bench.engine.holdsChanged();
        bench.quiet();
    }

    private void lift(Hold.Kind kind, String name) {
        bench.store.lift(kind, name).join();
        bench.engine.holdsChanged();
        bench.quiet();
    }

    @Test
    void a_far_side_that_asks_to_wait_holds_all_flows_that_deliver_there() {
        ScriptedFlow asked = ScriptedFlow.leftOpen();
        ScriptedFlow sharing = ScriptedFlow.ending(delivery -> DELIVERED);
        ScriptedFlow other = ScriptedFlow.ending(delivery -> DELIVERED);
        bench.run(Bench.specTo("asked", 1, "telegram:1"), asked);
        bench.run(Bench.specTo("sharing", 1, "telegram:1"), sharing);
        bench.run(Bench.specTo("other", 1, "telegram:2"), other);
        bench.accept("asked", "e1", "e2");
        asked.attempt(1).end(later(Duration.ofHours(5), "telegram:1"));
        bench.quiet();

        bench.accept("sharing", "s1");
        bench.accept("other", "o1");
        bench.advance(Duration.ofHours(5).minusMillis(1));

        assertThat(bench.state("o1")).isEqualTo(DeliveryState.DELIVERED);
        assertThat(bench.state("s1")).isEqualTo(DeliveryState.DUE);
        assertThat(asked.events()).containsExactly("e1");
        bench.advance(Duration.ofMillis(1));
        assertThat(bench.state("s1")).isEqualTo(DeliveryState.DELIVERED);
        assertThat(asked.events()).hasSize(2);
        assertThat(asked.attempt(2).delivery().attempt())
                .as("no attempt was spent")
                .isEqualTo(1);
    }

    @Test
    void what_was_claimed_ahead_goes_back_unbegun() {
        ScriptedFlow chat = ScriptedFlow.leftOpen();
        bench.run(Bench.specTo("chat", 1, "telegram:1"), chat);
        bench.accept("chat", "e1", "e2", "e3");
        bench.quiet();
        assertThat(bench.state("e3")).isEqualTo(DeliveryState.RUNNING);

        chat.attempt(1).end(later(Duration.ofMinutes(1), "telegram:1"));
        bench.quiet();

        assertThat(bench.state("e3")).isEqualTo(DeliveryState.DUE);
        assertThat(bench.delivery("e3").reason()).isEqualTo("Too many requests.");
        assertThat(bench.store.attempts(bench.delivery("e3").id())).isEmpty();
    }

    @Test
    void a_long_hold_survives_a_restart_and_ends_by_itself() {
        ManualClock clock = bench.clock;
        ScriptedFlow before = ScriptedFlow.leftOpen();
        bench.run(Bench.specTo("chat", 1, "telegram:1"), before);
        bench.accept("chat", "e1", "e2");
        before.attempt(1).end(later(Duration.ofHours(3), "telegram:1"));
        bench.quiet();
        assertThat(bench.store.holds())
                .extracting(Hold::name, Hold::origin)
                .containsExactly(tuple("telegram:1", "far side"));
        bench.close();

        bench = new Bench(folder.resolve("hub.db"), clock, new DeliveryListener() {});
        ScriptedFlow after = ScriptedFlow.ending(delivery -> DELIVERED);
        bench.run(Bench.specTo("chat", 1, "telegram:1"), after);
        bench.advance(Duration.ofHours(3).minusMillis(1));

        assertThat(after.attempts()).isEmpty();
        bench.advance(Duration.ofMillis(1));
        assertThat(after.events()).containsExactlyInAnyOrder("e1", "e2");
        assertThat(bench.store.holds()).as("what has ended is forgotten").isEmpty();
    }

    @Test
    void a_short_hold_is_not_written_down() {
        ScriptedFlow chat = ScriptedFlow.leftOpen();
        bench.run(Bench.specTo("chat", 1, "telegram:1"), chat);
        bench.accept("chat", "e1");

        chat.attempt(1).end(later(Duration.ofSeconds(9), "telegram:1"));
        bench.quiet();

        assertThat(bench.store.holds()).isEmpty();
        assertThat(bench.engine.snapshot().holds()).hasSize(1);
    }

    @Test
    void a_person_pauses_and_resumes_a_flow_while_intake_goes_on() {
        ScriptedFlow chat = ScriptedFlow.ending(delivery -> DELIVERED);
        bench.run("chat", 2, chat);
        hold(Hold.Kind.FLOW, "chat");

        bench.accept("chat", "e1", "e2");
        bench.advance(Duration.ofDays(2));

        assertThat(chat.attempts()).isEmpty();
        assertThat(bench.engine.snapshot().flows().get(0).held()).isTrue();
        assertThat(bench.engine.snapshot().flows().get(0).reason()).isEqualTo("Maintenance.");
        lift(Hold.Kind.FLOW, "chat");
        assertThat(chat.events()).containsExactly("e1", "e2");
        assertThat(bench.engine.snapshot().flows().get(0).held()).isFalse();
    }

    @Test
    void a_flow_that_was_paused_is_still_paused_after_a_restart() {
        bench.accept("chat", "e1");
        hold(Hold.Kind.FLOW, "chat");
        ScriptedFlow chat = ScriptedFlow.ending(delivery -> DELIVERED);

        bench.run("chat", 1, chat);
        bench.advance(Duration.ofMinutes(1));

        assertThat(chat.attempts()).isEmpty();
    }

    @Test
    void nothing_begins_before_it_is_known_what_is_on_hold() {
        ScriptedFlow chat = ScriptedFlow.ending(delivery -> DELIVERED);
        bench.store.accept(bench.event("e1"), List.of("chat")).join();
        bench.store.failHolds(1);

        bench.run("chat", 1, chat);
        bench.quiet();
        assertThat(chat.attempts()).isEmpty();
        bench.advance(Duration.ofSeconds(1));

        assertThat(bench.state("e1")).isEqualTo(DeliveryState.DELIVERED);
    }

    @Test
    void a_far_side_does_not_end_what_a_person_paused() {
        ScriptedFlow chat = ScriptedFlow.leftOpen();
        bench.run(Bench.specTo("chat", 1, "telegram:1"), chat);
        bench.accept("chat", "e1");
        chat.attempt(1);
        hold(Hold.Kind.DESTINATION, "telegram:1");

        chat.attempt(1).end(later(Duration.ofMinutes(1), "telegram:1"));
        bench.advance(Duration.ofHours(1));

        assertThat(chat.attempts()).hasSize(1);
        assertThat(bench.store.holds()).extracting(Hold::origin).containsExactly("jmx");
    }

    @Test
    void a_person_ends_what_a_far_side_asked_for() {
        ScriptedFlow chat = ScriptedFlow.leftOpen();
        bench.run(Bench.specTo("chat", 1, "telegram:1"), chat);
        bench.accept("chat", "e1", "e2");
        chat.attempt(1).end(later(Duration.ofHours(3), "telegram:1"));
        bench.quiet();

        lift(Hold.Kind.DESTINATION, "telegram:1");

        assertThat(chat.events()).containsExactly("e1", "e2");
    }

    @Test
    void what_waited_for_the_end_of_a_hold_does_not_delay_what_comes_then() {
        ScriptedFlow chat = ScriptedFlow.leftOpen();
        bench.run("chat", 1, chat);
        hold(Hold.Kind.FLOW, "chat");
        for (int i = 0; i < 20; i++) {
            bench.accept("chat", "old" + i);
        }
        bench.clock.advance(Duration.ofMinutes(1));
        lift(Hold.Kind.FLOW, "chat");
        bench.clock.advance(Duration.ofMillis(10));
        bench.accept("chat", "new");
        bench.quiet();

        chat.attempt(1).end(DELIVERED);
        bench.quiet();

        assertThat(chat.events()).containsExactly("old0", "new");
    }

    @Test
    void trouble_with_one_portal_holds_the_deliveries_of_that_portal_only() {
        ScriptedFlow chat = ScriptedFlow.doing(attempt -> {
            boolean shop = attempt.delivery().event().portal().equals("shop");
            boolean early = bench.clock.instant().isBefore(Instant.parse("2026-03-01T10:00:00Z"));
            attempt.end(
                    shop && early
                            ? new Outcome.Later(
                                    Instant.parse("2026-03-01T10:00:00Z"), "Operating time.", Bench.at("bitrix24:shop"))
                            : DELIVERED);
        });
        bench.run(Bench.specTo("chat", 1, "telegram:1", "bitrix24:{portal}"), chat);
        for (int i = 0; i < 5; i++) {
            bench.store
                    .accept(bench.event("s" + i, "s" + i, "shop"), List.of("chat"))
                    .join();
        }
        bench.accept("chat", "m1", "m2");
        bench.advance(Duration.ofMinutes(30));

        assertThat(chat.events()).as("the shop's portal was asked once").containsExactly("s0", "m1", "m2");
        assertThat(bench.delivery("s4").failures()).isZero();
        bench.advance(Duration.ofMinutes(30));
        assertThat(bench.state("s4")).isEqualTo(DeliveryState.DELIVERED);
        assertThat(chat.attempts()).hasSize(8);
    }

    @Test
    void a_portal_that_the_flow_did_not_name_is_learned_from_its_failure() {
        ScriptedFlow chat = ScriptedFlow.doing(attempt -> attempt.end(
                attempt.delivery().event().portal().equals("shop")
                        ? later(Duration.ofHours(1), "bitrix24:shop")
                        : DELIVERED));
        bench.run(Bench.specTo("chat", 1, "telegram:1"), chat);
        for (int i = 0; i < 5; i++) {
            bench.store
                    .accept(bench.event("s" + i, "s" + i, "shop"), List.of("chat"))
                    .join();
        }

        bench.accept("chat", "m1");
        bench.advance(Duration.ofMinutes(30));

        assertThat(chat.events()).containsExactly("s0", "m1");
    }

    @Test
    void tells_of_holds() {
        List<String> heard = new ArrayList<>();
        bench.close();
        bench = new Bench(folder.resolve("told.db"), new ManualClock(), new DeliveryListener() {
            @Override
            public void held(Hold hold) {
                heard.add("held " + hold.name());
            }

            @Override
            public void resumed(Hold hold) {
                heard.add("resumed " + hold.name());
            }
        });
        ScriptedFlow chat = ScriptedFlow.leftOpen();
        bench.run(Bench.specTo("chat", 1, "telegram:1"), chat);
        bench.accept("chat", "e1");
        chat.attempt(1).end(later(Duration.ofMinutes(1), "telegram:1"));
        bench.quiet();
        assertThat(heard).containsExactly("held telegram:1");

        bench.advance(Duration.ofMinutes(1));

        assertThat(heard).containsExactly("held telegram:1", "resumed telegram:1");
    }
}
