package io.b24hub.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.store.DeliveryControl.Change;
import io.b24hub.store.DeliveryControl.ChangeStep;
import io.b24hub.store.StoreModel.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Does thousands of things at random to a store and to a simple model of it, and compares them. */
abstract class StoreModelContract extends SweepContract {

    private static final int OPERATIONS = 1500;
    private static final List<String> FLOWS = List.of("one", "two");
    private static final List<String> TYPES =
            List.of("ONCRMDEALADD", "ONCRMDEALUPDATE", "ONCRMDEALUPDATE", "ONCRMDEALUPDATE", "ONCRMDEALDELETE");
    private static final List<Merging> MERGINGS = List.of(
            Merging.NONE,
            Merging.UPDATES,
            Merging.UPDATES,
            new Merging(Merging.Types.ALL, Duration.ZERO, Duration.ZERO),
            new Merging(Merging.Types.UPDATES, Duration.ofSeconds(4), Duration.ZERO),
            new Merging(Merging.Types.UPDATES, Duration.ofSeconds(4), Duration.ofSeconds(7)));

    private Random random;
    private StoreModel model;
    private List<Delivery> inHand;
    private List<Delivery> lost;
    private List<String> accepted;
    private Instant since;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    @Timeout(180)
    void does_what_a_simple_model_does(long seed) throws Exception {
        random = new Random(seed);
        model = new StoreModel();
        inHand = new ArrayList<>();
        lost = new ArrayList<>();
        accepted = new ArrayList<>();
        since = clock.instant();

        for (int i = 0; i < OPERATIONS; i++) {
            doSomething(i);
            if (i % 25 == 0) {
                compare();
            }
        }
        compare();
        finishAll();
        compare();
        everyDeliveryHasEnded();
    }

    private void doSomething(int i) throws Exception {
        int dice = random.nextInt(100);
        if (dice < 25) {
            acceptOne("e" + i);
        } else if (dice < 50) {
            claimSome(MERGINGS.get(random.nextInt(MERGINGS.size())));
        } else if (dice < 80) {
            endOne();
        } else if (dice < 88) {
            clock.advance(Duration.ofMillis(random.nextInt(3000)));
        } else if (dice < 97) {
            changeSome();
        } else if (dice == 97) {
            since = clock.instant().minusMillis(random.nextInt(5000));
        } else if (dice == 98) {
            restart();
        } else if (random.nextInt(10) == 0) {
            forget();
        }
    }

    private void acceptOne(String id) {
        EntityRef entity = random.nextInt(8) == 0 ? EntityRef.NONE : new EntityRef("deal", 2, "" + random.nextInt(4));
        String type = TYPES.get(random.nextInt(TYPES.size()));
        Bitrix24Event event = TestEvents.of(id, "main", type, entity, clock.instant());
        List<String> flows = FLOWS.subList(0, 1 + random.nextInt(2));
        accept(event, flows.toArray(String[]::new));
        accepted.add(id);
        List<DeliveryRecord> all = store.deliveries(id);
        assertThat(all).extracting(DeliveryRecord::flow).isEqualTo(flows);
        for (DeliveryRecord made : all) {
            model.add(new Row(made.id(), event, made.flow(), clock.instant(), OptionalLong.empty()));
        }
    }

    private void claimSome(Merging merging) {
        Claim claim = new Claim(
                FLOWS.get(random.nextInt(FLOWS.size())),
                random.nextBoolean() ? Lane.FRESH : Lane.LATE,
                since,
                1 + random.nextInt(4),
                clock.instant(),
                merging);
        Claimed claimed = store.claim(claim).join();
        assertThat(claimed).as("%s", claim).isEqualTo(model.claim(claim));
        inHand.addAll(claimed.deliveries());
    }

    private void endOne() {
        List<Delivery> from = !lost.isEmpty() && random.nextInt(20) == 0 ? lost : inHand;
        if (from.isEmpty()) {
            return;
        }
        Delivery delivery = from.remove(random.nextInt(from.size()));
        Instant now = clock.instant();
        Instant due = now.plusMillis(random.nextInt(6000) - 2000);
        switch (random.nextInt(8)) {
            case 0 -> same(retry(delivery, due, "503", now).join(), model.retry(delivery, due, now));
            case 1 -> same(postpone(delivery, due, "asked").join(), model.postpone(delivery, due));
            case 2 -> same(store.release(delivery, due, "").join(), model.release(delivery, due));
            case 3 -> same(park(delivery, "no", now).join(), model.end(delivery, DeliveryState.PARKED, now));
            default -> {
                DeliveryState end = random.nextBoolean() ? DeliveryState.DELIVERED : DeliveryState.FILTERED;
                same(finish(delivery, end, now).join(), model.end(delivery, end, now));
            }
        }
        lost.add(delivery);
    }

    private static void same(Transition made, Transition expected) {
        assertThat(made).isEqualTo(expected);
    }

    private void changeSome() {
        Change change = Change.values()[random.nextInt(Change.values().length)];
        DeliveryFilter filter = someFilter();
        int limit = 1 + random.nextInt(30);
        Instant now = clock.instant();
        long upTo = store.count(DeliveryFilter.ALL).newest();
        int changed = 0;
        long after = 0;
        for (boolean done = false; !done; ) {
            ChangeStep step =
                    store.change(change, filter, after, upTo, limit, "", now).join();
            changed += step.changed();
            after = step.last();
            done = step.done();
        }
        List<Row> meant = model.rows().stream()
                .filter(row -> StoreModel.concerns(change, row) && fits(filter, row))
                .toList();
        assertThat(changed).as("%s %s", change, filter).isEqualTo(meant.size());
        meant.forEach(row -> changed(change, row, upTo, now));
    }

