package io.b24hub.store;

import static io.b24hub.store.TestEvents.dealUpdate;
import static io.b24hub.store.TestEvents.of;
import static io.b24hub.store.TestEvents.ofDeal;
import static io.b24hub.store.TestEvents.withData;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.b24hub.PostgresServer;
import io.b24hub.event.EntityRef;
import io.b24hub.store.DeliveryControl.Change;
import io.b24hub.store.postgres.PostgresAddress;
import io.b24hub.store.postgres.PostgresStore;
import io.b24hub.store.postgres.StoreCopy;
import io.b24hub.time.HubClock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A SQLite store that was used in every way goes on in PostgreSQL as it would have in its file. */
class StoreCopyTest extends StoreRig {

    private static final List<String> FLOWS = List.of("one", "two", "three");

    @TempDir
    private Path folder;

    private final String url = PostgresServer.shared().newSchema();

    @Override
    protected HubStore open(HubClock clock) {
        return SqliteStore.open(file(), clock);
    }

    @Override
    protected void kill(HubStore killed) {
        ((SqliteStore) killed).abandon();
    }

    private static final LocalDate DAY = LocalDate.parse("2026-03-01");

    private Path file() {
        return folder.resolve("hub.db");
    }

    @Test
    void everything_goes_on_in_the_new_store_as_it_would_have_in_the_old() {
        useInEveryWay();
        kill(store);

        StoreCopy.Copied copied = copy();

        store = open(clock);
        try (HubStore moved = moved()) {
            assertThat(copied.states()).containsKeys("due", "running", "delivered", "merged", "parked", "dropped");
            assertThat(copied.rows().values()).allMatch(rows -> rows > 0);
            sameThroughout(moved);
            assertThat(moved.recover(clock.instant()).join())
                    .isEqualTo(store.recover(clock.instant()).join())
                    .isPositive();
            sameThroughout(moved);
            drainSideBySide(moved);
            sameThroughout(moved);
        }
    }

    @Test
    void numbers_go_on_above_those_that_were_there_even_above_forgotten_ones() {
        for (String id : List.of("e1", "e2", "e3")) {
            accept(dealUpdate(id), "one");
        }
        store.record(new OperatorAction(clock.instant(), "command line", "replay", "all", 1))
                .join();
        claim("one", 3).forEach(this::deliver);
        long last = record("e3").id();
        forgetNewestDelivery();
        store.close();

        copy();

        try (HubStore moved = moved()) {
            moved.accept(dealUpdate("e4"), List.of("one")).join();
            moved.record(new OperatorAction(clock.instant(), "command line", "park", "one", 2))
                    .join();

            assertThat(moved.deliveries("e4").get(0).id()).isEqualTo(last + 1);
            assertThat(moved.latest(1)).containsExactly(dealUpdate("e4"));
            assertThat(moved.actions(5)).extracting(OperatorAction::action).containsExactly("park", "replay");
        }
    }

    @Test
    void an_unused_store_can_be_copied_too() {
        store.close();

        assertThat(copy().total()).isZero();

        try (HubStore moved = moved()) {
            moved.accept(dealUpdate("e1"), List.of("one")).join();
            assertThat(moved.deliveries("e1").get(0).id()).isEqualTo(1);
        }
    }

    @Test
    void the_store_of_a_running_hub_is_left_alone() {
        assertThatThrownBy(this::copy)
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("is open in another running hub");
    }

    @Test
    void a_store_that_is_not_there_is_not_made() {
        store.close();
        Path nowhere = folder.resolve("nowhere.db");

        assertThatThrownBy(() -> StoppedStore.open(nowhere))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("There is no store " + nowhere);
        assertThat(nowhere).doesNotExist();
        assertThat(StoreLock.of(nowhere)).doesNotExist();
    }

    @Test
    void a_target_that_holds_something_is_refused_and_not_changed() {
        accept(dealUpdate("e1"), "one");
        store.close();
        try (HubStore other = moved()) {
            other.remember("seen", "deal", "x", clock.instant()).join();
        }

        assertThatThrownBy(this::copy)
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("is not empty (table memory)")
                .hasMessageNotContaining(PostgresServer.PASSWORD);
        try (HubStore other = moved()) {
            assertThat(other.event("e1")).isEmpty();
        }
    }

