package io.b24hub.store;

import static io.b24hub.store.TestEvents.dealUpdate;
import static io.b24hub.store.TestEvents.ofDeal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.b24hub.event.EntityRef;
import io.b24hub.event.Origin;
import io.b24hub.store.DeliveryControl.Change;
import io.b24hub.store.DeliveryControl.ChangeStep;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every store promises of what a person does. */
abstract class ControlContract extends LanesAndMergingContract {

    private static final DeliveryFilter ALL = DeliveryFilter.ALL;

    private void parkAll(String flow) {
        for (Delivery delivery : claim(flow, 100)) {
            park(delivery, "no", clock.instant()).join();
        }
    }

    // retry now

    @Test
    void what_waits_for_its_next_attempt_can_be_tried_now() {
        accept(dealUpdate("e1"), "flow");
        retry(claimOne("flow"), clock.instant().plusSeconds(3600), "503", clock.instant())
                .join();

        assertThat(change(Change.RETRY_NOW, ALL)).isEqualTo(1);

        assertThat(record("e1").dueAt()).isEqualTo(clock.instant());
        assertThat(claimOne("flow").failures()).isEqualTo(1);
    }

    @Test
    void trying_now_does_not_let_others_of_its_entity_pass() {
        accept(dealUpdate("e1", "662"), "flow");
        accept(dealUpdate("e2", "662"), "flow");
        retry(claimOne("flow"), clock.instant().plusSeconds(3600), "503", clock.instant())
                .join();

        assertThat(change(Change.RETRY_NOW, ALL)).isEqualTo(2);

        assertThat(claimAndFinishAll("flow")).containsExactly("e1", "e2");
    }

    @Test
    void what_is_due_earlier_keeps_its_time() {
        accept(dealUpdate("e1"), "flow");
        Instant due = clock.instant();
        clock.advance(Duration.ofSeconds(60));

        change(Change.RETRY_NOW, ALL);

        assertThat(record("e1").dueAt()).isEqualTo(due);
    }

    // park and drop

    @Test
    void parks_what_waits_and_frees_the_next_one() {
        accept(dealUpdate("e1", "662"), "flow");
        accept(dealUpdate("e2", "662"), "flow");

        assertThat(change(Change.PARK, ALL.ofEvent("e1"))).isEqualTo(1);

        DeliveryRecord parked = record("e1");
        assertThat(parked.state()).isEqualTo(DeliveryState.PARKED);
        assertThat(parked.reason()).isEqualTo("by hand");
        assertThat(parked.endedAt()).contains(clock.instant());
        assertThat(parked.failures()).isZero();
        assertThat(store.attempts(parked.id())).isEmpty();
        assertThat(claimAndFinishAll("flow")).containsExactly("e2");
    }

    @Test
    void parking_one_in_the_middle_frees_nobody() {
        IntStream.rangeClosed(1, 3).forEach(i -> accept(dealUpdate("e" + i, "662"), "flow"));

        change(Change.PARK, ALL.ofEvent("e2"));

        assertThat(record("e2").blocked()).isFalse();
        assertThat(claim("flow", 10)).hasSize(1);
        assertThat(claim("flow", 10)).isEmpty();
    }

    @Test
    void drops_what_waits_and_frees_the_next_one() {
        accept(dealUpdate("e1", "662"), "flow");
        accept(dealUpdate("e2", "662"), "flow");

        assertThat(change(Change.DROP, ALL.ofEvent("e1"))).isEqualTo(1);

        assertThat(stateOf("e1")).isEqualTo(DeliveryState.DROPPED);
        assertThat(record("e1").endedAt()).contains(clock.instant());
        assertThat(claimAndFinishAll("flow")).containsExactly("e2");
    }

    @Test
    void drops_what_is_parked() {
        accept(dealUpdate("e1"), "flow");
        parkAll("flow");

        assertThat(change(Change.DROP, ALL)).isEqualTo(1);

        assertThat(stateOf("e1")).isEqualTo(DeliveryState.DROPPED);
        assertThat(store.active("flow").get(DeliveryState.PARKED)).isZero();
    }

