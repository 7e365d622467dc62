package io.b24hub.delivery;

import static io.b24hub.delivery.Bench.DELIVERED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.b24hub.store.Attempt;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.Hold;
import io.b24hub.store.OperatorAction;
import io.b24hub.time.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Far sides that say that they are gone for good. */
class DeliveryEngineGoneTest {

    private static final String HOST = "https://example.com";
    private static final Outcome GONE =
            new Outcome.Hopeless("It answered 410.", "Ask for the new address.", true, Bench.at(HOST));

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

    private void hold(Hold.Kind kind, String name, Optional<Instant> until) {
        bench.store
                .hold(new Hold(kind, name, bench.clock.instant(), until, "Maintenance.", "jmx"))
                .join();
        bench.engine.holdsChanged();
        bench.quiet();
    }

    private void resume(Hold.Kind kind, String name) {
        bench.store.lift(kind, name).join();
        bench.engine.holdsChanged();
        bench.quiet();
    }

    @Test
    void one_delivery_waits_for_a_person_and_the_others_until_the_destination_is_resumed() {
        ScriptedFlow http = ScriptedFlow.leftOpen();
        bench.run(Bench.specTo("http", 1, HOST), http);
        bench.accept("http", "e1", "e2", "e3");

        http.attempt(1).end(GONE);
        bench.advance(Duration.ofDays(30));

        assertThat(http.events()).containsExactly("e1");
        assertThat(bench.state("e1")).isEqualTo(DeliveryState.PARKED);
        assertThat(bench.delivery("e1").reason()).isEqualTo("It answered 410. Ask for the new address.");
        assertThat(bench.state("e2")).isEqualTo(DeliveryState.DUE);
        assertThat(bench.delivery("e3").failures()).isZero();
        assertThat(bench.store.holds())
                .extracting(Hold::kind, Hold::name, Hold::until, Hold::reason, Hold::origin)
                .containsExactly(tuple(Hold.Kind.DESTINATION, HOST, Optional.empty(), "It answered 410.", "410"));
        assertThat(bench.store.actions(10))
                .extracting(OperatorAction::origin, OperatorAction::action, OperatorAction::target)
                .containsExactly(
                        tuple("410", "pause", "destination " + HOST + " until it is resumed: It answered 410."));

        resume(Hold.Kind.DESTINATION, HOST);
        http.attempt(2).end(DELIVERED);
        bench.quiet();
        assertThat(bench.state("e2")).isEqualTo(DeliveryState.DELIVERED);
    }

    @Test
    void those_on_their_way_that_hear_the_same_wait_too_and_spend_no_attempt() {
        ScriptedFlow http = ScriptedFlow.leftOpen();
        bench.run(Bench.specTo("http", 3, HOST), http);
        bench.accept("http", "e1", "e2", "e3");
        http.attempt(3);

        http.attempts().forEach(attempt -> attempt.end(GONE));
        bench.advance(Duration.ofMinutes(1));

        assertThat(bench.state("e1")).isEqualTo(DeliveryState.PARKED);
        for (String event : List.of("e2", "e3")) {
            assertThat(bench.state(event)).isEqualTo(DeliveryState.DUE);
            assertThat(bench.delivery(event).failures()).isZero();
            assertThat(bench.store.attempts(bench.delivery(event).id()))
                    .extracting(Attempt::result, Attempt::reason)
                    .containsExactly(tuple(Attempt.Result.POSTPONED, "It answered 410."));
        }
        assertThat(http.attempts()).hasSize(3);
        assertThat(bench.store.actions(10)).hasSize(1);
    }

    @Test
    void a_batch_waits_as_it_is() {
        ScriptedFlow http = ScriptedFlow.leftOpen();
        bench.run(Bench.spec("http", 1, new Batching(3, Duration.ofSeconds(1)), Optional.empty(), Set.of(HOST)), http);
        bench.accept("http", "e1", "e2", "e3");

        http.attempt(1).end(GONE);
        bench.advance(Duration.ofMinutes(1));

        assertThat(List.of("e1", "e2", "e3"))
                .allSatisfy(event -> assertThat(bench.state(event)).isEqualTo(DeliveryState.DUE));
        assertThat(http.batches()).hasSize(1);
        resume(Hold.Kind.DESTINATION, HOST);
        bench.advance(Duration.ofSeconds(1));
        assertThat(http.batches()).containsExactly(List.of("e1", "e2", "e3"), List.of("e1", "e2", "e3"));
    }

