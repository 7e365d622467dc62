package io.b24hub.store;

import static io.b24hub.store.TestEvents.dealUpdate;
import static io.b24hub.store.TestEvents.ofDeal;
import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.event.EntityRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store promises of lanes, merging and waiting for an entity to settle. */
abstract class LanesAndMergingContract extends StoreRig {

    private static final Merging ALL = new Merging(Merging.Types.ALL, Duration.ZERO, Duration.ZERO);
    private static final Merging SETTLING =
            new Merging(Merging.Types.UPDATES, Duration.ofSeconds(5), Duration.ofSeconds(12));

    private static Merging settling(Duration debounce) {
        return new Merging(Merging.Types.UPDATES, debounce, Duration.ZERO);
    }

    private Claimed claimed(Lane lane, Instant since, int limit, Merging merging) {
        return store.claim(new Claim("flow", lane, since, limit, clock.instant(), merging))
                .join();
    }

    // lanes

    @Test
    void what_came_in_since_is_fresh_and_what_waited_then_is_late() {
        accept(dealUpdate("waited"), "flow");
        Instant since = clock.instant();
        clock.advance(Duration.ofMillis(1));
        accept(dealUpdate("came"), "flow");

        assertThat(events(claim("flow", Lane.FRESH, since))).containsExactly("came");
        assertThat(events(claim("flow", Lane.LATE, since))).containsExactly("waited");
    }

    @Test
    void a_failure_makes_late() {
        Instant since = clock.instant();
        clock.advance(Duration.ofSeconds(1));
        accept(dealUpdate("e1"), "flow");
        retry(claimOne("flow"), clock.instant(), "503", clock.instant()).join();

        assertThat(claim("flow", Lane.FRESH, since)).isEmpty();
        assertThat(claim("flow", Lane.LATE, since)).hasSize(1);
    }

    @Test
    void a_far_side_that_asks_to_wait_makes_late_and_costs_no_failure() {
        Instant since = clock.instant();
        clock.advance(Duration.ofSeconds(1));
        accept(dealUpdate("e1"), "flow");
        Instant due = clock.instant().plusSeconds(30);

        assertThat(postpone(claimOne("flow"), due, "asked to wait").join()).isEqualTo(Transition.DONE);

        assertThat(record("e1").failures()).isZero();
        assertThat(record("e1").dueAt()).isEqualTo(due);
        assertThat(record("e1").reason()).isEqualTo("asked to wait");
        assertThat(claim("flow", 1)).isEmpty();
        clock.advance(Duration.ofSeconds(30));
        assertThat(claim("flow", Lane.FRESH, since)).isEmpty();
        assertThat(claim("flow", Lane.LATE, since))
                .singleElement()
                .satisfies(delivery -> assertThat(delivery.failingSince()).isEmpty());
    }

    @Test
    void what_was_not_begun_keeps_its_lane() {
        Instant since = clock.instant();
        clock.advance(Duration.ofSeconds(1));
        accept(dealUpdate("fresh"), "flow");
        accept(dealUpdate("late"), "flow");
        List<Delivery> both = claim("flow", 2);
        retry(both.get(1), clock.instant(), "503", clock.instant()).join();

        store.release(both.get(0), clock.instant(), "").join();
        store.release(claim("flow", Lane.LATE, since).get(0), clock.instant(), "")
                .join();

        assertThat(events(claim("flow", Lane.FRESH, since))).containsExactly("fresh");
        assertThat(events(claim("flow", Lane.LATE, since))).containsExactly("late");
    }

