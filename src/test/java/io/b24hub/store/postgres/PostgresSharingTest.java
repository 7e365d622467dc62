package io.b24hub.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.b24hub.PostgresServer;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.event.Origin;
import io.b24hub.store.Attempt;
import io.b24hub.store.Claim;
import io.b24hub.store.Delivery;
import io.b24hub.store.DeliveryControl.Change;
import io.b24hub.store.DeliveryFilter;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.Finding;
import io.b24hub.store.FlowRecord;
import io.b24hub.store.Heal;
import io.b24hub.store.Lane;
import io.b24hub.store.LedgerEntry;
import io.b24hub.store.LedgerRow;
import io.b24hub.store.Merging;
import io.b24hub.store.StoreUnavailable;
import io.b24hub.store.Swap;
import io.b24hub.store.Transition;
import io.b24hub.time.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several stores on one database, as several processes have them. */
@Timeout(120)
class PostgresSharingTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ManualClock clock = new ManualClock();
    private final Random random = new Random(11);
    private final String url = PostgresServer.shared().newSchema();
    private final List<PostgresStore> stores = new ArrayList<>();

    @AfterEach
    void close() {
        stores.forEach(PostgresStore::close);
    }

    private PostgresAddress address() {
        return new PostgresAddress(url, Optional.of(PostgresServer.USER), Optional.of(PostgresServer.PASSWORD));
    }

    private PostgresStore open(Duration term) {
        PostgresStore store = PostgresStore.open(address(), term, random, clock);
        stores.add(store);
        return store;
    }

    @Test
    void several_hubs_that_start_at_one_time_make_the_tables_once() {
        List<CompletableFuture<PostgresStore>> starts = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> PostgresStore.open(
                        new PostgresAddress(
                                url, Optional.of(PostgresServer.USER), Optional.of(PostgresServer.PASSWORD)),
                        LONG,
                        new Random(i),
                        clock)))
                .toList();

        starts.forEach(start -> stores.add(start.join()));

        assertThat(stores.get(0).renew().join().instances()).isEqualTo(4);
    }

    @Test
    void of_several_hubs_that_saw_the_same_one_stores_its_event() {
        List<PostgresStore> hubs = List.of(open(LONG), open(LONG), open(LONG));
        Optional<String> seen = Optional.empty();
        for (int round = 0; round < 30; round++) {
            List<CompletableFuture<Boolean>> races = new ArrayList<>();
            for (int hub = 0; hub < hubs.size(); hub++) {
                String id = "r" + round + "h" + hub;
                races.add(hubs.get(hub)
                        .accept(timed(id), List.of("flow"), new Swap("timer", "main/flow", seen, "by " + id)));
            }

            List<Boolean> stored = races.stream().map(CompletableFuture::join).toList();

            assertThat(stored).containsOnlyOnce(true);
            seen = hubs.get(0).recall("timer", "main/flow");
            assertThat(seen).contains("by r" + round + "h" + stored.indexOf(true));
        }
        assertThat(hubs.get(0).latest(1000)).hasSize(30);
        assertThat(hubs.get(1).count(DeliveryFilter.ALL).deliveries()).isEqualTo(30);
    }

    @Test
    void a_webhook_at_one_hub_and_a_sweep_at_another_deliver_a_change_once() {
        PostgresStore door = open(LONG);
        PostgresStore sweeping = open(LONG);
        int deals = 100;
        List<CompletableFuture<?>> races = new ArrayList<>();
        for (int deal = 0; deal < deals; deal++) {
            races.add(door.accept(updated("w" + deal, deal, Origin.WEBHOOK), List.of("flow")));
            races.add(sweeping.heal(new Heal(
                    Optional.empty(),
                    List.of(found(updated("s" + deal, deal, Origin.SWEEP))),
                    List.of(),
                    clock.instant())));
        }
        races.forEach(CompletableFuture::join);

        for (int deal = 0; deal < deals; deal++) {
            door.accept(updated("late" + deal, deal, Origin.WEBHOOK), List.of("other"))
                    .join();
        }

        assertThat(door.count(DeliveryFilter.ALL.ofFlow("flow")).deliveries()).isEqualTo(deals);
        LedgerRow row = door.ledger(DAY, DAY).get(0);
        assertThat(row.changed()).isEqualTo(deals);
        assertThat(door.count(DeliveryFilter.ALL.ofFlow("other")).deliveries()).isEqualTo(row.heard());
    }

    private static final LocalDate DAY = LocalDate.parse("2026-03-01");

    private static Bitrix24Event updated(String id, int deal, Origin origin) {
        Instant at = Instant.parse("2026-03-01T09:00:00Z");
        EntityRef entity = new EntityRef("deal", 2, String.valueOf(deal));
        return new Bitrix24Event(id, "main", "ONCRMDEALUPDATE", entity, "", at, at, origin, Map.of());
    }

    private static Finding found(Bitrix24Event event) {
        return new Finding(
                event,
                List.of("flow"),
                new Finding.Proof.Heard(event.type(), Optional.of(event.occurredAt())),
                new LedgerEntry(DAY, "main", "deal"),
                true,
                Optional.of(event.occurredAt()));
    }

    private static Bitrix24Event timed(String id) {
        Instant at = Instant.parse("2026-03-01T09:00:00Z");
        return new Bitrix24Event(id, "main", "TIMER", EntityRef.NONE, "", at, at, Origin.TIMER, Map.of());
    }

    @Test
    void a_view_sees_what_the_hubs_have_and_is_none_of_them() {
        PostgresStore hub = open(LONG);
        accept(hub, "e1", "1");

        try (PostgresView view = PostgresView.open(address())) {
            assertThat(view.deliveries("e1")).isEqualTo(hub.deliveries("e1")).hasSize(1);
            assertThat(hub.renew().join().instances()).isEqualTo(1);
        }
    }

    @Test
    void a_view_makes_no_store_where_there_is_none() {
        assertThatThrownBy(() -> PostgresView.open(address()))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("cannot be read")
                .hasMessageNotContaining(PostgresServer.PASSWORD);
    }

    @Test
    void what_one_claimed_no_other_claims_and_what_one_accepted_all_see() {
        PostgresStore one = open(LONG);
        PostgresStore other = open(LONG);
        accept(one, "e1", "1");
        accept(other, "e2", "2");

        assertThat(claim(one, 1)).hasSize(1);
        assertThat(claim(other, 10)).extracting(d -> d.event().id()).containsExactly("e2");
        assertThat(claim(one, 10)).isEmpty();
    }

    @Test
    void a_frozen_hub_that_wakes_after_its_lease_cannot_acknowledge_over_its_successor() {
        PostgresStore frozen = open(LONG);
        PostgresStore successor = open(LONG);
        accept(frozen, "e1", "1");
        Delivery before = claim(frozen, 1).get(0);
        endLeaseOf("1");

        assertThat(successor.recover(clock.instant()).join()).isEqualTo(1);
        Delivery after = claim(successor, 1).get(0);

        assertThat(finish(frozen, before)).isEqualTo(Transition.LOST);
        assertThat(frozen.retry(before, clock.instant(), attempt(before)).join())
                .isEqualTo(Transition.LOST);
        assertThat(frozen.park(before, attempt(before)).join()).isEqualTo(Transition.LOST);
        assertThat(state("e1")).isEqualTo(DeliveryState.RUNNING);
        assertThat(finish(successor, after)).isEqualTo(Transition.DONE);
        assertThat(successor.attempts(after.id()))
                .extracting(Attempt::result)
                .containsExactly(Attempt.Result.INTERRUPTED, Attempt.Result.DELIVERED);
    }

    @Test
    void a_hub_that_renews_late_keeps_what_nobody_has_taken() {
        PostgresStore late = open(Duration.ofMillis(300));
        accept(late, "e1", "1");
        Delivery delivery = claim(late, 1).get(0);
        clock.advance(Duration.ofSeconds(1));
        assertThat(late.leasedUntil()).isBefore(clock.instant());

        late.renew().join();

        assertThat(late.leasedUntil()).isAfter(clock.instant());
        assertThat(finish(late, delivery)).isEqualTo(Transition.DONE);
    }

    @Test
    void a_dead_hub_is_taken_over_when_its_lease_has_ended_and_not_before() {
        PostgresStore dead = open(Duration.ofSeconds(2));
        PostgresStore other = open(Duration.ofSeconds(2));
        accept(dead, "e1", "1");
        claim(dead, 1);
        dead.abandon();

        assertThat(other.renew().join().takenOver()).isZero();
        await().atMost(PATIENCE).until(() -> other.renew().join().takenOver() == 1);

        assertThat(claim(other, 1)).extracting(d -> d.event().id()).containsExactly("e1");
    }

    @Test
    void a_hub_that_closes_gives_back_what_it_has_in_hand() {
        PostgresStore leaving = open(LONG);
        PostgresStore other = open(LONG);
        accept(leaving, "e1", "1");
        claim(leaving, 1);

        leaving.close();

        assertThat(claim(other, 1)).extracting(d -> d.event().id()).containsExactly("e1");
        assertThat(other.renew().join().instances()).isEqualTo(1);
    }

    @Test
    void the_lease_counts_from_before_it_was_asked_for() {
        PostgresStore store = open(LONG);
        Instant asked = clock.instant();

        CompletableFuture<?> renewal = store.renew();
        renewal.join();

        assertThat(store.leasedUntil()).isEqualTo(asked.plus(LONG));
    }

    @Test
    void one_hub_at_a_time_has_a_duty_until_its_term_has_passed() {
        PostgresStore one = open(LONG);
        PostgresStore other = open(LONG);

        assertThat(one.elect("sweep", Duration.ofSeconds(1)).join()).isTrue();
        assertThat(other.elect("sweep", LONG).join()).isFalse();
        assertThat(other.elect("retention", LONG).join()).isTrue();
        assertThat(one.elect("sweep", Duration.ofSeconds(1)).join()).isTrue();
        await().atMost(PATIENCE).until(() -> other.elect("sweep", LONG).join());
        other.close();
        assertThat(one.elect("sweep", LONG).join()).isTrue();
    }

    @Test
    void a_flow_is_forgotten_when_the_last_hub_that_has_it_gives_it_up() {
        PostgresStore one = open(LONG);
        PostgresStore other = open(LONG);
        FlowRecord flow = new FlowRecord("flow", Optional.empty(), "*", "flow.camel.yaml", clock.instant());
        one.saveFlows(List.of(flow)).join();
        other.saveFlows(List.of(flow)).join();

        one.removeFlow("flow").join();

        assertThat(one.flows()).extracting(FlowRecord::id).containsExactly("flow");
        other.removeFlow("flow").join();
        assertThat(one.flows()).isEmpty();
    }

    @Test
    void hubs_side_by_side_keep_the_order_of_each_entity_and_lose_nothing() throws Exception {
        int hubs = 3;
        int each = 120;
        for (int i = 0; i < hubs; i++) {
            open(LONG);
        }
        Map<String, Delivery> inHand = new ConcurrentHashMap<>();
        Map<String, Long> lastEnded = new ConcurrentHashMap<>();
        Queue<String> wrong = new ConcurrentLinkedQueue<>();

        CompletableFuture<?>[] ends = stores.stream()
                .map(store -> CompletableFuture.runAsync(() -> {
                    Random dice = new Random(stores.indexOf(store));
                    for (int i = 0; i < each; i++) {
                        accept(store, "e" + stores.indexOf(store) + "-" + i, "" + dice.nextInt(4));
                        claim(store, 1 + dice.nextInt(3)).forEach(d -> run(store, d, dice, inHand, lastEnded, wrong));
                        if (dice.nextInt(20) == 0) {
                            store.change(
                                            Change.RETRY_NOW,
                                            DeliveryFilter.ALL,
                                            0,
                                            Long.MAX_VALUE,
                                            50,
                                            "",
                                            clock.instant())
                                    .join();
                        }
                    }
                }))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(ends).get(90, TimeUnit.SECONDS);
        PostgresStore last = stores.get(0);
        Random dice = new Random(hubs);
        for (List<Delivery> rest = claim(last, 100); !rest.isEmpty(); rest = claim(last, 100)) {
            rest.forEach(d -> run(last, d, dice, inHand, lastEnded, wrong));
        }

        assertThat(wrong).isEmpty();
        assertThat(last.active("flow").get(DeliveryState.DUE))
                .as("blocked for ever")
                .isZero();
        assertThat(last.count(DeliveryFilter.ALL).deliveries()).isEqualTo((long) hubs * each);
    }

    private void run(
            PostgresStore store,
            Delivery delivery,
            Random dice,
            Map<String, Delivery> inHand,
            Map<String, Long> lastEnded,
            Queue<String> wrong) {
        String entity = delivery.event().entity().key();
        Delivery beside = inHand.putIfAbsent(entity, delivery);
        if (beside != null) {
            wrong.add(delivery.id() + " ran beside " + beside.id());
        }
        if (lastEnded.getOrDefault(entity, 0L) >= delivery.id()) {
            wrong.add(delivery.id() + " ran after " + lastEnded.get(entity));
        }
        boolean ends = dice.nextInt(4) > 0;
        if (ends) {
            lastEnded.put(entity, delivery.id());
        }
        // before the change: afterwards another hub may have the next one in hand already
        inHand.remove(entity, delivery);
        Transition made = ends
                ? finish(store, delivery)
                : store.retry(delivery, clock.instant(), attempt(delivery)).join();
        if (!made.won()) {
            wrong.add(delivery.id() + " was taken over");
        }
    }

    @Test
    void updates_that_several_hubs_accepted_are_merged_into_the_newest() {
        PostgresStore one = open(LONG);
        PostgresStore other = open(LONG);
        for (int i = 0; i < 10; i++) {
            accept(i % 2 == 0 ? one : other, "e" + i, "1");
        }

        Delivery carrier =
                one.claim(claim(Merging.UPDATES, 10)).join().deliveries().get(0);

        assertThat(carrier.event().id()).isEqualTo("e9");
        assertThat(carrier.carries()).isEqualTo(9);
        assertThat(finish(one, carrier)).isEqualTo(Transition.DONE);
        assertThat(state("e0")).isEqualTo(DeliveryState.MERGED);
    }

    private void endLeaseOf(String nth) {
        PostgresServer.execute(url, """
                UPDATE instance SET lease_until = clock_timestamp() - interval '1 second', token = 'revoked:' || token
                 WHERE id = (SELECT id FROM instance ORDER BY started_at LIMIT %s)
                """.formatted(nth));
    }

    private void accept(PostgresStore store, String id, String deal) {
        Instant now = clock.instant();
        EntityRef entity = new EntityRef("deal", 2, deal);
        store.accept(
                        new Bitrix24Event(
                                id, "main", "ONCRMDEALUPDATE", entity, "1", now, now, Origin.WEBHOOK, Map.of()),
                        List.of("flow"))
                .join();
    }

    private List<Delivery> claim(PostgresStore store, int limit) {
        return store.claim(claim(Merging.NONE, limit)).join().deliveries();
    }

    private Claim claim(Merging merging, int limit) {
        return new Claim("flow", Lane.LATE, clock.instant(), limit, clock.instant(), merging);
    }

    private Transition finish(PostgresStore store, Delivery delivery) {
        return store.finish(delivery, DeliveryState.DELIVERED, attempt(delivery))
                .join();
    }

    private Attempt attempt(Delivery delivery) {
        return new Attempt(
                delivery.claim(),
                clock.instant(),
                Duration.ZERO,
                Attempt.Result.DELIVERED,
                OptionalInt.empty(),
                "",
                "",
                List.of());
    }

    private DeliveryState state(String event) {
        return stores.get(stores.size() - 1).deliveries(event).get(0).state();
    }
}