    @Test
    void a_target_that_a_hub_runs_on_is_refused() {
        store.close();
        try (HubStore running = moved()) {
            assertThatThrownBy(this::copy).isInstanceOf(StoreUnavailable.class).hasMessageContaining("A hub runs on");
            assertThat(running.flows()).isEmpty();
        }
    }

    @Test
    void what_fails_half_way_leaves_nothing_and_can_be_done_again() {
        useInEveryWay();
        store.close();
        moved().close();
        PostgresServer.execute(url, "ALTER TABLE memory ADD CONSTRAINT full_disk CHECK (space <> 'seen')");

        assertThatThrownBy(this::copy)
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("nothing of it is there");
        assertThat(rowsOf("event")).isZero();
        PostgresServer.execute(url, "ALTER TABLE memory DROP CONSTRAINT full_disk");

        assertThat(copy().total()).isPositive();
    }

    @Test
    void more_than_one_batch_arrives_and_progress_is_told() {
        for (int i = 0; i < 2_500; i++) {
            store.remember("many", "key" + i, "value", clock.instant());
        }
        accept(withData("big1", Map.of("COMMENTS", "Ж".repeat(3_000_000))), "one");
        accept(withData("big2", Map.of("COMMENTS", "z".repeat(3_000_000))), "one");
        store.close();
        List<Long> told = new ArrayList<>();

        try (StoppedStore from = StoppedStore.open(file())) {
            StoreCopy.copy(from, address(), (done, all) -> told.add(done), clock.instant());
        }

        assertThat(told).isSorted().contains(2_004L).endsWith(2_504L);
        try (HubStore moved = moved()) {
            assertThat(moved.remembered("many")).isEqualTo(2_500);
            assertThat(moved.event("big1").orElseThrow().data()).isEqualTo(Map.of("COMMENTS", "Ж".repeat(3_000_000)));
        }
    }

    /** Every state, lane, link and table; what one of the flows had in hand stays in hand. */
    private void useInEveryWay() {
        store.saveFlows(List.of(
                        new FlowRecord("one", Optional.empty(), "ONCRMDEAL*", "flows/one.camel.yaml", clock.instant()),
                        new FlowRecord("two", Optional.of("main"), "*", "flows/two.camel.yaml", clock.instant())))
                .join();
        for (int i = 0; i < 60; i++) {
            clock.advance(Duration.ofMillis(137));
            accept(ofDeal("e" + i, i % 5 == 0 ? "ONCRMDEALADD" : "ONCRMDEALUPDATE", "" + i % 7), "one", "two");
        }
        accept(of("none", "shop", "ROBOT", EntityRef.NONE, clock.instant()), "three");
        accept(withData("odd", Map.of("NAME", "Сделка «Ёлка» \uD83D\uDE80\u0000'\";--")), "three");
        accept(dealUpdate("nobody-wants"));
        List<Delivery> merged = claim("one", 4, Merging.UPDATES);
        deliver(merged.get(0));
        finish(merged.get(1), DeliveryState.FILTERED, clock.instant()).join();
        retry(merged.get(2), clock.instant().plusSeconds(30), "answered \u0000 500", clock.instant())
                .join();
        park(merged.get(3), "There is no such chat.", clock.instant()).join();
        List<Delivery> more = claim("two", 5);
        postpone(more.get(0), clock.instant().plusSeconds(5), "asked to wait").join();
        park(more.get(1), "gone", clock.instant()).join();
        deliver(more.get(2));
        store.release(more.get(3), clock.instant().plusSeconds(1), "").join();
        change(Change.REPLAY, DeliveryFilter.ALL.ofFlow("two").in(DeliveryState.PARKED, DeliveryState.DELIVERED));
        change(Change.REPLAY, DeliveryFilter.ALL.ofFlow("one").in(DeliveryState.DELIVERED));
        change(Change.PARK, DeliveryFilter.ALL.ofEvent("e20"));
        change(Change.DROP, DeliveryFilter.ALL.ofEvent("e30"));
        store.remember("seen", "main/deal:1", "{\"STAGE_ID\":\"NEW\"}", clock.instant())
                .join();
        store.remember("once", "1/send", "", clock.instant()).join();
        LedgerEntry counted = new LedgerEntry(DAY, "main", "deal");
        store.heal(new Heal(Optional.empty(), List.of(), List.of(counted, counted), clock.instant()))
                .join();
        store.hold(new Hold(
                        Hold.Kind.DESTINATION,
                        "telegram:-100123",
                        clock.instant(),
                        Optional.of(clock.instant().plusSeconds(60)),
                        "429",
                        "far side"))
                .join();
        store.hold(new Hold(Hold.Kind.FLOW, "three", clock.instant(), Optional.empty(), "x", "jmx"))
                .join();
        store.record(new OperatorAction(clock.instant(), "jmx", "pause", "flow three", 0))
                .join();
    }