    @Test
    void the_late_lane_goes_oldest_due_first_whatever_made_it_late() {
        Instant start = clock.instant();
        for (int i = 1; i <= 4; i++) {
            accept(dealUpdate("e" + i), "flow");
            clock.advance(Duration.ofSeconds(10));
        }
        List<Delivery> all = claim("flow", 4);
        retry(all.get(0), start.plusSeconds(15), "503", clock.instant()).join();
        store.release(all.get(1), start.plusSeconds(10), "").join();
        postpone(all.get(2), start.plusSeconds(5), "asked").join();
        store.release(all.get(3), start.plusSeconds(15), "").join();

        assertThat(events(claimed(Lane.LATE, clock.instant(), 3, Merging.NONE).deliveries()))
                .containsExactly("e3", "e2", "e1");
        assertThat(events(claimed(Lane.LATE, clock.instant(), 3, Merging.NONE).deliveries()))
                .containsExactly("e4");
    }

    @Test
    void a_backlog_in_the_late_lane_keeps_nothing_fresh_waiting() {
        IntStream.range(0, 50).forEach(i -> accept(dealUpdate("old" + i), "flow"));
        Instant since = clock.instant();
        clock.advance(Duration.ofSeconds(1));
        accept(dealUpdate("new"), "flow");

        assertThat(events(claimed(Lane.FRESH, since, 10, Merging.NONE).deliveries()))
                .containsExactly("new");
    }

    @Test
    void tells_whether_there_may_be_more() {
        IntStream.range(0, 3).forEach(i -> accept(dealUpdate("e" + i), "flow"));

        assertThat(claimed(Lane.LATE, clock.instant(), 2, Merging.UPDATES).more())
                .isTrue();
        assertThat(claimed(Lane.LATE, clock.instant(), 2, Merging.UPDATES).more())
                .isFalse();
    }

    @Test
    void both_lanes_count_for_the_next_due_time() {
        accept(dealUpdate("e1"), "flow");
        accept(dealUpdate("e2"), "flow");
        List<Delivery> both = claim("flow", 2);
        Instant later = clock.instant().plusSeconds(9);
        Instant soon = clock.instant().plusSeconds(5);

        store.release(both.get(0), later, "").join();
        retry(both.get(1), soon, "503", clock.instant()).join();
        assertThat(store.nextDue("flow")).contains(soon);

        clock.advance(Duration.ofSeconds(5));
        deliver(claimOne("flow"));
        assertThat(store.nextDue("flow")).contains(later);
    }

    // merging

    @Test
    void the_newest_update_carries_those_that_waited_with_it() {
        IntStream.rangeClosed(1, 4).forEach(i -> accept(dealUpdate("e" + i, "662"), "flow"));
        clock.advance(Duration.ofSeconds(1));

        List<Delivery> claimed = claim("flow", 10, Merging.UPDATES);

        assertThat(events(claimed)).containsExactly("e4");
        Delivery carrier = claimed.get(0);
        assertThat(carrier.carries()).isEqualTo(3);
        assertThat(carrier.claim()).isEqualTo(1);
        for (String merged : List.of("e1", "e2", "e3")) {
            DeliveryRecord record = record(merged);
            assertThat(record.state()).isEqualTo(DeliveryState.MERGED);
            assertThat(record.mergedInto()).hasValue(carrier.id());
            assertThat(record.endedAt()).contains(clock.instant());
            assertThat(record.blocked()).isFalse();
        }
        assertThat(record("e4").mergedInto()).isEmpty();
        assertThat(finish(carrier, DeliveryState.DELIVERED, clock.instant()).join())
                .isEqualTo(Transition.DONE);
        assertThat(claim("flow", 10, Merging.UPDATES)).isEmpty();
    }

    @Test
    void without_merging_each_runs_by_itself() {
        IntStream.rangeClosed(1, 3).forEach(i -> accept(dealUpdate("e" + i, "662"), "flow"));

        assertThat(claimAndFinishAll("flow")).containsExactly("e1", "e2", "e3");
    }

