package io.b24hub.store;

import static io.b24hub.store.TestEvents.dealUpdate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.store.DeliveryControl.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store promises of attempts, memory, forgetting, and of the processes that share it. */
abstract class HistoryContract extends ControlContract {

    private static final String ROCKET = "\uD83D\uDE80";

    // attempts

    @Test
    void keeps_every_attempt_with_all_that_is_known() throws Exception {
        accept(dealUpdate("e1"), "flow");
        Delivery first = claimOne("flow");
        Attempt failed = new Attempt(
                1,
                clock.instant(),
                Duration.ofMillis(1234),
                Attempt.Result.FAILED,
                OptionalInt.of(503),
                "503 from «Таблица»",
                "{\"error\":\"busy\"}",
                List.of("bitrix24:read 34 ms (crm.deal.get in a batch of 12)", "google-sheets 1200 ms failed"));
        store.retry(first, clock.instant(), failed).join();
        Delivery second = claimOne("flow");
        Attempt postponed = new Attempt(
                2,
                clock.instant(),
                Duration.ZERO,
                Attempt.Result.POSTPONED,
                OptionalInt.of(429),
                "asked to wait",
                "",
                List.of());
        store.postpone(second, clock.instant(), postponed).join();
        Delivery third = claimOne("flow");
        store.release(third, clock.instant(), "stopped").join();
        Delivery fourth = claimOne("flow");
        Attempt delivered = attempt(fourth, Attempt.Result.DELIVERED, "", clock.instant());
        store.finish(fourth, DeliveryState.DELIVERED, delivered).join();
        reopen();

        assertThat(store.attempts(first.id())).containsExactly(failed, postponed, delivered);
        assertThat(store.attempts(first.id() + 1000)).isEmpty();
        assertThat(record("e1").endedAt()).contains(delivered.ended());
    }

    @Test
    void keeps_the_attempt_that_parked() {
        accept(dealUpdate("e1"), "flow");
        Delivery delivery = claimOne("flow");
        Attempt refused = attempt(delivery, Attempt.Result.REFUSED, "chat not found", clock.instant());

        store.park(delivery, refused).join();

        assertThat(store.attempts(delivery.id())).containsExactly(refused);
    }

    @Test
    void a_transition_that_was_lost_leaves_no_attempt() {
        accept(dealUpdate("e1"), "flow");
        Delivery delivery = claimOne("flow");
        store.release(delivery, clock.instant(), "").join();

        retry(delivery, clock.instant(), "late", clock.instant()).join();
        park(delivery, "late", clock.instant()).join();
        finish(delivery, DeliveryState.DELIVERED, clock.instant()).join();
        postpone(delivery, clock.instant(), "late").join();

        assertThat(store.attempts(delivery.id())).isEmpty();
    }

    @Test
    void cuts_long_texts_of_an_attempt() {
        accept(dealUpdate("e1"), "flow");
        Delivery delivery = claimOne("flow");
        String tooLong = "x".repeat(DeliveryStore.MAX_REASON - 1) + ROCKET;
        String cut = "x".repeat(DeliveryStore.MAX_REASON - 1);

        store.park(
                        delivery,
                        new Attempt(
                                1,
                                clock.instant(),
                                Duration.ZERO,
                                Attempt.Result.REFUSED,
                                OptionalInt.empty(),
                                tooLong,
                                tooLong,
                                List.of(tooLong)))
                .join();

        assertThat(store.attempts(delivery.id())).singleElement().satisfies(kept -> {
            assertThat(kept.reason()).isEqualTo(cut);
            assertThat(kept.response()).isEqualTo(cut);
            assertThat(kept.steps()).containsExactly(cut);
        });
    }

    @Test
    void keeps_the_newest_attempts_only() {
        accept(dealUpdate("e1"), "flow");
        int tries = DeliveryStore.MAX_ATTEMPTS + 5;
        for (int i = 0; i < tries; i++) {
            retry(claimOne("flow"), clock.instant(), "503", clock.instant()).join();
        }

        List<Attempt> kept = store.attempts(record("e1").id());

        assertThat(kept).hasSize(DeliveryStore.MAX_ATTEMPTS);
        assertThat(kept.get(0).claim()).isEqualTo(6);
        assertThat(kept.get(kept.size() - 1).claim()).isEqualTo(tries);
    }

    @Test
    void what_was_in_hand_at_a_crash_keeps_an_attempt_that_says_so() throws Exception {
        accept(dealUpdate("e1"), "flow");
        Delivery delivery = claimOne("flow");
        crash();
        clock.advance(Duration.ofSeconds(30));

        store.recover(clock.instant()).join();

        assertThat(store.attempts(delivery.id())).singleElement().satisfies(attempt -> {
            assertThat(attempt.result()).isEqualTo(Attempt.Result.INTERRUPTED);
            assertThat(attempt.claim()).isEqualTo(1);
            assertThat(attempt.reason()).isNotEmpty();
        });
        assertThat(claimOne("flow").claim()).isEqualTo(2);
    }

