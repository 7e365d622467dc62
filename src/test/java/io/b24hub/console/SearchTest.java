package io.b24hub.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.manage.Filters;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.SqliteStore;
import io.b24hub.time.ManualClock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps of a search through a store whose deliveries lie far apart. */
class SearchTest {

    private final ManualClock clock = new ManualClock();

    @TempDir
    private Path home;

    private Path file;

    @BeforeEach
    void fill() throws Exception {
        file = home.resolve("hub.db");
        SqliteStore.open(file, clock).close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (int id : new int[] {7, 150_001, 350_000}) {
                statement.executeUpdate("INSERT INTO event VALUES (" + id + ", 'e" + id
                        + "', 'main', 'ONCRMDEALADD', 'deal', 2, '" + id + "', '1', 1, 1, 'webhook', '{}')");
                statement.executeUpdate(
                        "INSERT INTO delivery (id, event_id, flow, type, entity_key, received_at, state,"
                                + " turn, blocked, due_at, created_at, ended_at) VALUES (" + id + ", 'e" + id
                                + "', 'flow', 'ONCRMDEALADD', 'main/deal:" + id + "', 1, '"
                                + (id == 7 ? "parked" : "delivered") + "', 1, 0, 1, 1, 1)");
            }
        }
    }

    @Test
    void goes_back_in_steps_until_there_is_nothing_older() {
        try (SqliteStore store = SqliteStore.open(file, clock)) {
            Search.Found first = search("type", "ONCRMDEALADD", Long.MAX_VALUE).step(store, 1);
            Search.Found second =
                    search("type", "ONCRMDEALADD", first.next().orElseThrow()).step(store, 1);
            Search.Found third =
                    search("type", "ONCRMDEALADD", second.next().orElseThrow()).step(store, 1);
            Search.Found fourth =
                    search("type", "ONCRMDEALADD", third.next().orElseThrow()).step(store, 1);

            assertThat(first.deliveries()).extracting(DeliveryRecord::id).containsExactly(350_000L);
            assertThat(first.whole()).isFalse();
            assertThat(second.deliveries()).extracting(DeliveryRecord::id).containsExactly(150_001L);
            assertThat(third.deliveries()).isEmpty();
            assertThat(fourth.deliveries()).extracting(DeliveryRecord::id).containsExactly(7L);
            assertThat(fourth.next()).isEmpty();
        }
    }

    @Test
    void finds_what_is_open_at_once_however_old() {
        try (SqliteStore store = SqliteStore.open(file, clock)) {
            Search.Found found = search("state", "parked", Long.MAX_VALUE).step(store, 1);

            assertThat(found.deliveries()).extracting(DeliveryRecord::id).containsExactly(7L);
            assertThat(found.next()).isEmpty();
        }
    }

    @Test
    void an_empty_store_is_at_its_end_at_once() {
        try (SqliteStore store = SqliteStore.open(home.resolve("empty.db"), clock)) {
            Search.Found found = search("type", "X", Long.MAX_VALUE).step(store, 0);

            assertThat(found.deliveries()).isEmpty();
            assertThat(found.next()).isEmpty();
        }
    }

    @Test
    void its_address_keeps_what_was_asked() {
        assertThat(search("text", "a&b=c", 9).path(5)).isEqualTo("/console/events?text=a%26b%3Dc&before=5");
    }

    private Search search(String field, String value, long before) {
        Map<String, String> asked = Map.of(field, value);
        return new Search(asked, Filters.read(asked::get, clock.instant()), before);
    }
}