    @Test
    void an_addition_before_and_a_deletion_after_stay_what_and_where_they_are() {
        accept(ofDeal("added", "ONCRMDEALADD", "662"), "flow");
        accept(ofDeal("first", "ONCRMDEALUPDATE", "662"), "flow");
        accept(ofDeal("second", "ONCRMDEALUPDATE", "662"), "flow");
        accept(ofDeal("deleted", "ONCRMDEALDELETE", "662"), "flow");
        accept(ofDeal("after", "ONCRMDEALUPDATE", "662"), "flow");

        for (String event : List.of("added", "second", "deleted", "after")) {
            List<Delivery> claimed = claim("flow", 10, Merging.UPDATES);
            assertThat(events(claimed)).containsExactly(event);
            deliver(claimed.get(0));
        }
        assertThat(stateOf("first")).isEqualTo(DeliveryState.MERGED);
    }

    @Test
    void other_types_are_merged_only_when_all_are() {
        accept(ofDeal("e1", "ONCRMDEALADD", "662"), "flow", "other");
        accept(ofDeal("e2", "ONCRMDEALADD", "662"), "flow", "other");

        assertThat(events(claim("flow", 10, Merging.UPDATES))).containsExactly("e1");
        assertThat(events(claim("other", 10, ALL))).containsExactly("e2");
    }

    @Test
    void types_are_not_mixed_although_all_are_merged() {
        accept(ofDeal("e1", "ONCRMDEALADD", "662"), "flow");
        accept(ofDeal("e2", "ONCRMDEALUPDATE", "662"), "flow");
        accept(ofDeal("e3", "ONCRMDEALADD", "662"), "flow");

        assertThat(events(claim("flow", 10, ALL))).containsExactly("e1");
    }

    @Test
    void events_without_an_entity_are_never_merged() {
        for (int i = 1; i <= 3; i++) {
            accept(TestEvents.event("e" + i, "main", EntityRef.NONE, Map.of()), "flow");
        }

        assertThat(claim("flow", 10, ALL)).hasSize(3).allMatch(delivery -> delivery.carries() == 0);
    }

    @Test
    void entities_and_flows_are_merged_apart() {
        for (int i = 1; i <= 2; i++) {
            accept(dealUpdate("a" + i, "662"), "flow", "other");
            accept(dealUpdate("b" + i, "7"), "flow", "other");
        }

        assertThat(events(claim("flow", 10, Merging.UPDATES))).containsExactly("a2", "b2");
        assertThat(events(claim("other", 10, Merging.NONE))).containsExactly("a1", "b1");
    }

    @Test
    void what_runs_is_not_merged_and_what_comes_meanwhile_waits() {
        accept(dealUpdate("e1", "662"), "flow");
        Delivery running = claim("flow", 10, Merging.UPDATES).get(0);
        accept(dealUpdate("e2", "662"), "flow");
        accept(dealUpdate("e3", "662"), "flow");

        assertThat(claim("flow", 10, Merging.UPDATES)).isEmpty();
        assertThat(finish(running, DeliveryState.DELIVERED, clock.instant()).join())
                .isEqualTo(Transition.DONE_AND_FREED_NEXT);
        assertThat(events(claim("flow", 10, Merging.UPDATES))).containsExactly("e3");
    }

    @Test
    void a_carrier_takes_over_the_failures_of_those_it_carries() {
        accept(dealUpdate("e1", "662"), "flow");
        Instant failed = clock.instant().plusSeconds(1);
        retry(claimOne("flow"), clock.instant(), "503", failed).join();
        retry(claimOne("flow"), clock.instant(), "503", failed.plusSeconds(60)).join();
        accept(dealUpdate("e2", "662"), "flow");

        Delivery carrier = claim("flow", 10, Merging.UPDATES).get(0);

        assertThat(carrier.event().id()).isEqualTo("e2");
        assertThat(carrier.failures()).isEqualTo(2);
        assertThat(carrier.failingSince()).contains(failed);
        assertThat(record("e2").failures()).isEqualTo(2);
    }