    @Test
    void a_closing_store_gives_back_what_it_had_in_hand() throws Exception {
        accept(dealUpdate("e1", "662"), "flow");
        accept(dealUpdate("e2", "662"), "flow");
        Delivery delivery = claimOne("flow");

        reopen();

        assertThat(store.recover(clock.instant()).join()).isZero();
        assertThat(stateOf("e1")).isEqualTo(DeliveryState.DUE);
        assertThat(store.attempts(delivery.id()))
                .extracting(Attempt::result)
                .containsExactly(Attempt.Result.INTERRUPTED);
        assertThat(claimAndFinishAll("flow")).containsExactly("e1", "e2");
    }

    // what waits

    @Test
    void tells_since_when_the_oldest_waiting_delivery_is_there() {
        assertThat(store.oldestWaiting("flow")).isEmpty();
        Instant first = clock.instant();
        accept(dealUpdate("e1", "662"), "flow", "other");
        clock.advance(Duration.ofSeconds(1));
        accept(dealUpdate("e2", "662"), "flow");

        assertThat(store.oldestWaiting("flow")).contains(first);
        Delivery running = claimOne("flow");
        assertThat(store.oldestWaiting("flow")).as("blocked ones wait too").contains(clock.instant());
        retry(running, clock.instant().plusSeconds(60), "503", clock.instant()).join();
        assertThat(store.oldestWaiting("flow")).contains(first);
        change(Change.PARK, DeliveryFilter.ALL.ofFlow("flow"));
        assertThat(store.oldestWaiting("flow")).isEmpty();
    }

    // memory

    @Test
    void remembers_and_replaces_and_forgets() throws Exception {
        store.remember("state", "deal:1", "old", clock.instant()).join();
        store.remember("state", "deal:1", "new " + ROCKET, clock.instant()).join();
        store.remember("other", "deal:1", "else", clock.instant()).join();
        reopen();

        assertThat(store.recall("state", "deal:1")).contains("new " + ROCKET);
        assertThat(store.remembered("state")).isEqualTo(1);
        store.forget("state", "deal:1").join();
        store.forget("state", "deal:1").join();
        assertThat(store.recall("state", "deal:1")).isEmpty();
        assertThat(store.recall("other", "deal:1")).contains("else");
    }

    @Test
    void forgets_the_oldest_first() {
        Instant start = clock.instant();
        for (int i : new int[] {3, 1, 4, 2}) {
            store.remember("state", "k" + i, "v", start.plusSeconds(i)).join();
        }
        store.remember("other", "k1", "v", start).join();

        assertThat(store.forgetBefore("state", start.plusSeconds(4), 2).join()).isEqualTo(2);
        assertThat(store.recall("state", "k1")).isEmpty();
        assertThat(store.recall("state", "k2")).isEmpty();
        assertThat(store.forgetBefore("state", start.plusSeconds(4), 10).join()).isEqualTo(1);
        assertThat(store.recall("state", "k4")).isPresent();
        assertThat(store.recall("other", "k1")).isPresent();
    }

    @Test
    void what_is_remembered_again_is_young_again() {
        Instant start = clock.instant();
        store.remember("state", "k", "v", start).join();
        store.remember("state", "k", "v", start.plusSeconds(10)).join();

        assertThat(store.forgetBefore("state", start.plusSeconds(5), 10).join()).isZero();
    }

    // forgetting

    @Test
    void forgets_what_has_ended_long_ago_with_its_event_and_attempts() {
        Instant start = clock.instant();
        accept(dealUpdateAt("old", start), "flow");
        Delivery delivered = claimOne("flow");
        deliver(delivered);
        clock.advance(Duration.ofDays(8));
        accept(dealUpdateAt("young", clock.instant()), "flow");
        deliver(claimOne("flow"));

        Upkeep.PruneStep step = prune(clock.instant().minus(Duration.ofDays(7)), Instant.EPOCH);

        assertThat(step.events()).isEqualTo(1);
        assertThat(step.deliveries()).isEqualTo(1);
        assertThat(step.done()).isTrue();
        assertThat(store.event("old")).isEmpty();
        assertThat(store.deliveries("old")).isEmpty();
        assertThat(store.attempts(delivered.id())).isEmpty();
        assertThat(stateOf("young")).isEqualTo(DeliveryState.DELIVERED);
    }

