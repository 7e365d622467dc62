package io.b24hub.store;

import static io.b24hub.store.TestEvents.dealUpdate;
import static io.b24hub.store.TestEvents.withData;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.time.HubClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract on SQLite, and what only SQLite has. */
class SqliteStoreTest extends DeliveryStoreContract {

    @TempDir
    Path folder;

    @Override
    protected DeliveryStore open(HubClock clock) {
        return SqliteStore.open(path(), clock);
    }

    private Path path() {
        return folder.resolve("data").resolve("hub.db");
    }

    private SqliteStore sqlite() {
        return (SqliteStore) store;
    }

    @Test
    void makes_the_folders_it_needs() {
        assertThat(path()).isRegularFile();
    }

    @Test
    void commits_so_that_a_power_cut_loses_nothing() {
        assertThat(written("PRAGMA journal_mode")).isEqualTo("wal");
        assertThat(written("PRAGMA synchronous")).isEqualTo("2");
        assertThat(written("PRAGMA wal_autocheckpoint")).isEqualTo("0");
        assertThat(written("PRAGMA foreign_keys")).isEqualTo("1");
        assertThat(written("PRAGMA temp_store")).isEqualTo("2");
        assertThat(written("PRAGMA journal_size_limit")).isEqualTo("67108864");
    }

    @Test
    void reads_on_connections_that_cannot_write() {
        assertThatThrownBy(() -> sqlite().file().readers().read(session -> session.update("DELETE FROM event")))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("readonly");
    }

    @Test
    void refuses_to_open_a_file_that_is_open() {
        accept(dealUpdate("e1"));

        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> SqliteStore.open(path(), clock))
                    .isInstanceOf(StoreUnavailable.class)
                    .hasMessageContaining(path().toString())
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }

        accept(dealUpdate("e2"));
    }

    @Test
    void refuses_a_database_of_another_program_and_leaves_it_alone() throws Exception {
        Path foreign = folder.resolve("foreign.db");
        try (SqliteSession session = SqliteSession.plain(foreign)) {
            session.script("CREATE TABLE customer (id INTEGER)");
        }
        byte[] before = Files.readAllBytes(foreign);

        assertThatThrownBy(() -> SqliteStore.open(foreign, clock))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining(foreign.toString())
                .hasMessageContaining("other program");

        assertThat(Files.readAllBytes(foreign)).isEqualTo(before);
    }

    @Test
    void refuses_a_file_that_is_no_database() throws Exception {
        Path text = Files.writeString(folder.resolve("notes.txt"), "Not a database at all. ".repeat(100));

        assertThatThrownBy(() -> SqliteStore.open(text, clock))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining(text.toString());
        assertThat(text).content().startsWith("Not a database");
    }

    @Test
    void leaves_no_log_behind_when_closed() {
        accept(dealUpdate("e1"), "flow");

        store.close();

        assertThat(path().resolveSibling("hub.db-wal")).doesNotExist();
    }

    @Test
    void a_full_disk_refuses_everything_and_recovers_when_there_is_room() {
        accept(dealUpdate("e0"), "flow");
        Delivery delivery = claimOne("flow");
        written("PRAGMA max_page_count = " + written("PRAGMA page_count"));
        String large = "x".repeat(100_000);

        List<CompletableFuture<Void>> refused = IntStream.range(1, 20)
                .mapToObj(i -> store.accept(withData("e" + i, Map.of("COMMENTS", large)), List.of("flow")))
                .toList();

        assertThat(refused).allSatisfy(DeliveryStoreContract::assertRefused);
        assertThat(store.latest(100)).extracting(Bitrix24Event::id).containsExactly("e0");
        assertThat(claim("flow", 10)).isEmpty();

        written("PRAGMA max_page_count = 1000000");
        accept(withData("e1", Map.of("COMMENTS", large)), "flow");
        assertThat(store.finish(delivery, DeliveryState.DELIVERED, clock.instant())
                        .join())
                .isEqualTo(Transition.DONE);
        assertThat(claim("flow", 10)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {DeliveryTable.DUE, DeliveryTable.CLAIM})
    void claims_by_the_index_of_what_is_due(String sql) {
        String plan = written("EXPLAIN QUERY PLAN " + sql, "flow", 1, 100);

        assertThat(plan).contains("delivery_due").doesNotContain("SCAN").doesNotContain("TEMP B-TREE");
    }

    @Test
    void finds_the_next_due_time_by_the_index_of_what_is_due() {
        String plan = written("EXPLAIN QUERY PLAN " + DeliveryTable.NEXT_DUE, "flow");

        assertThat(plan).contains("delivery_due").doesNotContain("SCAN").doesNotContain("TEMP B-TREE");
    }

    @Test
    void blocks_and_frees_by_the_index_of_order() {
        String block = written("EXPLAIN QUERY PLAN " + DeliveryTable.INSERT, "e1", "flow", "main/deal:662", 1);
        String free = written("EXPLAIN QUERY PLAN " + DeliveryTable.UNBLOCK_NEXT, 1);

        assertThat(block).contains("delivery_order (flow=? AND entity_key=?)").doesNotContain("SCAN delivery");
        assertThat(free)
                .contains("delivery_order (flow=? AND entity_key=?)")
                .doesNotContain("SCAN")
                .doesNotContain("TEMP B-TREE");
    }

    @Test
    void counts_by_indexes() {
        String plan = written("EXPLAIN QUERY PLAN " + DeliveryTable.COUNT_ACTIVE, "flow");

        assertThat(plan)
                .contains("delivery_order", "delivery_running", "delivery_parked_by_flow")
                .doesNotContain("SCAN delivery");
    }

    /** Answers of a statement that runs on the writer's connection, as text. */
    private String written(String sql, Object... values) {
        return sqlite().commits()
                .submit(0, session -> String.join("\n", session.list(sql, SqliteStoreTest::lastColumn, values)))
                .join();
    }

    private static String lastColumn(ResultSet row) throws SQLException {
        return row.getString(row.getMetaData().getColumnCount());
    }
}
