package io.b24hub.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.b24hub.PostgresServer;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.event.Origin;
import io.b24hub.store.Attempt;
import io.b24hub.store.Claim;
import io.b24hub.store.CommitTimes;
import io.b24hub.store.Delivery;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.Lane;
import io.b24hub.store.Merging;
import io.b24hub.store.StoreUnavailable;
import io.b24hub.store.Transition;
import io.b24hub.time.ManualClock;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * When the connection breaks while a commit is on its way. The commit is held up on the server by a trigger that waits for
 * a lock of the test's; then the line is cut, and the test decides whether the commit takes place.
 */
@Timeout(120)
class PostgresDoubtTest {

    /** So long that nothing here heals by its end. */
    private static final Duration LEASE = Duration.ofMinutes(20);

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String GATE = "4711";

    private static final String HOLD_UP = """
            CREATE FUNCTION hold_up() RETURNS trigger LANGUAGE plpgsql SET lock_timeout = '60s' AS $$
            BEGIN
              PERFORM pg_advisory_xact_lock_shared(%s);
              RETURN NULL;
            END $$;
            CREATE CONSTRAINT TRIGGER hold_up AFTER INSERT OR UPDATE ON delivery
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.flow = 'flow') EXECUTE FUNCTION hold_up();
            """.formatted(GATE);

    private static final String IN_COMMIT = """
             FROM pg_stat_activity
            WHERE query = 'COMMIT' AND wait_event = 'advisory' AND application_name LIKE 'b24hub%'
            """;

    private final ManualClock clock = new ManualClock();
    private final PostgresServer server = PostgresServer.shared();
    private final String url = server.newSchema();
    private final CutLine line = new CutLine(server.port());
    private PostgresStore store;
    private PostgresStore other;
    private Connection gate;

    @BeforeEach
    void open() throws SQLException {
        store = open(url.replace(":" + server.port() + "/", ":" + line.port() + "/"), 1);
        other = open(url, 2);
        PostgresServer.execute(url, HOLD_UP);
        gate = PostgresServer.connectTo(url);
    }

    private PostgresStore open(String at, int seed) {
        return PostgresStore.open(address(at), LEASE, new Random(seed), clock);
    }

    private static PostgresAddress address(String url) {
        return new PostgresAddress(url, Optional.of(PostgresServer.USER), Optional.of(PostgresServer.PASSWORD));
    }

    @AfterEach
    void close() throws SQLException {
        gate.close();
        store.close();
        other.close();
        line.close();
    }

    @Test
    void what_a_claim_took_whose_commit_was_in_doubt_is_claimed_again() {
        accept("e1", "1");
        accept("e2", "1");

        inDoubt(() -> store.claim(of("flow")));
        takesPlace();
        assertThat(state("e1")).as("in nobody's hand").isEqualTo(DeliveryState.RUNNING);

        Delivery again = claim(store, "flow").get(0);
        assertThat(again.event().id()).isEqualTo("e1");
        assertThat(again.claim())
                .as("whoever runs it knows that it was claimed before")
                .isEqualTo(2);
        assertThat(again.attempt()).isEqualTo(1);
        assertThat(finish(again)).isEqualTo(Transition.DONE_AND_FREED_NEXT);
        assertThat(claim(store, "flow")).extracting(d -> d.event().id()).containsExactly("e2");
    }

    @Test
    void a_claim_whose_commit_did_not_take_place_is_made_again() {
        accept("e1", "1");

        inDoubt(() -> store.claim(of("flow")));
        doesNotTakePlace();

        Delivery again = claim(store, "flow").get(0);
        assertThat(again.claim()).isEqualTo(1);
        store.renew().join();
        claim(store, "flow");
        assertThat(state("e1")).as("in hand, and known to be").isEqualTo(DeliveryState.RUNNING);
        assertThat(finish(again)).isEqualTo(Transition.DONE);
    }

    @Test
    void while_the_server_is_still_at_the_commit_nobody_waits_for_it() {
        accept("e1", "1");

        inDoubt(() -> store.claim(of("flow")));

        assertThat(claim(store, "flow")).isEmpty();
        accept("e3", "3", "flow-three");
        takesPlace();
        assertThat(claim(store, "flow")).extracting(d -> d.event().id()).containsExactly("e1");
    }

    @Test
    void a_renewal_of_the_lease_puts_back_what_no_flow_asks_for() {
        accept("e1", "1");

        inDoubt(() -> store.claim(of("flow")));
        store.renew().join();
        takesPlace();
        store.renew().join();

        await().atMost(PATIENCE).until(() -> state("e1") == DeliveryState.DUE);
        assertThat(claim(other, "flow"))
                .as("another hub serves the flow")
                .extracting(d -> d.event().id())
                .containsExactly("e1");
    }