    @Test
    void forgets_every_kind_of_end_and_parked_ones_by_their_own_time() {
        Instant start = clock.instant();
        for (String id : List.of("merged", "carrier")) {
            accept(TestEvents.of(id, "main", "ONCRMDEALUPDATE", new EntityRef("deal", 2, "662"), start), "flow");
        }
        deliver(claim("flow", 1, Merging.UPDATES).get(0));
        accept(dealUpdateAt("filtered", start), "flow");
        finish(claimOne("flow"), DeliveryState.FILTERED, start).join();
        accept(dealUpdateAt("dropped", start), "flow");
        change(Change.DROP, DeliveryFilter.ALL.ofEvent("dropped"));
        accept(dealUpdateAt("parked", start), "flow");
        park(claimOne("flow"), "no", start).join();
        clock.advance(Duration.ofDays(8));

        Upkeep.PruneStep week = prune(clock.instant().minus(Duration.ofDays(7)), start);

        assertThat(week.deliveries()).isEqualTo(4);
        assertThat(store.latest(10)).extracting(event -> event.id()).containsExactly("parked");
        Upkeep.PruneStep all = prune(clock.instant(), clock.instant());
        assertThat(all.deliveries()).isEqualTo(1);
        assertThat(store.latest(10)).isEmpty();
    }

    @Test
    void never_forgets_what_is_active() {
        accept(dealUpdateAt("due", clock.instant()), "flow");
        accept(dealUpdateAt("running", clock.instant()), "other", "done");
        claimOne("other");
        deliver(claimOne("done"));
        clock.advance(Duration.ofDays(100));

        Upkeep.PruneStep step = prune(clock.instant(), clock.instant());

        assertThat(step.events()).isZero();
        assertThat(step.deliveries()).isEqualTo(1);
        assertThat(stateOf("due")).isEqualTo(DeliveryState.DUE);
        assertThat(stateOf("running")).isEqualTo(DeliveryState.RUNNING);
    }

    @Test
    void forgets_events_that_no_flow_wanted() {
        accept(dealUpdateAt("e1", clock.instant()));
        clock.advance(Duration.ofDays(8));

        assertThat(prune(clock.instant(), Instant.EPOCH).events()).isEqualTo(1);
    }

    @Test
    void forgets_in_small_steps() {
        IntStream.range(0, 5).forEach(i -> accept(dealUpdateAt("e" + i, clock.instant()), "flow"));
        claimAndFinishAll("flow");
        clock.advance(Duration.ofDays(8));
        Instant now = clock.instant();

        Upkeep.PruneStep first = store.prune(0, 2, now, now).join();
        Upkeep.PruneStep second = store.prune(first.last(), 2, now, now).join();
        Upkeep.PruneStep third = store.prune(second.last(), 2, now, now).join();

        assertThat(List.of(first.events(), second.events(), third.events())).containsExactly(2, 2, 1);
        assertThat(List.of(first.done(), second.done(), third.done())).containsExactly(false, false, true);
        assertThat(store.prune(0, 2, now, now).join().done()).isTrue();
    }

    @Test
    void the_next_step_begins_behind_what_had_to_stay() {
        IntStream.range(0, 3).forEach(i -> accept(dealUpdateAt("stays" + i, clock.instant()), "flow"));
        accept(dealUpdateAt("goes", clock.instant()));
        clock.advance(Duration.ofDays(8));
        Instant now = clock.instant();

        Upkeep.PruneStep first = store.prune(0, 3, now, now).join();
        Upkeep.PruneStep second = store.prune(first.last(), 3, now, now).join();

        assertThat(first.events()).isZero();
        assertThat(second.events()).isEqualTo(1);
    }

    @Test
    void numbers_are_never_given_twice() {
        accept(dealUpdateAt("e1", clock.instant()), "flow");
        Delivery delivery = claimOne("flow");
        deliver(delivery);
        clock.advance(Duration.ofDays(8));
        prune(clock.instant(), clock.instant());

        accept(dealUpdate("e2"), "flow");

        assertThat(record("e2").id()).isGreaterThan(delivery.id());
    }

    private Upkeep.PruneStep prune(Instant endedBefore, Instant parkedBefore) {
        return store.prune(0, 100, endedBefore, parkedBefore).join();
    }

    private static Bitrix24Event dealUpdateAt(String id, Instant received) {
        return TestEvents.of(id, "main", "ONCRMDEALUPDATE", new EntityRef("deal", 2, "of-" + id), received);
    }

    @Test
    void tells_how_much_room_its_content_takes() {
        long before = store.contentBytes();
        for (int i = 0; i < 20; i++) {
            accept(TestEvents.withData("e" + i, "x".repeat(100_000)));
        }
        long full = store.contentBytes();
        assertThat(full).isBetween(before + 1_500_000, before + 10_000_000);
    }

    // processes

    @Test
    void a_store_of_one_process_wins_every_duty_and_never_loses_its_lease() {
        assumeFalse(store.shared());

        assertThat(store.elect("retention", Duration.ofMinutes(1)).join()).isTrue();
        assertThat(store.leasedUntil()).isEqualTo(Instant.MAX);
        assertThat(store.renew().join()).isEqualTo(new Membership.Renewal(1, 0));
    }
}