    /** What people and screens see is the same. */
    private void sameThroughout(HubStore moved) {
        List<DeliveryRecord> records = store.find(DeliveryFilter.ALL, Long.MAX_VALUE, 500);
        assertThat(moved.find(DeliveryFilter.ALL, Long.MAX_VALUE, 500))
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("reason")
                .containsExactlyElementsOf(records);
        for (DeliveryRecord record : records) {
            assertThat(moved.delivery(record.id()).orElseThrow().reason())
                    .isEqualTo(record.reason().replace('\0', '\uFFFD'));
            assertThat(moved.attempts(record.id()))
                    .usingRecursiveFieldByFieldElementComparatorIgnoringFields("reason", "began", "took")
                    .containsExactlyElementsOf(store.attempts(record.id()));
            assertThat(moved.event(record.eventId())).isEqualTo(store.event(record.eventId()));
        }
        assertThat(moved.latest(500)).isEqualTo(store.latest(500));
        assertThat(moved.flows()).containsExactlyInAnyOrderElementsOf(store.flows());
        assertThat(moved.holds()).containsExactlyInAnyOrderElementsOf(store.holds());
        assertThat(moved.actions(10)).isEqualTo(store.actions(10));
        assertThat(moved.ledger(DAY, DAY)).hasSize(1).isEqualTo(store.ledger(DAY, DAY));
        assertThat(moved.recall("seen", "main/deal:1")).isEqualTo(store.recall("seen", "main/deal:1"));
        assertThat(moved.recall("once", "1/send")).contains("");
        for (String flow : FLOWS) {
            assertThat(moved.active(flow)).isEqualTo(store.active(flow));
            assertThat(moved.nextDue(flow)).isEqualTo(store.nextDue(flow));
            assertThat(moved.oldestWaiting(flow)).isEqualTo(store.oldestWaiting(flow));
        }
    }

    /** Does the same in both, a few at a time, until nothing waits. */
    private void drainSideBySide(HubStore moved) {
        int done = 0;
        for (int round = 0; round < 200; round++) {
            for (String flow : FLOWS) {
                for (Lane lane : Lane.values()) {
                    Claim claim =
                            new Claim(flow, lane, clock.instant().minusSeconds(60), 2, clock.instant(), merging(flow));
                    List<Delivery> old = store.claim(claim).join().deliveries();
                    assertThat(moved.claim(claim).join().deliveries()).isEqualTo(old);
                    old.forEach(each -> {
                        Attempt attempt = attempt(each, Attempt.Result.DELIVERED, "", clock.instant());
                        assertThat(moved.finish(each, DeliveryState.DELIVERED, attempt)
                                        .join())
                                .isEqualTo(store.finish(each, DeliveryState.DELIVERED, attempt)
                                        .join());
                    });
                    done += old.size();
                }
            }
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(done).isGreaterThan(60);
        FLOWS.forEach(flow -> assertThat(moved.nextDue(flow)).isEmpty());
    }

    private static Merging merging(String flow) {
        return flow.equals("one") ? Merging.UPDATES : Merging.NONE;
    }

    private void forgetNewestDelivery() {
        store.close();
        try (SqliteSession session = SqliteSession.writer(file())) {
            session.script("DELETE FROM attempt WHERE delivery_id = (SELECT max(id) FROM delivery);"
                    + "DELETE FROM delivery WHERE id = (SELECT max(id) FROM delivery)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private StoreCopy.Copied copy() {
        try (StoppedStore from = StoppedStore.open(file())) {
            return StoreCopy.copy(from, address(), (done, all) -> {}, clock.instant());
        }
    }

    private PostgresStore moved() {
        return PostgresStore.open(address(), Duration.ofSeconds(20), new Random(7), clock);
    }

    private PostgresAddress address() {
        return new PostgresAddress(url, Optional.of(PostgresServer.USER), Optional.of(PostgresServer.PASSWORD));
    }

    private long rowsOf(String table) {
        try (Connection connection = PostgresServer.connectTo(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
