package io.b24hub.store;

import static io.b24hub.store.TestEvents.dealUpdate;
import static io.b24hub.store.TestEvents.withData;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.event.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every store promises of events and deliveries, sentence by sentence. */
abstract class DeliveryStoreContract extends StoreModelContract {

    // accept

    @Test
    void keeps_an_event_with_one_due_delivery_for_each_flow() {
        Bitrix24Event event = dealUpdate("e1");

        accept(event, "first", "second");

        assertThat(store.event("e1")).contains(event);
        assertThat(store.deliveries("e1"))
                .extracting(DeliveryRecord::flow, DeliveryRecord::state, DeliveryRecord::dueAt)
                .containsExactly(
                        tuple("first", DeliveryState.DUE, clock.instant()),
                        tuple("second", DeliveryState.DUE, clock.instant()));
    }

    @Test
    void keeps_an_event_that_no_flow_wants() {
        accept(dealUpdate("e1"));

        assertThat(store.event("e1")).isPresent();
        assertThat(store.deliveries("e1")).isEmpty();
    }

    @Test
    void makes_one_delivery_for_a_flow_that_is_named_twice() {
        accept(dealUpdate("e1"), "flow", "flow");

        assertThat(store.deliveries("e1")).hasSize(1);
    }

    @Test
    void stores_nothing_of_an_event_whose_id_is_taken() {
        accept(dealUpdate("e1"), "flow");

        CompletableFuture<Void> second = store.accept(dealUpdate("e1"), List.of("other"));

        assertRefused(second);
        assertThat(store.deliveries("e1")).extracting(DeliveryRecord::flow).containsExactly("flow");
    }

    @Test
    void keeps_no_fields() {
        accept(dealUpdate("e1").withFields(Map.of("TITLE", "Big deal")), "flow");

        assertThat(store.event("e1")).contains(dealUpdate("e1"));
    }

    @ParameterizedTest
    @MethodSource("oddData")
    void gives_data_back_as_it_came(Object data) throws Exception {
        accept(withData("e1", data), "flow");
        reopen();

        assertThat(store.event("e1").orElseThrow().data()).isEqualTo(data);
        assertThat(claimOne("flow").event()).isEqualTo(withData("e1", data));
    }

    static Stream<Object> oddData() {
        Map<String, Object> ordered = new LinkedHashMap<>();
        IntStream.range(0, 50).forEach(i -> ordered.put("z" + (50 - i), "" + i));
        Map<String, Object> withNull = new LinkedHashMap<>();
        withNull.put("set", "1");
        withNull.put("unset", null);
        return Stream.of(
                "undefined",
                "",
                Map.of(),
                Map.of("", ""),
                Map.of("FIELDS", Map.of("ID", List.of("1", List.of("2"), Map.of("x", List.of())))),
                ordered,
                withNull,
                Map.of("NAME", "Сделка «Ёлка» 你好 \uD83D\uDE80\u0000\u2028'\";--"),
                Map.of("COMMENTS", "Ж".repeat(200_000)),
                Map.of("k".repeat(60_000), "long name"));
    }

    @Test
    void keeps_the_order_of_names_in_data() {
        Map<String, Object> data = new LinkedHashMap<>();
        IntStream.range(0, 50).forEach(i -> data.put("z" + (50 - i), "" + i));

        accept(withData("e1", data));

        Map<?, ?> read = (Map<?, ?>) store.event("e1").orElseThrow().data();
        assertThat(List.copyOf(read.keySet())).isEqualTo(List.copyOf(data.keySet()));
    }