    @Test
    void a_claim_of_another_flow_puts_it_back_too() {
        accept("e1", "1");

        inDoubt(() -> store.claim(of("flow")));
        takesPlace();
        claim(store, "flow-two");

        assertThat(state("e1")).isEqualTo(DeliveryState.DUE);
    }

    @Test
    void more_than_one_step_takes_is_put_back() {
        int many = GroupWriter.MAX_COUNT + 50;
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            all.add(store.accept(event("e" + i, "" + i), List.of("flow")));
        }
        all.forEach(CompletableFuture::join);

        inDoubt(() -> store.claim(of("flow", Merging.NONE, many)));
        takesPlace();
        store.renew().join();

        await().atMost(PATIENCE).until(() -> other.active("flow").getOrDefault(DeliveryState.DUE, 0L) == many);
    }

    @Test
    void what_stayed_in_doubt_and_was_claimed_anew_is_not_taken_away() throws SQLException {
        accept("e1", "1");
        inDoubt(() -> store.claim(of("flow")));
        doesNotTakePlace();

        Delivery delivery;
        try (PgSession busy = new Connector(address(url), "busy").open()) {
            new EntityLocks(url.substring(url.lastIndexOf('=') + 1)).lock(busy, List.of("main/deal:1"));
            delivery = claim(store, "flow").get(0);
        }
        store.renew().join();
        claim(store, "flow");

        assertThat(finish(delivery)).isEqualTo(Transition.DONE);
    }

    @Test
    void what_another_hub_has_claimed_since_is_left_to_it() {
        accept("e1", "1");
        inDoubt(() -> store.claim(of("flow")));
        doesNotTakePlace();
        Delivery theirs = claim(other, "flow").get(0);

        assertThat(claim(store, "flow")).isEmpty();

        assertThat(other.finish(theirs, DeliveryState.DELIVERED, attempt(theirs))
                        .join())
                .isEqualTo(Transition.DONE);
    }

    @Test
    void what_was_merged_by_a_claim_in_doubt_stays_so() {
        accept("e1", "1");
        accept("e2", "1");
        accept("e3", "1");

        inDoubt(() -> store.claim(of("flow", Merging.UPDATES, 10)));
        takesPlace();

        Delivery carrier =
                store.claim(of("flow", Merging.UPDATES, 10)).join().deliveries().get(0);
        assertThat(carrier.event().id()).isEqualTo("e3");
        assertThat(state("e1")).isEqualTo(DeliveryState.MERGED);
        assertThat(record("e2").mergedInto()).hasValue(carrier.id());
        assertThat(finish(carrier)).isEqualTo(Transition.DONE);
    }

    @Test
    void a_lease_that_ended_meanwhile_changes_nothing() {
        accept("e1", "1");
        inDoubt(() -> store.claim(of("flow")));
        takesPlace();
        PostgresTricks.endLeases(url);
        store.renew().join();

        Delivery again = claim(store, "flow").get(0);

        assertThat(finish(again)).isEqualTo(Transition.DONE);
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                change(
                        "finish",
                        DeliveryState.DELIVERED,
                        (store, d) -> store.finish(d, DeliveryState.DELIVERED, attempt(d))),
                change("park", DeliveryState.PARKED, (store, d) -> store.park(d, attempt(d))),
                change("retry", DeliveryState.DUE, (store, d) -> store.retry(d, now(d), attempt(d))),
                change("postpone", DeliveryState.DUE, (store, d) -> store.postpone(d, now(d), attempt(d))),
                change("release", DeliveryState.DUE, (store, d) -> store.release(d, now(d), "")));
    }

    private static Arguments change(
            String name,
            DeliveryState leads,
            BiFunction<PostgresStore, Delivery, CompletableFuture<Transition>> change) {
        return Arguments.of(name, leads, change);
    }

    private static Instant now(Delivery delivery) {
        return delivery.event().receivedAt();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void a_change_in_doubt_that_took_place_is_lost_when_it_is_made_again(
            String name,
            DeliveryState leads,
            BiFunction<PostgresStore, Delivery, CompletableFuture<Transition>> change) {
        accept("e1", "1");
        accept("e2", "1");
        Delivery delivery = claim(store, "flow").get(0);

        inDoubt(() -> change.apply(store, delivery));
        takesPlace();

        assertThat(change.apply(store, delivery).join()).isEqualTo(Transition.LOST);
        assertThat(state("e1")).isEqualTo(leads);
        assertThat(claim(store, "flow"))
                .as("the entity goes on")
                .extracting(d -> d.event().id())
                .containsExactly(leads == DeliveryState.DUE ? "e1" : "e2");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void a_change_in_doubt_that_did_not_take_place_is_made_again(
            String name,
            DeliveryState leads,
            BiFunction<PostgresStore, Delivery, CompletableFuture<Transition>> change) {
        accept("e1", "1");
        Delivery delivery = claim(store, "flow").get(0);

        inDoubt(() -> change.apply(store, delivery));
        doesNotTakePlace();

        assertThat(change.apply(store, delivery).join()).isEqualTo(Transition.DONE);
        assertThat(state("e1")).isEqualTo(leads);
    }

    @Test
    void an_event_that_was_refused_in_doubt_is_delivered_if_it_is_there() {
        inDoubt(() -> store.accept(event("e1", "1"), List.of("flow")));
        takesPlace();

        assertThat(claim(store, "flow")).extracting(d -> d.event().id()).containsExactly("e1");
    }

    @Test
    void a_batch_hears_of_each_end_of_its_transactions() {
        List<Batch.Ending> heard = new ArrayList<>();
        Batch<String, Integer> batch = new Batch<>() {
            @Override
            public List<Integer> run(PgSession session, List<String> items) throws SQLException {
                if (heard.isEmpty()) {
                    line.cut();
                }
                return List.of(session.first("SELECT 7", row -> row.getInt(1)).orElseThrow());
            }

            @Override
            public void ended(Ending how) {
                heard.add(how);
            }
        };
        String through = url.replace(":" + server.port() + "/", ":" + line.port() + "/");
        try (GroupWriter writer = new GroupWriter(
                "test", new Connector(address(through), "test"), new EntityLocks("test"), new CommitTimes())) {
            assertThat(writer.submitAlone(batch, "").join()).isEqualTo(7);
        }

        assertThat(heard).containsExactly(Batch.Ending.UNDONE, Batch.Ending.COMMITTED);
    }

    /** Does something, and cuts the line when the server is at its commit; it stays there until the test goes on. */
    private void inDoubt(Supplier<CompletableFuture<?>> change) {
        gate("SELECT pg_advisory_lock(" + GATE + ")");
        CompletableFuture<?> made = change.get();
        await().atMost(PATIENCE).until(() -> commits() == 1);
        line.cut();
        assertThat(made)
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .withCauseInstanceOf(StoreUnavailable.class)
                .withMessageContaining("did not confirm");
    }

    private void takesPlace() {
        gate("SELECT pg_advisory_unlock(" + GATE + ")");
        await().atMost(PATIENCE).until(() -> commits() == 0);
    }

    private void doesNotTakePlace() {
        gate("SELECT pg_terminate_backend(pid)" + IN_COMMIT);
        await().atMost(PATIENCE).until(() -> commits() == 0);
        gate("SELECT pg_advisory_unlock(" + GATE + ")");
    }

    private void gate(String sql) {
        try (Statement statement = gate.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private int commits() throws SQLException {
        try (Statement statement = gate.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*)" + IN_COMMIT)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private Claim of(String flow, Merging merging, int limit) {
        return new Claim(flow, Lane.LATE, clock.instant(), limit, clock.instant(), merging);
    }

    private Claim of(String flow) {
        return of(flow, Merging.NONE, 10);
    }

    private List<Delivery> claim(PostgresStore store, String flow) {
        return store.claim(of(flow)).join().deliveries();
    }

    private Transition finish(Delivery delivery) {
        return store.finish(delivery, DeliveryState.DELIVERED, attempt(delivery))
                .join();
    }

    private static Attempt attempt(Delivery delivery) {
        return new Attempt(
                delivery.claim(),
                delivery.event().receivedAt(),
                Duration.ZERO,
                Attempt.Result.DELIVERED,
                OptionalInt.empty(),
                "",
                "",
                List.of());
    }

    private void accept(String id, String deal) {
        accept(id, deal, "flow");
    }

    private void accept(String id, String deal, String flow) {
        store.accept(event(id, deal), List.of(flow)).join();
    }

    private Bitrix24Event event(String id, String deal) {
        return new Bitrix24Event(
                id,
                "main",
                "ONCRMDEALUPDATE",
                new EntityRef("deal", 2, deal),
                "1",
                clock.instant(),
                clock.instant(),
                Origin.WEBHOOK,
                Map.of());
    }

    private DeliveryState state(String id) {
        return record(id).state();
    }

    private DeliveryRecord record(String id) {
        return other.deliveries(id).get(0);
    }
}