    @Test
    void a_carrier_takes_the_place_of_the_first_one() {
        accept(dealUpdate("e1", "662"), "flow");
        Instant since = clock.instant();
        clock.advance(Duration.ofSeconds(1));
        accept(dealUpdate("between"), "flow");
        clock.advance(Duration.ofSeconds(1));
        accept(dealUpdate("e2", "662"), "flow");

        List<Delivery> claimed = claimed(Lane.LATE, since, 10, Merging.UPDATES).deliveries();

        assertThat(events(claimed)).containsExactly("e2");
        assertThat(record("e2").dueAt()).isEqualTo(since);
    }

    @Test
    void a_carrier_is_as_late_as_those_it_carries() throws Exception {
        Instant since = clock.instant();
        clock.advance(Duration.ofSeconds(1));
        accept(dealUpdate("e1", "662"), "flow");
        retry(claimOne("flow"), clock.instant(), "503", clock.instant()).join();
        accept(dealUpdate("e2", "662"), "flow");
        Delivery carrier = claim("flow", 10, Merging.UPDATES).get(0);

        store.release(carrier, clock.instant(), "").join();

        assertThat(claim("flow", Lane.FRESH, since)).isEmpty();
        assertThat(events(claim("flow", Lane.LATE, since))).containsExactly("e2");
    }

    @Test
    void a_carrier_that_fails_is_carried_by_a_newer_one() {
        accept(dealUpdate("e1", "662"), "flow");
        accept(dealUpdate("e2", "662"), "flow");
        Delivery first = claim("flow", 10, Merging.UPDATES).get(0);
        retry(first, clock.instant(), "503", clock.instant()).join();
        accept(dealUpdate("e3", "662"), "flow");

        Delivery second = claim("flow", 10, Merging.UPDATES).get(0);

        assertThat(second.event().id()).isEqualTo("e3");
        assertThat(second.carries()).isEqualTo(1);
        assertThat(record("e1").mergedInto()).hasValue(first.id());
        assertThat(record("e2").mergedInto()).hasValue(second.id());
    }

    @Test
    void merging_counts_for_the_limit_as_one() {
        for (int deal = 1; deal <= 4; deal++) {
            for (int i = 1; i <= 3; i++) {
                accept(dealUpdate("d" + deal + "-" + i, "" + deal), "flow");
            }
        }

        Claimed claimed = claimed(Lane.LATE, clock.instant(), 3, Merging.UPDATES);

        assertThat(claimed.deliveries()).hasSize(3);
        assertThat(claimed.more()).isTrue();
        assertThat(claimed(Lane.LATE, clock.instant(), 3, Merging.UPDATES).more())
                .isFalse();
    }

    @Test
    void a_crash_after_merging_leaves_the_carrier_to_be_run_again() throws Exception {
        accept(dealUpdate("e1", "662"), "flow");
        accept(dealUpdate("e2", "662"), "flow");
        claim("flow", 10, Merging.UPDATES);
        crash();
        store.recover(clock.instant()).join();

        assertThat(events(claim("flow", 10, Merging.UPDATES))).containsExactly("e2");
        assertThat(stateOf("e1")).isEqualTo(DeliveryState.MERGED);
    }

    @Test
    void a_burst_is_delivered_about_once_for_each_deal() {
        for (int i = 0; i < 10; i++) {
            for (int deal = 0; deal < 20; deal++) {
                accept(dealUpdate("e" + deal + "-" + i, "" + deal), "flow");
            }
        }

        List<Delivery> claimed = claim("flow", 100, Merging.UPDATES);

        assertThat(claimed).hasSize(20).allMatch(delivery -> delivery.carries() == 9);
        assertThat(store.count(DeliveryFilter.ALL.in(DeliveryState.MERGED)).deliveries())
                .isEqualTo(180);
    }

    // waiting for an entity to settle