    @Test
    void gives_data_back_unmodifiable() {
        accept(withData("e1", Map.of("FIELDS", new ArrayList<>(List.of("1")))));

        Map<?, ?> data = (Map<?, ?>) store.event("e1").orElseThrow().data();

        assertThatThrownBy(data::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(((List<?>) data.get("FIELDS"))::clear).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void reads_every_depth_that_it_accepts() {
        int accepted = 0;
        for (int depth = 100; depth <= 3000; depth += 100) {
            String id = "e" + depth;
            CompletableFuture<Void> outcome = store.accept(withData(id, nested(depth)), List.of());
            outcome.exceptionally(e -> null).join();
            if (!outcome.isCompletedExceptionally()) {
                assertThat(store.event(id)).isPresent();
                accepted++;
            }
        }

        assertThat(accepted).isGreaterThanOrEqualTo(4);
    }

    private static Object nested(int depth) {
        Object data = "1";
        for (int i = 0; i < depth; i++) {
            data = i % 2 == 0 ? Map.of("x", data) : List.of(data);
        }
        return data;
    }

    @Test
    void keeps_every_kind_of_entity_and_origin() {
        List<Bitrix24Event> events = new ArrayList<>();
        for (Origin origin : Origin.values()) {
            events.add(event("n" + origin, EntityRef.NONE, origin));
            events.add(event("d" + origin, new EntityRef("dynamic", 147, "12"), origin));
        }

        events.forEach(this::accept);

        assertThat(events)
                .allSatisfy(event -> assertThat(store.event(event.id())).contains(event));
    }

    private static Bitrix24Event event(String id, EntityRef entity, Origin origin) {
        return new Bitrix24Event(id, "main", "ROBOT", entity, "", TestEvents.RECEIVED, TestEvents.RECEIVED, origin, "");
    }

    // claim

    @Test
    void claims_what_is_due_and_hands_over_all_a_flow_needs() {
        accept(dealUpdate("e1"), "flow");

        List<Delivery> claimed = claim("flow", 10);

        long id = store.deliveries("e1").get(0).id();
        assertThat(claimed).containsExactly(new Delivery(id, 1, dealUpdate("e1"), "flow", 0, Optional.empty(), 0));
        assertThat(stateOf("e1")).isEqualTo(DeliveryState.RUNNING);
    }

    @Test
    void claims_nothing_of_other_flows() {
        accept(dealUpdate("e1"), "other");

        assertThat(claim("flow", 10)).isEmpty();
        assertThat(stateOf("e1")).isEqualTo(DeliveryState.DUE);
    }

    @Test
    void claims_nothing_twice() {
        accept(dealUpdate("e1"), "flow");

        assertThat(claim("flow", 10)).hasSize(1);
        assertThat(claim("flow", 10)).isEmpty();
    }

    @Test
    void claims_at_the_very_time_and_not_before() {
        accept(dealUpdate("e1"), "flow");
        Instant due = clock.instant().plus(Duration.ofMinutes(5));
        retry(claimOne("flow"), due, "x", clock.instant()).join();

        assertThat(claimAt("flow", 1, due.minusMillis(1)).join()).isEmpty();
        assertThat(claimAt("flow", 1, due).join()).hasSize(1);
    }

    @Test
    void never_claims_a_fraction_of_a_millisecond_too_early() {
        accept(dealUpdate("e1"), "flow");
        Instant due = clock.instant().plusNanos(1);
        retry(claimOne("flow"), due, "x", clock.instant()).join();

        assertThat(claimAt("flow", 1, due.minusNanos(1)).join()).isEmpty();
        assertThat(claimAt("flow", 1, due.plusMillis(1)).join()).hasSize(1);
    }

    @Test
    void claims_the_oldest_due_first_then_in_order_of_acceptance() {
        accept(dealUpdate("e3"), "flow");
        Delivery first = claimOne("flow");
        store.release(first, clock.instant().plusSeconds(10), "").join();
        accept(dealUpdate("e2"), "flow");
        accept(dealUpdate("e1"), "flow");
        clock.advance(Duration.ofSeconds(10));

        assertThat(claim("flow", 10)).extracting(d -> d.event().id()).containsExactly("e2", "e1", "e3");
    }

    @Test
    void claims_no_more_than_the_limit() {
        IntStream.range(0, 5).forEach(i -> accept(dealUpdate("e" + i), "flow"));

        assertThat(claim("flow", 0)).isEmpty();
        assertThat(claim("flow", 2)).extracting(d -> d.event().id()).containsExactly("e0", "e1");
        assertThat(claim("flow", 10)).hasSize(3);
    }

    @Test
    void refuses_a_negative_limit() {
        assertThatThrownBy(() -> claimAt("flow", -1, clock.instant()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }

    @Test
    void numbers_grow_with_acceptance() {
        IntStream.range(0, 20).forEach(i -> accept(dealUpdate("e" + (20 - i)), "flow"));

        assertThat(claim("flow", 20)).extracting(Delivery::id).isSorted().doesNotHaveDuplicates();
    }

    // the ends

    @ParameterizedTest
    @EnumSource(names = {"DELIVERED", "FILTERED"})
    void finishes(DeliveryState end) {
        accept(dealUpdate("e1"), "flow");
        Delivery delivery = claimOne("flow");
        Instant at = clock.instant().plusSeconds(3);

        assertThat(finish(delivery, end, at).join()).isEqualTo(Transition.DONE);

        DeliveryRecord record = store.deliveries("e1").get(0);
        assertThat(record.state()).isEqualTo(end);
        assertThat(record.endedAt()).contains(at);
        assertThat(record.reason()).isEmpty();
        assertThat(claim("flow", 1)).isEmpty();
    }

    @Test
    void what_is_to_be_remembered_is_kept_with_the_end_of_a_delivery() throws Exception {
        store.remember("seen", "old", "x", clock.instant()).join();
        store.remember("seen", "gone", "x", clock.instant()).join();
        accept(dealUpdate("e1"), "flow");
        Delivery delivery = claimOne("flow");
        List<Fact> facts = List.of(
                Fact.remember("seen", "new", "first"),
                Fact.remember("seen", "new", "second"),
                Fact.remember("seen", "old", "y"),
                Fact.forget("seen", "gone"),
                Fact.forget("seen", "never"));

        assertThat(store.finish(
                                delivery,
                                DeliveryState.DELIVERED,
                                attempt(delivery, Attempt.Result.DELIVERED, "", clock.instant()),
                                facts)
                        .join())
                .isEqualTo(Transition.DONE);
        crash();

        assertThat(stateOf("e1")).isEqualTo(DeliveryState.DELIVERED);
        assertThat(store.recall("seen", "new")).contains("second");
        assertThat(store.recall("seen", "old")).contains("y");
        assertThat(store.recall("seen", "gone")).isEmpty();
        assertThat(store.remembered("seen")).isEqualTo(2);
        clock.advance(Duration.ofDays(2));
        assertThat(store.forgetBefore("seen", clock.instant().minus(Duration.ofDays(1)), 10)
                        .join())
                .isEqualTo(2);
    }

    @Test
    void nothing_is_remembered_when_the_claim_was_lost() {
        accept(dealUpdate("e1"), "flow");
        Delivery delivery = claimOne("flow");
        retry(delivery, clock.instant(), "failed", clock.instant()).join();
        claimOne("flow");

        assertThat(store.finish(
                                delivery,
                                DeliveryState.FILTERED,
                                attempt(delivery, Attempt.Result.FILTERED, "", clock.instant()),
                                List.of(Fact.remember("seen", "new", "x")))
                        .join())
                .isEqualTo(Transition.LOST);

        assertThat(store.recall("seen", "new")).isEmpty();
    }

    @Test
    void a_fact_that_cannot_be_kept_leaves_the_delivery_where_it_is() {
        accept(dealUpdate("e1"), "flow");
        Delivery delivery = claimOne("flow");

        assertThat(store.finish(
                        delivery,
                        DeliveryState.DELIVERED,
                        attempt(delivery, Attempt.Result.DELIVERED, "", clock.instant()),
                        List.of(Fact.remember("seen", "a", "x"), Fact.remember(null, "b", "y"))))
                .failsWithin(Duration.ofSeconds(10));

        assertThat(stateOf("e1")).isEqualTo(DeliveryState.RUNNING);
        assertThat(store.recall("seen", "a")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"DELIVERED", "FILTERED"})
    void does_not_finish_as_anything_else(DeliveryState end) {
        accept(dealUpdate("e1"), "flow");
        Delivery delivery = claimOne("flow");

        assertThatThrownBy(() -> finish(delivery, end, clock.instant()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(end.word());
        assertThat(stateOf("e1")).isEqualTo(DeliveryState.RUNNING);
    }

    @Test
    void retries_with_one_failure_more() {
        accept(dealUpdate("e1"), "flow");
        Instant failed = clock.instant().plusSeconds(1);
        Instant due = clock.instant().plusSeconds(5);

        assertThat(retry(claimOne("flow"), due, "503 from sheet", failed).join())
                .isEqualTo(Transition.DONE);

        assertThat(store.deliveries("e1").get(0))
                .extracting(
                        DeliveryRecord::state,
                        DeliveryRecord::failures,
                        DeliveryRecord::dueAt,
                        DeliveryRecord::endedAt,
                        DeliveryRecord::reason)
                .containsExactly(DeliveryState.DUE, 1, due, Optional.empty(), "503 from sheet");
    }

    @Test
    void remembers_since_when_it_fails() {
        accept(dealUpdate("e1"), "flow");
        Instant first = clock.instant().plusSeconds(1);
        retry(claimOne("flow"), clock.instant(), "once", first).join();
        retry(claimOne("flow"), clock.instant(), "twice", first.plusSeconds(60)).join();

        Delivery third = claimOne("flow");

        assertThat(third.failures()).isEqualTo(2);
        assertThat(third.attempt()).isEqualTo(3);
        assertThat(third.claim()).isEqualTo(3);
        assertThat(third.failingSince()).contains(first);
    }

    @Test
    void releases_without_counting_a_failure() {
        accept(dealUpdate("e1"), "flow");
        Instant due = clock.instant().plusSeconds(30);

        assertThat(store.release(claimOne("flow"), due, "asked to wait").join()).isEqualTo(Transition.DONE);

        DeliveryRecord record = store.deliveries("e1").get(0);
        assertThat(record.state()).isEqualTo(DeliveryState.DUE);
        assertThat(record.failures()).isZero();
        assertThat(record.dueAt()).isEqualTo(due);
        assertThat(record.reason()).isEqualTo("asked to wait");
        assertThat(claimAt("flow", 1, due).join().get(0).failingSince()).isEmpty();
    }

    @Test
    void parks_with_one_failure_more() {
        accept(dealUpdate("e1"), "flow");
        Instant at = clock.instant().plusSeconds(2);

        assertThat(park(claimOne("flow"), "chat not found", at).join()).isEqualTo(Transition.DONE);

        DeliveryRecord record = store.deliveries("e1").get(0);
        assertThat(record.state()).isEqualTo(DeliveryState.PARKED);
        assertThat(record.failures()).isEqualTo(1);
        assertThat(record.endedAt()).contains(at);
        assertThat(record.reason()).isEqualTo("chat not found");
        assertThat(parked(10)).containsExactly(record);
        assertThat(claim("flow", 1)).isEmpty();
    }

    @Test
    void cuts_a_long_reason() {
        accept(dealUpdate("e1"), "flow", "second");
        String tooLong = "x".repeat(DeliveryStore.MAX_REASON + 1);
        String rocketAtTheCut = "x".repeat(DeliveryStore.MAX_REASON - 1) + "\uD83D\uDE80";

        retry(claimOne("flow"), clock.instant(), tooLong, clock.instant()).join();
        park(claimOne("second"), rocketAtTheCut, clock.instant()).join();

        assertThat(store.deliveries("e1"))
                .extracting(DeliveryRecord::reason)
                .containsExactly("x".repeat(DeliveryStore.MAX_REASON), "x".repeat(DeliveryStore.MAX_REASON - 1));
    }

    // compare and set

    @Test
    void an_ended_delivery_does_not_change_any_more() {
        accept(dealUpdate("e1"), "flow");
        Delivery delivery = claimOne("flow");
        finish(delivery, DeliveryState.DELIVERED, clock.instant()).join();
        List<DeliveryRecord> ended = store.deliveries("e1");

        assertThat(everyTransitionOf(delivery)).containsOnly(Transition.LOST);

        assertThat(store.deliveries("e1")).isEqualTo(ended);
    }

    @Test
    void a_lost_claim_changes_nothing() throws Exception {
        accept(dealUpdate("e1"), "flow");
        Delivery lost = claimOne("flow");
        crash();
        store.recover(clock.instant()).join();

        assertThat(everyTransitionOf(lost)).containsOnly(Transition.LOST);

        Delivery current = claimOne("flow");
        assertThat(everyTransitionOf(lost)).containsOnly(Transition.LOST);
        assertThat(stateOf("e1")).isEqualTo(DeliveryState.RUNNING);
        assertThat(finish(current, DeliveryState.DELIVERED, clock.instant()).join())
                .isEqualTo(Transition.DONE);
    }

    private List<Transition> everyTransitionOf(Delivery delivery) {
        Instant now = clock.instant();
        return Stream.of(
                        finish(delivery, DeliveryState.FILTERED, now),
                        retry(delivery, now, "late", now),
                        store.release(delivery, now, "late"),
                        park(delivery, "late", now))
                .map(CompletableFuture::join)
                .toList();
    }

    @Test
    void work_of_one_thread_is_applied_in_its_order() {
        CompletableFuture<Void> accepted = store.accept(dealUpdate("e1"), List.of("flow"));
        CompletableFuture<List<Delivery>> claimed = claimAt("flow", 1, clock.instant());
        CompletableFuture<Void> next = store.accept(dealUpdate("e2"), List.of("flow"));
        CompletableFuture<List<Delivery>> again = claimAt("flow", 9, clock.instant());

        assertThat(accepted).succeedsWithin(Duration.ofSeconds(10));
        assertThat(next).succeedsWithin(Duration.ofSeconds(10));
        assertThat(claimed.join()).extracting(d -> d.event().id()).containsExactly("e1");
        assertThat(again.join()).extracting(d -> d.event().id()).containsExactly("e2");
    }

    // order of an entity

    @Test
    void deliveries_of_one_entity_go_one_at_a_time_in_order() {
        IntStream.rangeClosed(1, 3).forEach(i -> accept(dealUpdate("e" + i, "662"), "flow"));

        for (String event : List.of("e1", "e2", "e3")) {
            List<Delivery> claimed = claim("flow", 10);
            assertThat(claimed).extracting(d -> d.event().id()).containsExactly(event);
            assertThat(claim("flow", 10)).as("while %s runs", event).isEmpty();
            finish(claimed.get(0), DeliveryState.DELIVERED, clock.instant()).join();
        }
        assertThat(claim("flow", 10)).isEmpty();
    }

    @Test
    void one_that_waits_for_its_next_attempt_is_not_overtaken() {
        accept(dealUpdate("e1", "662"), "flow");
        accept(dealUpdate("e2", "662"), "flow");
        Instant due = clock.instant().plusSeconds(30);
        assertThat(retry(claimOne("flow"), due, "503", clock.instant()).join()).isEqualTo(Transition.DONE);
        accept(dealUpdate("e3", "662"), "flow");

        assertThat(claim("flow", 10)).isEmpty();
        assertThat(store.nextDue("flow")).as("those behind it do not count").contains(due);
        clock.advance(Duration.ofSeconds(30));

        assertThat(claimAndFinishAll("flow")).containsExactly("e1", "e2", "e3");
    }

    @Test
    void one_that_was_put_back_is_not_overtaken() {
        accept(dealUpdate("e1", "662"), "flow");
        accept(dealUpdate("e2", "662"), "flow");
        Instant due = clock.instant().plusSeconds(30);
        assertThat(store.release(claimOne("flow"), due, "asked to wait").join()).isEqualTo(Transition.DONE);

        assertThat(claim("flow", 10)).isEmpty();
        clock.advance(Duration.ofSeconds(30));

        assertThat(claimAndFinishAll("flow")).containsExactly("e1", "e2");
    }

    @ParameterizedTest
    @EnumSource(names = {"DELIVERED", "FILTERED"})
    void tells_that_an_end_freed_the_next_one(DeliveryState end) {
        accept(dealUpdate("e1", "662"), "flow");
        accept(dealUpdate("e2", "662"), "flow");
        accept(dealUpdate("e3", "7"), "flow");
        List<Delivery> claimed = claim("flow", 10);

        assertThat(finish(claimed.get(0), end, clock.instant()).join()).isEqualTo(Transition.DONE_AND_FREED_NEXT);
        assertThat(finish(claimed.get(1), end, clock.instant()).join()).isEqualTo(Transition.DONE);
        assertThat(finish(claimOne("flow"), end, clock.instant()).join()).isEqualTo(Transition.DONE);
    }

    @Test
    void a_parked_one_lets_the_next_one_go() {
        accept(dealUpdate("e1", "662"), "flow");
        accept(dealUpdate("e2", "662"), "flow");

        assertThat(park(claimOne("flow"), "chat not found", clock.instant()).join())
                .isEqualTo(Transition.DONE_AND_FREED_NEXT);

        accept(dealUpdate("e3", "662"), "flow");
        assertThat(claimAndFinishAll("flow")).containsExactly("e2", "e3");
        assertThat(stateOf("e1")).isEqualTo(DeliveryState.PARKED);
    }

    @Test
    void a_transition_that_was_lost_frees_nothing() {
        IntStream.rangeClosed(1, 3).forEach(i -> accept(dealUpdate("e" + i, "662"), "flow"));
        Delivery first = claimOne("flow");
        finish(first, DeliveryState.DELIVERED, clock.instant()).join();
        claimOne("flow");

        assertThat(everyTransitionOf(first)).containsOnly(Transition.LOST);

        assertThat(claim("flow", 10)).isEmpty();
    }

    @Test
    void different_entities_run_side_by_side() {
        accept(dealUpdate("e1", "662"), "flow");
        accept(dealUpdate("e2", "662"), "flow");
        accept(dealUpdate("e3", "66"), "flow");
        accept(ofEntity("e4", "main", new EntityRef("lead", 1, "662")), "flow");
        accept(ofEntity("e5", "main", new EntityRef("dynamic", 128, "662")), "flow");
        accept(ofEntity("e6", "main", new EntityRef("dynamic", 129, "662")), "flow");

        assertThat(claim("flow", 10)).extracting(d -> d.event().id()).containsExactly("e1", "e3", "e4", "e5", "e6");
    }

    @Test
    void one_entity_in_two_flows_is_independent() {
        accept(dealUpdate("e1", "662"), "flow", "other");
        accept(dealUpdate("e2", "662"), "flow", "other");
        retry(claimOne("flow"), clock.instant().plusSeconds(3600), "503", clock.instant())
                .join();

        assertThat(claimAndFinishAll("other")).containsExactly("e1", "e2");
        assertThat(claim("flow", 10)).isEmpty();
    }

    @Test
    void one_number_in_two_portals_is_independent() {
        EntityRef deal = new EntityRef("deal", 2, "662");
        accept(ofEntity("e1", "main", deal), "flow");
        accept(ofEntity("e2", "branch", deal), "flow");

        assertThat(claim("flow", 10)).extracting(d -> d.event().id()).containsExactly("e1", "e2");
    }

    @Test
    void events_without_an_entity_never_wait_for_each_other() {
        IntStream.rangeClosed(1, 3).forEach(i -> accept(ofEntity("e" + i, "main", EntityRef.NONE), "flow"));

        List<Delivery> claimed = claim("flow", 10);

        assertThat(claimed).hasSize(3);
        assertThat(finish(claimed.get(0), DeliveryState.DELIVERED, clock.instant())
                        .join())
                .isEqualTo(Transition.DONE);
    }

    @Test
    void a_crash_does_not_change_the_order() throws Exception {
        IntStream.rangeClosed(1, 3).forEach(i -> accept(dealUpdate("e" + i, "662"), "flow"));
        claimOne("flow");
        crash();
        clock.advance(Duration.ofSeconds(1));
        accept(dealUpdate("e4", "662"), "flow");

        assertThat(store.recover(clock.instant()).join()).isEqualTo(1);

        List<Delivery> claimed = claim("flow", 10);
        assertThat(claimed).extracting(d -> d.event().id()).containsExactly("e1");
        finish(claimed.get(0), DeliveryState.DELIVERED, clock.instant()).join();
        assertThat(claimAndFinishAll("flow")).containsExactly("e2", "e3", "e4");
    }

    @Test
    void a_crowd_behind_one_entity_keeps_nobody_else_waiting() {
        Stream<CompletableFuture<Void>> crowd =
                IntStream.range(0, 10_000).mapToObj(i -> store.accept(dealUpdate("hot" + i, "662"), List.of("flow")));
        crowd.toList().forEach(CompletableFuture::join);
        accept(dealUpdate("e1"), "flow");
        accept(dealUpdate("e2"), "flow");

        assertThat(claim("flow", 10)).extracting(d -> d.event().id()).containsExactly("hot0", "e1", "e2");
        assertThat(store.active("flow").get(DeliveryState.DUE)).isEqualTo(9_999);
    }

    private static Bitrix24Event ofEntity(String id, String portal, EntityRef entity) {
        return TestEvents.event(id, portal, entity, Map.of());
    }

    // recovery

    @Test
    void puts_back_what_an_earlier_process_had_in_hand() throws Exception {
        accept(dealUpdate("e1"), "flow");
        accept(dealUpdate("e2"), "flow");
        accept(dealUpdate("e3"), "flow");
        claim("flow", 2);
        crash();

        assertThat(store.recover(clock.instant()).join()).isEqualTo(2);

        assertThat(store.deliveries("e1").get(0).reason()).isNotEmpty();
        assertThat(store.deliveries("e3").get(0).reason()).isEmpty();
        assertThat(claim("flow", 10)).extracting(d -> d.event().id()).containsExactly("e1", "e2", "e3");
    }

    @Test
    void counts_no_failure_for_a_restart() throws Exception {
        accept(dealUpdate("e1"), "flow");
        claimOne("flow");
        crash();

        store.recover(clock.instant()).join();

        assertThat(claimOne("flow").failures()).isZero();
    }

    @Test
    void makes_recovered_work_due_although_the_clock_went_back() throws Exception {
        accept(dealUpdate("e1"), "flow");
        claimOne("flow");
        crash();
        Instant earlier = clock.instant().minusSeconds(3600);

        store.recover(earlier).join();

        assertThat(claimAt("flow", 1, earlier).join()).hasSize(1);
    }

    @Test
    void recovers_nothing_that_was_not_in_hand() throws Exception {
        accept(dealUpdate("e1"), "flow");
        finish(claimOne("flow"), DeliveryState.DELIVERED, clock.instant()).join();
        accept(dealUpdate("e2"), "flow");
        park(claimOne("flow"), "no", clock.instant()).join();
        crash();

        assertThat(store.recover(clock.instant()).join()).isZero();
        assertThat(stateOf("e1")).isEqualTo(DeliveryState.DELIVERED);
        assertThat(stateOf("e2")).isEqualTo(DeliveryState.PARKED);
    }

    @Test
    void everything_is_there_after_a_restart() throws Exception {
        accept(dealUpdate("e1"), "a", "b", "c");
        finish(claimOne("a"), DeliveryState.FILTERED, clock.instant()).join();
        park(claimOne("b"), "no", clock.instant()).join();
        List<DeliveryRecord> before = store.deliveries("e1");

        reopen();

        assertThat(store.deliveries("e1")).isEqualTo(before);
        assertThat(store.event("e1")).contains(dealUpdate("e1"));
        assertThat(claim("c", 1)).hasSize(1);
    }

    // reading

    @Test
    void tells_when_the_next_waiting_delivery_is_due() {
        assertThat(store.nextDue("flow")).isEmpty();
        accept(dealUpdate("e1"), "flow", "other");
        accept(dealUpdate("e2"), "flow");
        Instant soon = clock.instant().plusSeconds(5);
        Instant later = clock.instant().plusSeconds(9);

        retry(claimOne("flow"), later, "x", clock.instant()).join();
        retry(claimOne("flow"), soon, "x", clock.instant()).join();

        assertThat(store.nextDue("flow")).contains(soon);
        claim("other", 1);
        assertThat(store.nextDue("other")).isEmpty();
    }

    @Test
    void counts_what_is_due_and_not_blocked_in_both_lanes_and_no_further_than_asked() {
        Instant now = clock.instant();
        IntStream.rangeClosed(1, 3).forEach(i -> accept(dealUpdate("e" + i, "deal" + i), "flow", "other"));
        accept(dealUpdate("behind", "deal3"), "flow");
        retry(claimOne("flow"), now, "x", now).join();
        retry(claim("flow", 2).get(1), now.plusSeconds(5), "x", now).join();

        assertThat(store.waiting("flow", now, 100))
                .as("one runs, one waits for its time, one is behind another")
                .isEqualTo(1);
        assertThat(store.waiting("flow", now.plusSeconds(5), 100)).isEqualTo(2);
        assertThat(store.waiting("flow", now.plusSeconds(5), 1)).isEqualTo(1);
        assertThat(store.waiting("other", now, 100)).isEqualTo(3);
        assertThat(store.waiting("other", now, 2)).isEqualTo(2);
        assertThat(store.waiting("other", now, 0)).isZero();
        assertThat(store.waiting("unknown", now, 100)).isZero();
    }

    @Test
    void shows_the_newest_events_first() {
        IntStream.of(5, 3, 9, 1).forEach(i -> accept(dealUpdate("e" + i)));

        assertThat(store.latest(3)).extracting(Bitrix24Event::id).containsExactly("e1", "e9", "e3");
        assertThat(store.latest(0)).isEmpty();
        assertThat(store.latest(100)).hasSize(4);
    }

    @Test
    void shows_what_is_parked_newest_first() {
        for (int i = 1; i <= 3; i++) {
            accept(dealUpdate("e" + i), "flow");
        }
        List<Delivery> claimed = claim("flow", 3);
        for (int i : new int[] {1, 0, 2}) {
            clock.advance(Duration.ofSeconds(1));
            park(claimed.get(i), "no", clock.instant()).join();
        }

        assertThat(parked(2)).extracting(DeliveryRecord::eventId).containsExactly("e3", "e2");
        assertThat(parked(9)).hasSize(3);
    }

    @Test
    void counts_what_is_active_in_a_flow() {
        for (int i = 0; i < 6; i++) {
            accept(dealUpdate("e" + i), "flow", "other");
        }
        List<Delivery> claimed = claim("flow", 4);
        park(claimed.get(0), "no", clock.instant()).join();
        finish(claimed.get(1), DeliveryState.DELIVERED, clock.instant()).join();

        assertThat(store.active("flow"))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(DeliveryState.DUE, 2L, DeliveryState.RUNNING, 2L, DeliveryState.PARKED, 1L));
        assertThat(store.active("unknown"))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(DeliveryState.DUE, 0L, DeliveryState.RUNNING, 0L, DeliveryState.PARKED, 0L));
    }

    @Test
    void knows_nothing_of_an_unknown_event() {
        assertThat(store.event("e1")).isEmpty();
        assertThat(store.deliveries("e1")).isEmpty();
    }

    // flows

    @Test
    void remembers_flows() throws Exception {
        FlowRecord all = new FlowRecord("all", Optional.empty(), "*", "all.yaml", clock.instant());
        FlowRecord deals = new FlowRecord("deals", Optional.of("main"), "ONCRMDEAL*", "deals.yaml", clock.instant());

        store.saveFlows(List.of(deals, all)).join();
        reopen();

        assertThat(store.flows()).containsExactlyInAnyOrder(all, deals);
    }

    @Test
    void replaces_a_known_flow_and_keeps_since() {
        Instant since = clock.instant();
        store.saveFlows(List.of(new FlowRecord("f", Optional.of("main"), "A", "a.yaml", since)))
                .join();

        store.saveFlows(List.of(new FlowRecord("f", Optional.empty(), "B", "b.yaml", since.plusSeconds(60))))
                .join();

        assertThat(store.flows()).containsExactly(new FlowRecord("f", Optional.empty(), "B", "b.yaml", since));
    }

    @Test
    void forgets_a_flow_and_leaves_its_deliveries() {
        store.saveFlows(List.of(new FlowRecord("flow", Optional.empty(), "*", "f.yaml", clock.instant())))
                .join();
        accept(dealUpdate("e1"), "flow");

        store.removeFlow("flow").join();
        store.removeFlow("flow").join();

        assertThat(store.flows()).isEmpty();
        assertThat(claim("flow", 1)).hasSize(1);
    }

    // memory

    @Test
    void remembers_the_first_value_for_good() throws Exception {
        assertThat(store.recall("pin", "main")).isEmpty();

        assertThat(store.rememberFirst("pin", "main", "first", clock.instant()).join())
                .isEqualTo("first");
        assertThat(store.rememberFirst("pin", "main", "second", clock.instant()).join())
                .isEqualTo("first");
        assertThat(store.rememberFirst("other", "main", "second", clock.instant())
                        .join())
                .isEqualTo("second");
        reopen();

        assertThat(store.recall("pin", "main")).contains("first");
    }

    @Test
    void swaps_only_what_was_seen() throws Exception {
        assertThat(swap(Optional.of("a"), "b")).isFalse();
        assertThat(swap(Optional.empty(), "a")).isTrue();
        assertThat(swap(Optional.empty(), "b")).isFalse();
        assertThat(swap(Optional.of("x"), "b")).isFalse();
        assertThat(swap(Optional.of("a"), "b")).isTrue();
        reopen();

        assertThat(store.recall("place", "k")).contains("b");
        assertThat(store.remembered("place")).isEqualTo(1);
    }

    private boolean swap(Optional<String> seen, String value) {
        return store.swap(new Swap("place", "k", seen, value), clock.instant()).join();
    }

    @Test
    void accepts_with_what_is_to_be_remembered() throws Exception {
        Swap first = new Swap("place", "k", Optional.empty(), "1");
        Swap second = new Swap("place", "k", Optional.of("1"), "2");

        assertThat(store.accept(dealUpdate("e1", "662"), List.of("flow", "flow", "other"), first)
                        .join())
                .isTrue();
        assertThat(store.accept(dealUpdate("e2", "662"), List.of("flow"), second)
                        .join())
                .isTrue();
        crash();

        assertThat(store.recall("place", "k")).contains("2");
        assertThat(claim("flow", 9)).extracting(d -> d.event().id()).containsExactly("e1");
        assertThat(claim("other", 9)).hasSize(1);
        assertThat(store.deliveries("e2")).singleElement().satisfies(d -> assertThat(d.blocked())
                .isTrue());
    }

    @Test
    void accepts_nothing_when_another_was_faster() {
        List<CompletableFuture<Boolean>> all = IntStream.range(0, 20)
                .mapToObj(i -> store.accept(
                        dealUpdate("e" + i), List.of("flow"), new Swap("place", "k", Optional.empty(), "by e" + i)))
                .toList();

        List<Boolean> accepted = all.stream().map(CompletableFuture::join).toList();

        assertThat(accepted).containsOnlyOnce(true);
        String won = "e" + accepted.indexOf(true);
        assertThat(store.recall("place", "k")).contains("by " + won);
        assertThat(store.latest(100)).extracting(Bitrix24Event::id).containsExactly(won);
        assertThat(claim("flow", 100)).extracting(d -> d.event().id()).containsExactly(won);
    }

    @Test
    void remembers_nothing_when_an_event_cannot_be_accepted() {
        accept(dealUpdate("e1"), "flow");

        // ids of events are unique
        assertRefused(store.accept(dealUpdate("e1"), List.of("flow"), new Swap("place", "k", Optional.empty(), "1")));

        assertThat(store.recall("place", "k")).isEmpty();
        assertThat(claim("flow", 100)).hasSize(1);
    }

    // closing

    @Test
    void finishes_the_work_in_hand_before_it_closes() throws Exception {
        List<CompletableFuture<Void>> handedOver = IntStream.range(0, 2000)
                .mapToObj(i -> store.accept(dealUpdate("e" + i), List.of("flow")))
                .toList();

        store.close();

        assertThat(handedOver).allSatisfy(future -> assertThat(future).isCompleted());
        store = open(clock);
        assertThat(claim("flow", 3000)).hasSize(2000);
    }

    @Test
    void refuses_everything_after_closing() {
        accept(dealUpdate("e1"), "flow");
        Delivery delivery = claimOne("flow");
        Instant now = clock.instant();

        store.close();
        store.close();

        Attempt attempt = attempt(delivery, Attempt.Result.DELIVERED, "", now);
        DeliveryFilter all = DeliveryFilter.ALL;

        assertRefused(store.accept(dealUpdate("e2"), List.of()));
        assertRefused(claimAt("flow", 1, now));
        assertRefused(store.finish(delivery, DeliveryState.DELIVERED, attempt));
        assertRefused(store.retry(delivery, now, attempt));
        assertRefused(store.postpone(delivery, now, attempt));
        assertRefused(store.release(delivery, now, ""));
        assertRefused(store.park(delivery, attempt));
        assertRefused(store.recover(now));
        assertRefused(store.change(DeliveryControl.Change.PARK, all, 0, 9, 9, "", now));
        assertRefused(store.hold(new Hold(Hold.Kind.FLOW, "flow", now, Optional.empty(), "", "")));
        assertRefused(store.lift(Hold.Kind.FLOW, "flow"));
        assertRefused(store.record(new OperatorAction(now, "", "", "", 0)));
        assertRefused(store.saveFlows(List.of()));
        assertRefused(store.removeFlow("f"));
        assertRefused(store.remember("pin", "m", "x", now));
        assertRefused(store.rememberFirst("pin", "m", "x", now));
        assertRefused(store.forget("pin", "m"));
        assertRefused(store.forgetBefore("pin", now, 1));
        assertRefused(store.prune(0, 1, now, now));
        List<Runnable> readings = List.of(
                () -> store.nextDue("flow"),
                () -> store.waiting("flow", now, 1),
                () -> store.flows(),
                () -> store.recall("pin", "main"),
                () -> store.remembered("pin"),
                () -> store.event("e1"),
                () -> store.latest(1),
                () -> store.deliveries("e1"),
                () -> store.delivery(1),
                () -> store.attempts(1),
                () -> store.find(all, 1, 1),
                () -> store.count(all),
                () -> store.active("flow"),
                () -> store.oldestWaiting("flow"),
                () -> store.holds(),
                () -> store.actions(1),
                () -> store.contentBytes());
        assertThat(readings)
                .allSatisfy(reading -> assertThatThrownBy(reading::run).isInstanceOf(StoreUnavailable.class));
    }

    // concurrency

    @Test
    void many_threads_accept_and_every_delivery_is_claimed_once() throws Exception {
        int threads = 16;
        int each = 200;
        Queue<Delivery> claimed = new ConcurrentLinkedQueue<>();

        inParallel(threads, thread -> {
            for (int i = 0; i < each; i++) {
                accept(dealUpdate("e" + thread + "-" + i), "flow");
                claimed.addAll(claim("flow", 3));
            }
        });
        for (List<Delivery> rest = claim("flow", 100); !rest.isEmpty(); rest = claim("flow", 100)) {
            claimed.addAll(rest);
        }

        assertThat(claimed).hasSize(threads * each);
        assertThat(claimed).extracting(Delivery::id).doesNotHaveDuplicates();
        assertThat(claimed).extracting(d -> d.event().id()).doesNotHaveDuplicates();
        assertThat(claimed).extracting(Delivery::claim).containsOnly(1L);
    }

    @Test
    void many_threads_never_run_two_of_an_entity_at_once_nor_out_of_order() throws Exception {
        int threads = 16;
        int each = 150;
        Map<String, Delivery> inHand = new ConcurrentHashMap<>();
        Map<String, Long> lastEnded = new ConcurrentHashMap<>();
        Queue<String> wrong = new ConcurrentLinkedQueue<>();

        inParallel(threads, thread -> {
            Random random = new Random(thread);
            for (int i = 0; i < each; i++) {
                accept(dealUpdate("e" + thread + "-" + i, "" + random.nextInt(5)), "flow");
                for (Delivery delivery : claim("flow", 1 + random.nextInt(3))) {
                    runOnce(delivery, random, inHand, lastEnded, wrong);
                }
            }
        });
        Random random = new Random(threads);
        for (List<Delivery> rest = claim("flow", 100); !rest.isEmpty(); rest = claim("flow", 100)) {
            for (Delivery delivery : rest) {
                runOnce(delivery, random, inHand, lastEnded, wrong);
            }
        }

        assertThat(wrong).isEmpty();
        Map<DeliveryState, Long> left = store.active("flow");
        assertThat(left.get(DeliveryState.DUE)).as("blocked for ever").isZero();
        assertThat(left.get(DeliveryState.RUNNING)).isZero();
        assertThat(left.get(DeliveryState.PARKED)).as("parked").isPositive();
        assertThat(store.latest(Integer.MAX_VALUE)).hasSize(threads * each);
    }

    /** Ends it, or puts it back, at random; notes what must not be. */
    private void runOnce(
            Delivery delivery,
            Random random,
            Map<String, Delivery> inHand,
            Map<String, Long> lastEnded,
            Queue<String> wrong) {
        String entity = delivery.event().entity().key();
        Delivery other = inHand.putIfAbsent(entity, delivery);
        if (other != null) {
            wrong.add(delivery.id() + " ran beside " + other.id());
        }
        if (lastEnded.getOrDefault(entity, 0L) >= delivery.id()) {
            wrong.add(delivery.id() + " ran after " + lastEnded.get(entity));
        }
        Instant now = clock.instant();
        int dice = random.nextInt(10);
        if (dice > 2) {
            lastEnded.put(entity, delivery.id());
        }
        // before the change: afterwards another thread may have the next one in hand already
        inHand.remove(entity, delivery);
        CompletableFuture<Transition> change =
                switch (dice) {
                    case 0, 1 -> retry(delivery, now, "503", now);
                    case 2 -> store.release(delivery, now, "later");
                    case 3 -> park(delivery, "no", now);
                    default -> finish(delivery, DeliveryState.DELIVERED, now);
                };
        if (!change.join().won()) {
            wrong.add(delivery.id() + " was taken over");
        }
    }

    @Test
    void only_one_of_many_threads_ends_a_delivery() throws Exception {
        accept(dealUpdate("e1"), "flow");
        Delivery delivery = claimOne("flow");
        Queue<Transition> outcomes = new ConcurrentLinkedQueue<>();

        inParallel(
                16,
                thread -> outcomes.add(finish(delivery, DeliveryState.DELIVERED, clock.instant())
                        .join()));

        assertThat(outcomes).hasSize(16);
        assertThat(Collections.frequency(List.copyOf(outcomes), Transition.DONE))
                .isEqualTo(1);
    }
}