    @Test
    void where_another_flow_delivers_to_the_same_host_only_the_one_that_was_told_waits() {
        ScriptedFlow told = ScriptedFlow.leftOpen();
        ScriptedFlow other = ScriptedFlow.ending(delivery -> DELIVERED);
        bench.run(Bench.specTo("told", 2, HOST), told);
        bench.run(Bench.specTo("other", 1, HOST), other);
        bench.accept("told", "e1", "e2", "e3");
        told.attempt(2);

        told.attempt(1).end(GONE);
        told.attempt(2).end(GONE);
        bench.quiet();
        bench.accept("other", "o1");
        bench.quiet();

        assertThat(bench.state("o1")).isEqualTo(DeliveryState.DELIVERED);
        assertThat(told.events()).containsExactly("e1", "e2");
        assertThat(bench.state("e2")).isEqualTo(DeliveryState.DUE);
        assertThat(bench.engine.snapshot().holds())
                .extracting(Hold::kind, Hold::name)
                .containsExactly(tuple(Hold.Kind.FLOW, "told"));
        resume(Hold.Kind.FLOW, "told");
        assertThat(told.attempts()).hasSizeGreaterThan(2);
    }

    @Test
    void it_is_still_on_hold_after_a_restart() {
        ManualClock clock = bench.clock;
        ScriptedFlow before = ScriptedFlow.ending(delivery -> GONE);
        bench.run(Bench.specTo("http", 1, HOST), before);
        bench.accept("http", "e1", "e2");
        bench.quiet();
        bench.close();

        bench = new Bench(folder.resolve("hub.db"), clock, new DeliveryListener() {});
        ScriptedFlow after = ScriptedFlow.ending(delivery -> DELIVERED);
        bench.run(Bench.specTo("http", 1, HOST), after);
        bench.advance(Duration.ofDays(1));

        assertThat(after.attempts()).isEmpty();
    }

    @Test
    void a_pause_that_would_end_by_itself_is_replaced_and_one_that_a_person_has_to_end_is_kept() {
        ScriptedFlow http = ScriptedFlow.leftOpen();
        bench.run(Bench.specTo("http", 2, HOST), http);
        bench.accept("http", "e1", "e2");
        http.attempt(2);
        hold(Hold.Kind.DESTINATION, HOST, Optional.of(bench.clock.instant().plus(Duration.ofHours(1))));

        http.attempt(1).end(GONE);
        bench.quiet();
        assertThat(bench.store.holds()).extracting(Hold::origin).containsExactly("410");

        hold(Hold.Kind.DESTINATION, HOST, Optional.empty());
        http.attempt(2).end(GONE);
        bench.quiet();
        assertThat(bench.store.holds()).extracting(Hold::origin).containsExactly("jmx");
    }

    @Test
    void what_the_store_could_not_keep_is_not_on_hold_and_is_told_again() {
        ScriptedFlow http = ScriptedFlow.leftOpen();
        bench.run(Bench.specTo("http", 1, HOST), http);
        bench.accept("http", "e1", "e2", "e3");
        http.attempt(1);
        bench.store.failHolds(1);

        http.attempt(1).end(GONE);
        bench.quiet();
        assertThat(bench.engine.snapshot().holds()).isEmpty();

        http.attempt(2).end(GONE);
        bench.advance(Duration.ofMinutes(1));
        assertThat(bench.store.holds()).extracting(Hold::name).containsExactly(HOST);
        assertThat(http.attempts()).hasSize(2);
    }

    @Test
    void a_failure_without_a_destination_holds_the_flow_not_at_all() {
        ScriptedFlow http =
                ScriptedFlow.ending(delivery -> new Outcome.Hopeless("It answered 410.", "Ask.", true, Report.NONE));
        bench.run(Bench.specTo("http", 1, HOST), http);
        bench.accept("http", "e1", "e2");
        bench.quiet();

        assertThat(bench.state("e2")).isEqualTo(DeliveryState.PARKED);
        assertThat(bench.store.holds()).isEmpty();
    }
}