    @Test
    void waits_until_no_newer_one_has_come_for_a_while() {
        accept(dealUpdate("e1", "662"), "flow");
        clock.advance(Duration.ofSeconds(2));
        accept(dealUpdate("e2", "662"), "flow");
        Instant settled = clock.instant().plusSeconds(5);

        assertThat(claim("flow", 10, settling(Duration.ofSeconds(5)))).isEmpty();
        assertThat(store.nextDue("flow")).contains(settled);
        assertThat(stateOf("e1")).isEqualTo(DeliveryState.DUE);

        clock.advance(Duration.ofMillis(4999));
        assertThat(claim("flow", 10, settling(Duration.ofSeconds(5)))).isEmpty();
        clock.advance(Duration.ofMillis(1));
        assertThat(events(claim("flow", 10, settling(Duration.ofSeconds(5))))).containsExactly("e2");
    }

    @Test
    void one_alone_waits_too() {
        accept(dealUpdate("e1", "662"), "flow");

        assertThat(claim("flow", 10, SETTLING)).isEmpty();
        clock.advance(Duration.ofSeconds(5));
        assertThat(events(claim("flow", 10, SETTLING))).containsExactly("e1");
    }

    @Test
    void waits_no_longer_than_the_longest_delay() {
        Instant start = clock.instant();
        accept(dealUpdate("e0", "662"), "flow");
        for (int i = 1; i <= 4; i++) {
            assertThat(claim("flow", 10, SETTLING)).isEmpty();
            clock.advance(Duration.ofSeconds(3));
            accept(dealUpdate("e" + i, "662"), "flow");
        }

        assertThat(clock.instant()).isEqualTo(start.plusSeconds(12));
        assertThat(events(claim("flow", 10, SETTLING))).containsExactly("e4");
    }

    @Test
    void the_due_time_is_that_of_the_longest_delay_when_it_comes_first() {
        Instant start = clock.instant();
        accept(dealUpdate("e1", "662"), "flow");
        clock.advance(Duration.ofSeconds(10));
        accept(dealUpdate("e2", "662"), "flow");

        assertThat(claim("flow", 10, SETTLING)).isEmpty();
        assertThat(store.nextDue("flow")).contains(start.plusSeconds(12));
    }

    @Test
    void what_is_not_merged_does_not_wait_to_settle() {
        accept(ofDeal("e1", "ONCRMDEALADD", "662"), "flow");
        accept(TestEvents.event("e2", "main", EntityRef.NONE, Map.of()), "flow");

        assertThat(events(claim("flow", 10, SETTLING))).containsExactly("e1", "e2");
    }

    @Test
    void one_that_waits_to_settle_keeps_its_lane() {
        accept(dealUpdate("waited", "1"), "flow");
        Instant since = clock.instant();
        clock.advance(Duration.ofMillis(1));
        accept(dealUpdate("came", "2"), "flow");

        assertThat(claimed(Lane.LATE, since, 10, SETTLING).deliveries()).isEmpty();
        assertThat(claimed(Lane.FRESH, since, 10, SETTLING).deliveries()).isEmpty();

        clock.advance(Duration.ofSeconds(6));
        assertThat(events(claim("flow", Lane.FRESH, since))).containsExactly("came");
        assertThat(events(claim("flow", Lane.LATE, since))).containsExactly("waited");
    }

    @Test
    void those_that_wait_to_settle_do_not_hide_others() {
        for (int i = 0; i < 3; i++) {
            accept(dealUpdate("update" + i), "flow");
        }
        accept(ofDeal("add", "ONCRMDEALADD", "662"), "flow");

        Claimed first = claimed(Lane.LATE, clock.instant(), 3, SETTLING);
        Claimed second = claimed(Lane.LATE, clock.instant(), 3, SETTLING);

        assertThat(first.deliveries()).isEmpty();
        assertThat(first.more()).isTrue();
        assertThat(events(second.deliveries())).containsExactly("add");
        assertThat(second.more()).isFalse();
    }
}