    @Test
    void an_empty_reason_leaves_the_earlier_one() {
        accept(dealUpdate("e1"), "flow");
        parkAll("flow");

        store.change(Change.DROP, ALL, 0, Long.MAX_VALUE, 10, "", clock.instant())
                .join();

        assertThat(record("e1").reason()).isEqualTo("no");
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void never_touches_what_runs(Change change) {
        accept(dealUpdate("e1", "662"), "flow");
        Delivery running = claimOne("flow");
        DeliveryRecord before = record("e1");

        assertThat(change(change, ALL)).isZero();

        assertThat(store.deliveries("e1")).containsExactly(before);
        deliver(running);
    }

    @Test
    void parks_all_of_an_entity_while_its_first_one_runs() {
        IntStream.rangeClosed(1, 3).forEach(i -> accept(dealUpdate("e" + i, "662"), "flow"));
        Delivery running = claimOne("flow");

        assertThat(change(Change.PARK, ALL)).isEqualTo(2);

        assertThat(finish(running, DeliveryState.DELIVERED, clock.instant()).join())
                .isEqualTo(Transition.DONE);
        accept(dealUpdate("e4", "662"), "flow");
        assertThat(claimAndFinishAll("flow")).containsExactly("e4");
    }

    // replay

    @Test
    void replays_what_is_parked_with_its_failures_forgotten() {
        Instant since = clock.instant();
        accept(dealUpdate("e1"), "flow");
        parkAll("flow");
        clock.advance(Duration.ofSeconds(60));

        assertThat(change(Change.REPLAY, ALL.in(DeliveryState.PARKED))).isEqualTo(1);

        assertThat(store.deliveries("e1")).singleElement().satisfies(record -> {
            assertThat(record.state()).isEqualTo(DeliveryState.DUE);
            assertThat(record.failures()).isZero();
            assertThat(record.dueAt()).isEqualTo(clock.instant());
            assertThat(record.endedAt()).isEmpty();
            assertThat(record.reason()).isEmpty();
        });
        assertThat(claim("flow", Lane.FRESH, since)).isEmpty();
        Delivery again = claim("flow", Lane.LATE, since).get(0);
        assertThat(again.claim()).isEqualTo(2);
        assertThat(again.failingSince()).isEmpty();
        assertThat(again.event().origin()).isEqualTo(Origin.WEBHOOK);
        assertThat(store.attempts(again.id())).as("its story is kept").hasSize(1);
    }

    @Test
    void a_parked_one_that_is_replayed_goes_behind_those_that_are_active_and_before_what_comes() {
        accept(dealUpdate("parked", "662"), "flow");
        parkAll("flow");
        accept(dealUpdate("e1", "662"), "flow");
        accept(dealUpdate("e2", "662"), "flow");

        change(Change.REPLAY, ALL.in(DeliveryState.PARKED));
        accept(dealUpdate("e3", "662"), "flow");

        assertThat(record("parked").blocked()).isTrue();
        assertThat(claimAndFinishAll("flow")).containsExactly("e1", "e2", "parked", "e3");
    }

    @Test
    void a_parked_one_does_not_run_beside_one_that_runs() {
        accept(dealUpdate("parked", "662"), "flow");
        parkAll("flow");
        accept(dealUpdate("e1", "662"), "flow");
        Delivery running = claimOne("flow");

        change(Change.REPLAY, ALL.in(DeliveryState.PARKED));

        assertThat(claim("flow", 10)).isEmpty();
        assertThat(finish(running, DeliveryState.DELIVERED, clock.instant()).join())
                .isEqualTo(Transition.DONE_AND_FREED_NEXT);
        assertThat(claimAndFinishAll("flow")).containsExactly("parked");
    }

    @Test
    void several_parked_ones_of_an_entity_are_replayed_in_order() {
        IntStream.rangeClosed(1, 3).forEach(i -> accept(dealUpdate("e" + i, "662"), "flow"));
        change(Change.PARK, ALL);

        assertThat(change(Change.REPLAY, ALL)).isEqualTo(3);

        assertThat(claimAndFinishAll("flow")).containsExactly("e1", "e2", "e3");
    }

    @Test
    void a_replayed_one_blocks_what_comes_behind_it() {
        accept(dealUpdate("e1", "662"), "flow");
        parkAll("flow");
        change(Change.REPLAY, ALL);
        accept(dealUpdate("e2", "662"), "flow");

        assertThat(events(claim("flow", 10))).containsExactly("e1");
        assertThat(claim("flow", 10)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"DELIVERED", "FILTERED"})
    void replays_what_has_ended_by_a_new_delivery(DeliveryState end) {
        Instant since = clock.instant();
        accept(dealUpdate("e1"), "flow");
        finish(claimOne("flow"), end, clock.instant()).join();
        DeliveryRecord ended = record("e1");
        clock.advance(Duration.ofSeconds(60));

        assertThat(change(Change.REPLAY, ALL)).isEqualTo(1);

        List<DeliveryRecord> both = store.deliveries("e1");
        assertThat(both).hasSize(2).first().isEqualTo(ended);
        DeliveryRecord replay = both.get(1);
        assertThat(replay.replayOf()).hasValue(ended.id());
        assertThat(replay.state()).isEqualTo(DeliveryState.DUE);
        assertThat(replay.createdAt()).isEqualTo(clock.instant());
        assertThat(claim("flow", Lane.FRESH, since)).isEmpty();
        Delivery claimed = claim("flow", Lane.LATE, since).get(0);
        assertThat(claimed.id()).isEqualTo(replay.id());
        assertThat(claimed.event().origin()).isEqualTo(Origin.REPLAY);
        assertThat(claimed.event().data()).isEqualTo(dealUpdate("e1").data());
        assertThat(store.event("e1")).contains(dealUpdate("e1"));
    }

    @Test
    void replays_what_was_merged_or_dropped() {
        accept(dealUpdate("merged", "662"), "flow");
        accept(dealUpdate("carrier", "662"), "flow");
        deliver(claim("flow", 1, Merging.UPDATES).get(0));
        accept(dealUpdate("dropped"), "flow");
        change(Change.DROP, ALL.ofEvent("dropped"));

        assertThat(change(Change.REPLAY, ALL.in(DeliveryState.MERGED, DeliveryState.DROPPED)))
                .isEqualTo(2);

        assertThat(store.deliveries("merged").get(1).mergedInto()).isEmpty();
        assertThat(claimAndFinishAll("flow")).containsExactly("merged", "dropped");
    }

    @Test
    void a_replay_goes_behind_what_is_active_of_its_entity() {
        accept(dealUpdate("e1", "662"), "flow");
        deliver(claimOne("flow"));
        accept(dealUpdate("e2", "662"), "flow");

        change(Change.REPLAY, ALL.ofEvent("e1"));

        assertThat(store.deliveries("e1").get(1).blocked()).isTrue();
        assertThat(claimAndFinishAll("flow")).containsExactly("e2", "e1");
    }

    @Test
    void what_a_change_makes_is_not_changed_again() {
        accept(dealUpdate("e1"), "flow");
        deliver(claimOne("flow"));

        assertThat(change(Change.REPLAY, ALL)).isEqualTo(1);
        assertThat(store.deliveries("e1")).hasSize(2);
    }

    // steps

    @Test
    void goes_on_where_the_step_before_stopped() {
        IntStream.range(0, 5).forEach(i -> accept(dealUpdate("e" + i), "flow"));

        ChangeStep first = step(Change.PARK, ALL, 0, Long.MAX_VALUE, 2);
        ChangeStep second = step(Change.PARK, ALL, first.last(), Long.MAX_VALUE, 2);
        ChangeStep third = step(Change.PARK, ALL, second.last(), Long.MAX_VALUE, 2);

        assertThat(List.of(first.changed(), second.changed(), third.changed())).containsExactly(2, 2, 1);
        assertThat(List.of(first.done(), second.done(), third.done())).containsExactly(false, false, true);
        assertThat(first.last()).isEqualTo(record("e1").id());
        assertThat(parked(10)).hasSize(5);
    }

    @Test
    void a_step_that_finds_little_moves_on_all_the_same() {
        for (int i = 0; i < 30; i++) {
            accept(ofDeal("e" + i, i == 25 ? "ONTASKADD" : "ONCRMDEALADD", "" + i), "flow");
        }
        claimAndFinishAll("flow");
        DeliveryFilter tasks = filter(Optional.empty(), Optional.of("ONTASK*"), Optional.empty());

        ChangeStep first = step(Change.REPLAY, tasks, 0, Long.MAX_VALUE, 10);

        assertThat(first.changed()).isZero();
        assertThat(first.done()).isFalse();
        assertThat(first.last()).isEqualTo(record("e9").id());
        assertThat(change(Change.REPLAY, tasks)).isEqualTo(1);
    }

    @Test
    void changes_nothing_above_the_given_number() {
        IntStream.range(0, 3).forEach(i -> accept(dealUpdate("e" + i), "flow"));

        ChangeStep step = step(Change.PARK, ALL, 0, record("e1").id(), 10);

        assertThat(step.changed()).isEqualTo(2);
        assertThat(step.done()).isTrue();
        assertThat(stateOf("e2")).isEqualTo(DeliveryState.DUE);
    }

    @Test
    void tells_which_flows_may_have_something_to_claim() {
        accept(dealUpdate("e1"), "one", "two", "three");
        claim("two", 1);
        change(Change.PARK, ALL);

        assertThat(step(Change.REPLAY, ALL, 0, Long.MAX_VALUE, 10).flows()).containsExactlyInAnyOrder("one", "three");
    }

    @Test
    void a_change_that_begins_from_other_states_does_nothing_at_once() {
        accept(dealUpdate("e1"), "flow");

        ChangeStep step = step(Change.REPLAY, ALL.in(DeliveryState.DUE), 0, Long.MAX_VALUE, 10);

        assertThat(step).isEqualTo(new ChangeStep(0, 0, true, List.of()));
    }

    @Test
    void refuses_a_step_of_nothing() {
        assertThatThrownBy(() -> step(Change.PARK, ALL, 0, Long.MAX_VALUE, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0");
    }

    private ChangeStep step(Change change, DeliveryFilter filter, long after, long upTo, int limit) {
        return store.change(change, filter, after, upTo, limit, "by hand", clock.instant())
                .join();
    }

    // what is meant

    @Test
    void finds_what_fits_newest_first_and_page_by_page() {
        IntStream.range(0, 5).forEach(i -> accept(dealUpdate("e" + i), "flow"));

        List<DeliveryRecord> first = store.find(ALL, Long.MAX_VALUE, 2);
        List<DeliveryRecord> second = store.find(ALL, first.get(1).id(), 2);

        assertThat(first).extracting(DeliveryRecord::eventId).containsExactly("e4", "e3");
        assertThat(second).extracting(DeliveryRecord::eventId).containsExactly("e2", "e1");
        assertThat(store.find(ALL, Long.MAX_VALUE, 0)).isEmpty();
    }

    @Test
    void filters_by_every_part() {
        Instant morning = Instant.parse("2026-03-01T08:00:00Z");
        Instant noon = Instant.parse("2026-03-01T12:00:00Z");
        EntityRef deal = new EntityRef("deal", 2, "662");
        accept(TestEvents.of("e1", "main", "ONCRMDEALADD", deal, morning), "flow");
        accept(TestEvents.of("e2", "branch", "ONCRMDEALUPDATE", deal, noon), "flow", "other");
        accept(TestEvents.of("e3", "main", "ONCRMDYNAMICITEMADD_147", EntityRef.NONE, noon), "flow");
        retry(claimOne("other"), clock.instant(), "Лист: Quota_EXCEEDED, 100% full", clock.instant())
                .join();

        assertThat(found(ALL)).containsExactly("e3", "e2", "e2", "e1");
        assertThat(found(ALL.ofFlow("other"))).containsExactly("e2");
        assertThat(found(ALL.ofEvent("e3"))).containsExactly("e3");
        assertThat(found(ALL.in(DeliveryState.DUE))).hasSize(4);
        assertThat(found(ALL.in(DeliveryState.PARKED, DeliveryState.DELIVERED))).isEmpty();
        assertThat(found(filter(Optional.of("main"), Optional.empty(), Optional.empty())))
                .containsExactly("e3", "e1");
        assertThat(found(filter(Optional.empty(), Optional.of("ONCRMDEALADD"), Optional.empty())))
                .containsExactly("e1");
        assertThat(found(filter(Optional.empty(), Optional.of("oncrmdeal*"), Optional.empty())))
                .containsExactly("e2", "e2", "e1");
        assertThat(found(filter(Optional.empty(), Optional.of("*ITEM*147"), Optional.empty())))
                .containsExactly("e3");
        assertThat(found(filter(Optional.empty(), Optional.of("ONCRM?EALADD"), Optional.empty())))
                .isEmpty();
        assertThat(found(filter(Optional.empty(), Optional.of("ONCRMDEA[L]*"), Optional.empty())))
                .isEmpty();
        assertThat(found(filter(Optional.empty(), Optional.of("ONCRMDYNAMICITEMADD%*"), Optional.empty())))
                .isEmpty();
        assertThat(found(filter(Optional.empty(), Optional.empty(), Optional.of("deal:662"))))
                .containsExactly("e2", "e2", "e1");
        assertThat(found(filter(Optional.of("main"), Optional.empty(), Optional.of("deal:662"))))
                .containsExactly("e1");
        assertThat(found(filter(Optional.empty(), Optional.empty(), Optional.of("deal:66"))))
                .isEmpty();
        assertThat(found(between(noon, noon.plusMillis(1)))).containsExactly("e3", "e2", "e2");
        assertThat(found(between(morning, noon))).containsExactly("e1");
        assertThat(found(text("quota_exceeded"))).containsExactly("e2");
        assertThat(found(text("100% FULL"))).containsExactly("e2");
        assertThat(found(text("Лист"))).containsExactly("e2");
        assertThat(found(text("quota.exceeded"))).isEmpty();
        assertThat(found(text("quota%full"))).isEmpty();
    }

    private List<String> found(DeliveryFilter filter) {
        List<DeliveryRecord> found = store.find(filter, Long.MAX_VALUE, 100);
        DeliveryHistory.Count count = new DeliveryHistory.Count(
                found.size(), found.isEmpty() ? 0 : found.get(0).id());
        assertThat(store.count(filter)).isEqualTo(count);
        assertThat(store.glance(filter, 100, 100)).isEqualTo(new DeliveryHistory.Glance(count, found, true));
        assertThat(store.glance(filter, 1, 100).fit().deliveries()).isLessThanOrEqualTo(1);
        return found.stream().map(DeliveryRecord::eventId).toList();
    }

    private static DeliveryFilter filter(Optional<String> portal, Optional<String> type, Optional<String> entity) {
        return new DeliveryFilter(
                ALL.states(),
                Optional.empty(),
                portal,
                type,
                entity,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static DeliveryFilter between(Instant from, Instant to) {
        return new DeliveryFilter(
                ALL.states(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(from),
                Optional.of(to),
                Optional.empty());
    }

    private static DeliveryFilter text(String text) {
        return new DeliveryFilter(
                ALL.states(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(text));
    }

    @Test
    void replays_a_window_of_time_and_nothing_else() {
        Instant noon = Instant.parse("2026-03-01T12:00:00Z");
        for (int i = 0; i < 6; i++) {
            EntityRef deal = new EntityRef("deal", 2, "" + i);
            accept(TestEvents.of("e" + i, "main", "ONCRMDEALADD", deal, noon.plusSeconds(60 * i)), "flow");
        }
        claimAndFinishAll("flow");

        assertThat(change(Change.REPLAY, between(noon.plusSeconds(120), noon.plusSeconds(240))))
                .isEqualTo(2);

        assertThat(claimAndFinishAll("flow")).containsExactly("e2", "e3");
        // a replayed one is of the time of its event
        assertThat(store.count(between(noon.plusSeconds(120), noon.plusSeconds(240)))
                        .deliveries())
                .isEqualTo(4);
    }

    @Test
    void shows_a_delivery_with_all_that_is_known() {
        Instant start = clock.instant();
        accept(dealUpdate("e1", "662"), "flow");
        clock.advance(Duration.ofSeconds(1));
        accept(dealUpdate("e2", "662"), "flow");
        retry(claimOne("flow"), start.plusSeconds(9), "503", clock.instant()).join();

        DeliveryRecord first = record("e1");
        DeliveryRecord second = record("e2");

        assertThat(first)
                .isEqualTo(new DeliveryRecord(
                        first.id(),
                        "e1",
                        "flow",
                        "ONCRMDEALUPDATE",
                        "main/deal:662",
                        DeliveryState.DUE,
                        false,
                        1,
                        start,
                        start.plusSeconds(9),
                        Optional.empty(),
                        "503",
                        OptionalLong.empty(),
                        OptionalLong.empty()));
        assertThat(second.blocked()).isTrue();
        assertThat(second.createdAt()).isEqualTo(clock.instant());
        assertThat(store.delivery(second.id())).contains(second);
        assertThat(store.delivery(second.id() + 1000)).isEmpty();
    }

    @Test
    void an_event_without_an_entity_has_no_key() {
        accept(TestEvents.event("e1", "main", EntityRef.NONE, Map.of()), "flow");

        assertThat(record("e1").entityKey()).isEmpty();
    }

    // what people did, and what is on hold

    @Test
    void remembers_what_people_did_newest_first() throws Exception {
        OperatorAction first = new OperatorAction(clock.instant(), "jmx", "pause", "flow chat", 0);
        OperatorAction second = new OperatorAction(clock.instant(), "console ivan", "replay", "all parked", 12);

        store.record(first).join();
        store.record(second).join();
        reopen();

        assertThat(store.actions(10)).containsExactly(second, first);
        assertThat(store.actions(1)).containsExactly(second);
    }

    @Test
    void forgets_the_oldest_of_what_people_did() {
        Instant now = clock.instant();
        OperatorAction old = new OperatorAction(now, "jmx", "pause", "flow chat", 0);
        OperatorAction fresh = new OperatorAction(now.plusSeconds(60), "jmx", "resume", "flow chat", 0);
        store.record(old).join();
        store.record(old).join();
        store.record(fresh).join();

        assertThat(store.forgetActions(now, 10).join()).isZero();
        assertThat(store.forgetActions(now.plusSeconds(1), 1).join()).isEqualTo(1);
        assertThat(store.forgetActions(now.plusSeconds(1), 10).join()).isEqualTo(1);

        assertThat(store.actions(10)).containsExactly(fresh);
    }

    @Test
    void holds_replace_each_other_until_they_are_lifted() throws Exception {
        Instant now = clock.instant();
        Hold flow = new Hold(Hold.Kind.FLOW, "chat", now, Optional.empty(), "night", "jmx");
        Hold telegram =
                new Hold(Hold.Kind.DESTINATION, "telegram", now, Optional.of(now.plusSeconds(40)), "429", "far side");
        Hold longer =
                new Hold(Hold.Kind.DESTINATION, "telegram", now, Optional.of(now.plusSeconds(90)), "429", "far side");

        store.hold(flow).join();
        store.hold(telegram).join();
        store.hold(longer).join();
        reopen();
        assertThat(store.holds()).containsExactlyInAnyOrder(flow, longer);

        store.lift(Hold.Kind.FLOW, "telegram").join();
        store.lift(Hold.Kind.DESTINATION, "telegram").join();
        store.lift(Hold.Kind.DESTINATION, "telegram").join();
        assertThat(store.holds()).containsExactly(flow);
    }
}
