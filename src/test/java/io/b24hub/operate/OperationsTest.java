package io.b24hub.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.b24hub.delivery.Rate;
import io.b24hub.store.Delivery;
import io.b24hub.store.DeliveryControl.Change;
import io.b24hub.store.DeliveryFilter;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.Hold;
import io.b24hub.store.OperatorAction;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OperationsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Actor IVAN = Actor.http("ivan");
    private static final String FLOW = "crm-to-kafka";

    @TempDir
    private Path folder;

    private Desk desk;
    private Operations operations;

    @BeforeEach
    void open() {
        desk = new Desk(folder, FLOW, "events-to-http");
        operations = new Operations(desk.store, desk.engine(), desk.clock);
    }

    @AfterEach
    void close() {
        operations.close();
        desk.close();
    }

    @Test
    void a_preview_counts_and_shows_the_newest_and_changes_nothing() {
        desk.events(30, FLOW);

        Preview preview = operations.preview(Change.PARK, DeliveryFilter.ALL.ofFlow(FLOW), false);

        assertThat(preview.count()).isEqualTo(30);
        assertThat(preview.sample()).hasSize(Operations.SAMPLE).first().satisfies(newest -> assertThat(newest.eventId())
                .isEqualTo("e29"));
        assertThat(desk.count(DeliveryState.DUE)).isEqualTo(30);
        assertThat(operations.actions(10)).isEmpty();
    }

    @Test
    void a_glance_that_sees_all_says_the_same_as_a_preview() {
        desk.events(30, FLOW);
        DeliveryFilter filter = DeliveryFilter.ALL.ofFlow(FLOW);

        assertThat(operations.glance(Change.PARK, filter, false))
                .isEqualTo(operations.preview(Change.PARK, filter, false));
    }

    @Test
    void a_glance_that_does_not_see_all_changes_all_that_fit_and_nothing_that_came_later() {
        desk.events(30, FLOW);
        Previews previews = new Previews(desk.store, Map::of);

        Preview glance = previews.glance(Change.DROP, DeliveryFilter.ALL.ofFlow(FLOW), false, 10);
        desk.event("late", "ONCRMDEALADD", "late", FLOW);
        BulkChange.Done done = run(glance.bound());

        assertThat(glance.whole()).isFalse();
        assertThat(glance.count()).isEqualTo(10);
        assertThat(glance.sample()).hasSize(10);
        assertThat(Bound.parse(glance.bound().text())).isEqualTo(glance.bound());
        assertThat(done.changed()).isEqualTo(30);
        assertThat(desk.store.deliveries("late"))
                .extracting(DeliveryRecord::state)
                .containsExactly(DeliveryState.DUE);
    }

    @Test
    void changes_what_was_previewed_and_nothing_that_came_later() {
        desk.events(5, FLOW);
        Preview preview = operations.preview(Change.DROP, DeliveryFilter.ALL.ofFlow(FLOW), false);
        desk.event("late", "ONCRMDEALADD", "late", FLOW);

        BulkChange.Done done = run(preview.bound());

        assertThat(done).isEqualTo(new BulkChange.Done(5, BulkChange.End.COMPLETE, ""));
        assertThat(desk.count(DeliveryState.DUE)).isEqualTo(1);
        assertThat(desk.store.deliveries("late"))
                .extracting(DeliveryRecord::state)
                .containsExactly(DeliveryState.DUE);
    }

    @Test
    void a_bound_survives_the_way_through_text() {
        Bound bound = new Bound(
                Change.REPLAY,
                new DeliveryFilter(
                        Set.of(DeliveryState.PARKED, DeliveryState.DELIVERED),
                        Optional.of(FLOW),
                        Optional.of("main"),
                        Optional.of("ONCRM*"),
                        Optional.of("deal:662"),
                        Optional.of("e1"),
                        Optional.of(Desk.RECEIVED),
                        Optional.of(Desk.RECEIVED.plusSeconds(5)),
                        Optional.of("сбой \"503\"")),
                3,
                9,
                6);

        assertThat(bound.text()).matches("[A-Za-z0-9_-]+");
        assertThat(Bound.parse(bound.text())).isEqualTo(bound);
        assertThatThrownBy(() -> Bound.parse("nonsense"))
                .isInstanceOf(NotPossible.class)
                .hasMessageContaining("token of a preview");
    }

    @Test
    void changes_many_in_small_steps_and_wakes_their_flows() {
        desk.events(700, FLOW);
        List<Long> progress = new ArrayList<>();
        Preview preview = operations.preview(Change.RETRY_NOW, DeliveryFilter.ALL, false);

        operations
                .run(preview.bound(), "", IVAN, (changed, of) -> progress.add(changed))
                .done()
                .join();

        assertThat(desk.limits).allMatch(limit -> limit <= BulkChange.STEP).hasSizeGreaterThanOrEqualTo(3);
        assertThat(progress).containsSequence(300L, 600L, 700L);
        assertThat(desk.told).contains("wake " + FLOW);
        assertThat(operations.actions(10))
                .extracting(OperatorAction::action)
                .containsExactly("retry now", "retry now begun");
    }

    @Test
    void a_change_of_many_can_be_cancelled_and_says_how_far_it_came() {
        desk.events(700, FLOW);
        Preview preview = operations.preview(Change.PARK, DeliveryFilter.ALL.ofFlow(FLOW), false);
        CompletableFuture<BulkChange> started = new CompletableFuture<>();

        BulkChange bulk = operations.run(
                preview.bound(), "", IVAN, (changed, of) -> started.join().cancel());
        started.complete(bulk);

        assertThat(bulk.done().join()).isEqualTo(new BulkChange.Done(300, BulkChange.End.CANCELLED, ""));
        assertThat(desk.count(DeliveryState.PARKED)).isEqualTo(300);
        assertThat(newest().action()).isEqualTo("park cancelled");
        assertThat(newest().changed()).isEqualTo(300);
    }

    @Test
    void what_the_store_refuses_ends_the_change_and_is_written_down() {
        desk.events(3, FLOW);
        Preview preview = operations.preview(Change.PARK, DeliveryFilter.ALL.ofFlow(FLOW), false);
        desk.isFull();

        BulkChange.Done done = run(preview.bound());

        assertThat(done.end()).isEqualTo(BulkChange.End.FAILED);
        assertThat(done.reason()).isEqualTo("The disk is full.");
        assertThat(newest().action()).isEqualTo("park failed");
        assertThat(newest().target()).contains("flow crm-to-kafka").endsWith("The disk is full.");
    }

    @Test
    void replays_one_parked_delivery_and_keeps_who_did_it() {
        desk.events(1, FLOW);
        Delivery delivery = desk.claim(FLOW, 1).get(0);
        desk.park(delivery, "The chat is gone.");

        BulkChange.Done done = operations
                .change(Change.REPLAY, delivery.id(), "chat is back", IVAN)
                .join();

        assertThat(done.changed()).isEqualTo(1);
        assertThat(desk.store.delivery(delivery.id()).orElseThrow().state()).isEqualTo(DeliveryState.DUE);
        assertThat(operations.actions(10)).singleElement().satisfies(action -> {
            assertThat(action.origin()).isEqualTo("console ivan");
            assertThat(action.action()).isEqualTo("replay");
            assertThat(action.target()).isEqualTo("delivery " + delivery.id() + ", because: chat is back");
            assertThat(action.at()).isEqualTo(desk.clock.instant());
            assertThat(action.changed()).isEqualTo(1);
        });
    }

    @Test
    void a_replay_of_what_was_delivered_makes_a_new_delivery_of_it() {
        desk.events(1, FLOW);
        Delivery delivery = desk.claim(FLOW, 1).get(0);
        desk.deliver(delivery);

        operations.change(Change.REPLAY, delivery.id(), "", IVAN).join();

        assertThat(desk.store.deliveries("e0"))
                .extracting(DeliveryRecord::state)
                .containsExactly(DeliveryState.DELIVERED, DeliveryState.DUE);
    }

    @Test
    void without_states_a_replay_means_what_is_parked() {
        desk.events(2, FLOW);
        List<Delivery> claimed = desk.claim(FLOW, 2);
        desk.deliver(claimed.get(0));
        desk.park(claimed.get(1), "The chat is gone.");

        assertThat(operations.preview(Change.REPLAY, DeliveryFilter.ALL, false).count())
                .isEqualTo(1);
        assertThat(operations
                        .preview(Change.REPLAY, DeliveryFilter.ALL.ofFlow(FLOW).in(DeliveryState.DELIVERED), false)
                        .count())
                .isEqualTo(1);
    }

    @Test
    void dropping_everything_must_be_said_explicitly() {
        desk.events(2, FLOW);

        assertThatThrownBy(() -> operations.preview(Change.DROP, DeliveryFilter.ALL, false))
                .isInstanceOf(NotPossible.class)
                .hasMessageContaining("say explicitly: all");
        assertThatThrownBy(
                        () -> operations.preview(Change.REPLAY, DeliveryFilter.ALL.in(DeliveryState.DELIVERED), false))
                .isInstanceOf(NotPossible.class);
        assertThat(operations.preview(Change.DROP, DeliveryFilter.ALL, true).count())
                .isEqualTo(2);
    }

    @Test
    void an_unknown_flow_is_answered_with_the_closest_name() {
        assertThatThrownBy(() -> operations.preview(Change.DROP, DeliveryFilter.ALL.ofFlow("crm-to-kafak"), false))
                .isInstanceOf(NotPossible.class)
                .hasMessage("There is no flow crm-to-kafak; did you mean crm-to-kafka?");
    }

    @Test
    void a_delivery_that_runs_is_left_alone_and_the_refusal_is_kept() {
        desk.events(1, FLOW);
        Delivery running = desk.claim(FLOW, 1).get(0);

        CompletableFuture<BulkChange.Done> refused = operations.change(Change.DROP, running.id(), "", IVAN);

        assertThat(refused).failsWithin(PATIENCE);
        assertThat(newest().action()).isEqualTo("drop refused");
        assertThat(newest().target()).contains("delivery " + running.id(), "is running now");
        assertThat(desk.store.delivery(running.id()).orElseThrow().state()).isEqualTo(DeliveryState.RUNNING);
    }

    @Test
    void what_cannot_be_done_in_a_state_is_said() {
        desk.events(1, FLOW);
        Delivery delivery = desk.claim(FLOW, 1).get(0);
        desk.deliver(delivery);

        assertThatThrownBy(() -> operations.preview(Change.PARK, delivery.id()))
                .isInstanceOf(NotPossible.class)
                .hasMessage("Delivery 1 is delivered; to park it, it must be due");
        assertThatThrownBy(() -> operations.preview(Change.PARK, 4711))
                .isInstanceOf(NotPossible.class)
                .hasMessageStartingWith("There is no delivery 4711");
        assertThatThrownBy(() -> operations.preview(
                        Change.DROP, DeliveryFilter.ALL.ofFlow(FLOW).in(DeliveryState.DELIVERED), false))
                .isInstanceOf(NotPossible.class)
                .hasMessageContaining("delivered cannot be changed by drop");
    }

    @Test
    void tells_how_long_the_flow_will_need_at_its_rate() {
        desk.events(40, FLOW);
        desk.running.put(
                FLOW,
                new FlowNow(
                        Set.of(),
                        4,
                        Optional.of(new Rate(20, Duration.ofMinutes(1))),
                        Optional.of(Duration.ofMillis(100)),
                        List.of()));

        assertThat(operations
                        .preview(Change.RETRY_NOW, DeliveryFilter.ALL, false)
                        .takes())
                .contains(Duration.ofMinutes(2));
        assertThat(operations
                        .preview(Change.PARK, DeliveryFilter.ALL.ofFlow(FLOW), false)
                        .takes())
                .isEmpty();
    }

    @Test
    void pauses_a_flow_until_a_time_and_resumes_it() {
        Optional<Instant> until = Optional.of(Desk.RECEIVED.plus(Duration.ofHours(1)));

        Hold hold = operations
                .pause(Hold.Kind.FLOW, FLOW, until, "maintenance", IVAN)
                .join();

        assertThat(hold).isEqualTo(new Hold(Hold.Kind.FLOW, FLOW, Desk.RECEIVED, until, "maintenance", "console ivan"));
        assertThat(operations.holds()).containsExactly(hold);
        assertThat(desk.told).containsExactly("holds changed");
        assertThat(operations.resume(Hold.Kind.FLOW, FLOW, Actor.JMX).join()).contains(hold);
        assertThat(operations.holds()).isEmpty();
        assertThat(operations.actions(10)).extracting(OperatorAction::action).containsExactly("resume", "pause");
    }

    @Test
    void a_pause_that_is_over_is_no_pause() {
        operations
                .pause(Hold.Kind.FLOW, FLOW, Optional.of(Desk.RECEIVED.plusSeconds(60)), "", IVAN)
                .join();

        desk.clock.advance(Duration.ofSeconds(60));

        assertThat(operations.holds()).isEmpty();
        assertThat(operations.pause(Hold.Kind.FLOW, FLOW, Optional.of(Desk.RECEIVED), "", IVAN))
                .failsWithin(PATIENCE);
        assertThat(newest().action()).isEqualTo("pause refused");
    }

    @Test
    void pauses_only_destinations_that_a_flow_delivers_to() {
        desk.running.put(FLOW, new FlowNow(Set.of("telegram:-100"), 1, Optional.empty(), Optional.empty(), List.of()));

        CompletableFuture<Hold> unknown =
                operations.pause(Hold.Kind.DESTINATION, "telegram:-10", Optional.empty(), "", IVAN);
        operations
                .pause(Hold.Kind.DESTINATION, "telegram:-100", Optional.empty(), "", IVAN)
                .join();

        assertThat(unknown).failsWithin(PATIENCE);
        assertThat(operations.holds()).extracting(Hold::name).containsExactly("telegram:-100");
    }

    @Test
    void drains_this_hub_and_lets_it_go_on() {
        operations.drain(IVAN).join();

        assertThat(operations.isDrained()).isTrue();
        operations.undrain(IVAN).join();
        assertThat(operations.isDrained()).isFalse();
        assertThat(desk.told).containsExactly("drain", "undrain");
        assertThat(operations.actions(10)).extracting(OperatorAction::action).containsExactly("undrain", "drain");
    }

    @Test
    void what_is_written_down_stays_on_one_line() {
        assertThat(Actor.http("ivan\nreplay by root").origin()).isEqualTo("console ivan replay by root");
        assertThatThrownBy(() -> new Actor(" ")).isInstanceOf(IllegalArgumentException.class);
    }

    private BulkChange.Done run(Bound bound) {
        return operations.run(bound, "", IVAN, BulkChange.Progress.NONE).done().join();
    }

    private OperatorAction newest() {
        return operations.actions(1).get(0);
    }
}