    private void changed(Change change, Row row, long upTo, Instant now) {
        if (change != Change.REPLAY || row.state == DeliveryState.PARKED) {
            model.change(change, row, now);
            return;
        }
        DeliveryRecord made = store.deliveries(row.event.id()).stream()
                .filter(record -> record.id() > upTo && record.replayOf().equals(OptionalLong.of(row.id)))
                .findFirst()
                .orElseThrow();
        model.add(new Row(made.id(), row.event, row.flow, now, OptionalLong.of(row.id)));
    }

    /** Little at a time, lest everything is parked and replayed all the time. */
    private DeliveryFilter someFilter() {
        DeliveryFilter filter =
                DeliveryFilter.ALL.ofEvent(accepted.isEmpty() ? "none" : accepted.get(random.nextInt(accepted.size())));
        if (random.nextInt(3) > 0) {
            return filter;
        }
        Instant from = clock.instant().minusMillis(random.nextInt(20_000));
        return new DeliveryFilter(
                random.nextBoolean() ? Set.of() : Set.of(DeliveryState.PARKED, DeliveryState.DUE),
                random.nextBoolean() ? Optional.empty() : Optional.of("one"),
                Optional.of("main"),
                Optional.of("*UPDATE"),
                Optional.of("deal:" + random.nextInt(4)),
                Optional.empty(),
                Optional.of(from),
                Optional.of(from.plusMillis(2000)),
                Optional.empty());
    }

    private static boolean fits(DeliveryFilter filter, Row row) {
        Instant received = row.event.receivedAt();
        return (filter.states().isEmpty() || filter.states().contains(row.state))
                && filter.flow().filter(flow -> !flow.equals(row.flow)).isEmpty()
                && filter.eventId().filter(id -> !id.equals(row.event.id())).isEmpty()
                && filter.entity()
                        .filter(entity -> !entity.equals(row.event.entity().key()))
                        .isEmpty()
                && filter.type()
                        .filter(type -> !row.event.type().endsWith("UPDATE"))
                        .isEmpty()
                && filter.from().filter(received::isBefore).isEmpty()
                && filter.to().filter(to -> !received.isBefore(to)).isEmpty();
    }

    private void restart() throws Exception {
        Instant now = clock.instant();
        if (random.nextBoolean()) {
            reopen();
            model.recover(now);
            assertThat(store.recover(now).join()).isZero();
        } else {
            crash();
            assertThat(store.recover(now).join()).isEqualTo(model.recover(now));
        }
        lost.addAll(inHand);
        inHand.clear();
    }

    private void forget() {
        Instant ended = clock.instant().minusSeconds(60);
        Instant parked = clock.instant().minusSeconds(120);
        int forgotten = 0;
        long after = 0;
        for (boolean done = false; !done; ) {
            Upkeep.PruneStep step = store.prune(after, 20, ended, parked).join();
            forgotten += step.deliveries();
            after = step.last();
            done = step.done();
        }
        assertThat(forgotten).isEqualTo(model.prune(ended, parked));
    }

    private void compare() {
        Map<Long, DeliveryRecord> stored = new HashMap<>();
        store.find(DeliveryFilter.ALL, Long.MAX_VALUE, Integer.MAX_VALUE)
                .forEach(record -> stored.put(record.id(), record));
        List<Row> rows = model.rows();
        assertThat(stored).hasSize(rows.size());
        for (Row row : rows) {
            DeliveryRecord record = stored.get(row.id);
            assertThat(record)
                    .isEqualTo(new DeliveryRecord(
                            row.id,
                            row.event.id(),
                            row.flow,
                            row.event.type(),
                            row.key(),
                            row.state,
                            model.blocked(row),
                            row.failures,
                            row.created,
                            row.due,
                            row.ended,
                            record.reason(),
                            row.mergedInto,
                            row.replayOf));
        }
        rows.stream().filter(row -> random.nextInt(20) == 0).forEach(row -> assertThat(store.attempts(row.id))
                .hasSize(row.attempts));
        FLOWS.forEach(flow -> compare(flow, rows));
    }

    private void compare(String flow, List<Row> rows) {
        List<Row> waiting = rows.stream()
                .filter(row -> row.flow.equals(flow) && row.state == DeliveryState.DUE)
                .toList();
        assertThat(store.oldestWaiting(flow))
                .isEqualTo(waiting.stream().map(row -> row.created).min(Instant::compareTo));
        assertThat(store.nextDue(flow))
                .isEqualTo(waiting.stream()
                        .filter(row -> !model.blocked(row))
                        .map(row -> row.due)
                        .min(Instant::compareTo));
        assertThat(store.active(flow).get(DeliveryState.DUE)).isEqualTo(waiting.size());
    }

    private void finishAll() {
        while (model.rows().stream().anyMatch(Row::active)) {
            while (!inHand.isEmpty()) {
                Delivery delivery = inHand.remove(0);
                Instant now = clock.instant();
                same(
                        finish(delivery, DeliveryState.DELIVERED, now).join(),
                        model.end(delivery, DeliveryState.DELIVERED, now));
            }
            claimSome(Merging.UPDATES);
            clock.advance(Duration.ofMillis(100));
        }
    }

    private void everyDeliveryHasEnded() {
        for (String flow : FLOWS) {
            assertThat(store.active(flow).get(DeliveryState.DUE)).isZero();
            assertThat(store.active(flow).get(DeliveryState.RUNNING)).isZero();
        }
    }
}
