package io.b24hub.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.b24hub.PostgresServer;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.event.Origin;
import io.b24hub.store.StoreUnavailable;
import io.b24hub.time.ManualClock;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When the server is not there, or not as it should be. */
@Timeout(120)
class PostgresTroubleTest {

    private static final Duration LEASE = Duration.ofSeconds(20);

    private final ManualClock clock = new ManualClock();

    private PostgresStore open(String url, String password) {
        PostgresAddress address = new PostgresAddress(url, Optional.of(PostgresServer.USER), Optional.of(password));
        return PostgresStore.open(address, LEASE, new Random(3), clock);
    }

    private static PostgresAddress address(String url) {
        return new PostgresAddress(url, Optional.of(PostgresServer.USER), Optional.of(PostgresServer.PASSWORD));
    }

    private PostgresStore open(String url) {
        return open(url, PostgresServer.PASSWORD);
    }

    @Test
    void refuses_at_once_while_the_server_is_away_and_goes_on_by_itself_when_it_is_back() {
        try (PostgresServer server = PostgresServer.start();
                PostgresStore store = open(server.newSchema())) {
            accept(store, "before");

            server.down();
            assertThatThrownBy(() -> accept(store, "refused"))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(StoreUnavailable.class);
            assertThatThrownBy(() -> store.latest(1)).isInstanceOf(StoreUnavailable.class);
            assertThatThrownBy(() -> store.renew().join()).hasCauseInstanceOf(StoreUnavailable.class);
            server.up();

            await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
                accept(store, "after");
                return true;
            });
            assertThat(store.renew().join().instances()).isEqualTo(1);
            assertThat(store.latest(9)).extracting(Bitrix24Event::id).containsExactly("after", "before");
        }
    }

    @Test
    void a_lease_is_renewed_within_its_term_when_the_server_is_back_however_long_it_was_away() {
        Duration term = Duration.ofSeconds(2);
        try (PostgresServer server = PostgresServer.start();
                PostgresStore store = PostgresStore.open(address(server.newSchema()), term, new Random(3), clock)) {
            server.down();
            Instant away = Instant.now();
            await().pollInterval(term.dividedBy(4))
                    .until(() -> renewalFails(store) && Instant.now().isAfter(away.plusSeconds(5)));

            server.up();

            await().atMost(term.dividedBy(2))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> !renewalFails(store));
        }
    }

    private static boolean renewalFails(PostgresStore store) {
        return store.renew().handle((renewal, failure) -> failure != null).join();
    }

    @Test
    void a_restart_between_two_changes_is_not_noticed() {
        try (PostgresServer server = PostgresServer.start();
                PostgresStore store = open(server.newSchema())) {
            accept(store, "before");
            store.latest(1);

            server.down();
            server.up();

            accept(store, "after");
            assertThat(store.latest(9)).hasSize(2);
        }
    }

    @Test
    void a_hub_that_is_frozen_in_the_middle_of_a_transaction_holds_nobody_up_for_long() throws Exception {
        String url = PostgresServer.shared().newSchema();
        try (PostgresStore store = open(url);
                PgSession frozen = frozen(url)) {
            new EntityLocks(url.substring(url.lastIndexOf('=') + 1)).lock(frozen, List.of("main/deal:1"));

            CompletableFuture<Void> accepted = store.accept(event("e1", "1", Map.of()), List.of("flow"));

            assertThat(accepted).succeedsWithin(Duration.ofSeconds(9));
        }
    }

    private PgSession frozen(String url) throws Exception {
        return new Connector(
                        new PostgresAddress(
                                url, Optional.of(PostgresServer.USER), Optional.of(PostgresServer.PASSWORD)),
                        "frozen")
                .open();
    }

    @Test
    void work_that_fails_by_its_own_fault_fails_alone() {
        try (PostgresStore store = open(PostgresServer.shared().newSchema())) {
            accept(store, "taken");
            List<CompletableFuture<Void>> all = IntStream.range(0, 60)
                    .mapToObj(i -> store.accept(event(i % 20 == 7 ? "taken" : "e" + i, "1", Map.of()), List.of("flow")))
                    .toList();

            long refused = all.stream()
                    .filter(future ->
                            future.handle((done, failure) -> failure != null).join())
                    .count();

            assertThat(refused).isEqualTo(3);
            assertThat(store.latest(100)).hasSize(58);
            assertThat(store.count(io.b24hub.store.DeliveryFilter.ALL).deliveries())
                    .isEqualTo(57);
        }
    }

    @Test
    void an_event_that_the_database_cannot_hold_is_refused_and_others_are_not() {
        try (PostgresStore store = open(PostgresServer.shared().newSchema())) {
            CompletableFuture<Void> bad = store.accept(event("e1", "1\0", Map.of()), List.of("flow"));
            CompletableFuture<Void> good = store.accept(event("e2", "2", Map.of("a", "\0")), List.of("flow"));

            assertThat(bad).failsWithin(Duration.ofSeconds(20));
            assertThat(good).succeedsWithin(Duration.ofSeconds(20));
            assertThat(store.event("e2").orElseThrow().data()).isEqualTo(Map.of("a", "\0"));
        }
    }

    @Test
    void commits_durably_although_the_servers_default_says_otherwise() throws Exception {
        String url = PostgresServer.shared().newSchema();
        try (Connection connection = PostgresServer.connectTo(url);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE careless LOGIN SUPERUSER PASSWORD 'careless'");
            statement.execute("ALTER ROLE careless SET synchronous_commit = off");
        }
        PostgresAddress address = new PostgresAddress(url, Optional.of("careless"), Optional.of("careless"));

        try (PgSession session = new Connector(address, "test").open()) {
            assertThat(session.first("SHOW synchronous_commit", row -> row.getString(1)))
                    .contains("on");
        }
    }

    @Test
    void nothing_that_is_said_of_a_failure_holds_the_password() {
        String url = PostgresServer.shared().newSchema();
        String wrong = "a-wrong-password-nobody-may-see";

        assertThatThrownBy(() -> open(url, wrong))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("jdbc:postgresql://127.0.0.1:")
                .hasMessageContaining("authentication failed")
                .satisfies(failure -> assertThat(everythingOf(failure)).doesNotContain(wrong));
        assertThatThrownBy(() -> open("jdbc:postgresql://127.0.0.1:1/none", wrong))
                .isInstanceOf(StoreUnavailable.class)
                .satisfies(failure -> assertThat(everythingOf(failure)).doesNotContain(wrong));
        assertThat(new PostgresAddress(url, Optional.empty(), Optional.of(wrong)).toString())
                .doesNotContain(wrong);
    }

    private static String everythingOf(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void leaves_tables_of_another_program_alone() {
        String url = PostgresServer.shared().newSchema();
        PostgresServer.execute(url, "CREATE TABLE event (x int)");

        assertThatThrownBy(() -> open(url))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("some other program");
    }

    @Test
    void leaves_a_store_alone_that_a_newer_hub_has_used() {
        String url = PostgresServer.shared().newSchema();
        open(url).close();
        PostgresServer.execute(url, "INSERT INTO schema_version VALUES (99, 'V099__later.sql', 'x', 0)");

        assertThatThrownBy(() -> open(url)).isInstanceOf(StoreUnavailable.class).hasMessageContaining("newer hub");
    }

    @Test
    void says_that_a_schema_is_missing() {
        String url = PostgresServer.shared().newSchema().replaceAll("=.*", "=not_there");

        assertThatThrownBy(() -> open(url)).isInstanceOf(StoreUnavailable.class).hasMessageContaining("currentSchema");
    }

    private void accept(PostgresStore store, String id) {
        store.accept(event(id, id, Map.of()), List.of()).join();
    }

    private Bitrix24Event event(String id, String deal, Object data) {
        return new Bitrix24Event(
                id,
                "main",
                "ONCRMDEALADD",
                new EntityRef("deal", 2, deal),
                "1",
                clock.instant(),
                clock.instant(),
                Origin.WEBHOOK,
                data);
    }
}
