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
import java.time.Duration;
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
    protected HubStore open(HubClock clock) {
        return SqliteStore.open(path(), clock);
    }

    @Override
    protected void kill(HubStore killed) {
        ((SqliteStore) killed).abandon();
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

        assertThat(refused).allSatisfy(StoreRig::assertRefused);
        assertThat(store.latest(100)).extracting(Bitrix24Event::id).containsExactly("e0");
        assertThat(claim("flow", 10)).isEmpty();

        written("PRAGMA max_page_count = 1000000");
        accept(withData("e1", Map.of("COMMENTS", large)), "flow");
        assertThat(finish(delivery, DeliveryState.DELIVERED, clock.instant()).join())
                .isEqualTo(Transition.DONE);
        assertThat(claim("flow", 10)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {Claiming.HEADS, Claiming.HEADS_AND_WHETHER_FOLLOWED})
    void claims_by_the_index_of_what_is_due(String sql) {
        String plan = plan(sql, "flow", 0, 1, 2, 100);

        assertThat(plan)
                .contains("delivery_due (flow=? AND late=? AND due_at>? AND due_at<?)")
                .doesNotContain("SCAN")
                .doesNotContain("TEMP B-TREE");
    }

    @Test
    void what_waits_is_counted_in_the_index_alone() {
        String plan = plan(Claiming.WAITING, "flow", 1, 100);

        assertThat(plan)
                .contains("COVERING INDEX delivery_due (flow=? AND late=? AND due_at<?)")
                .doesNotContain("SCAN delivery");
    }

    @Test
    void looks_for_followers_by_the_index_of_order() {
        String plan = plan(Claiming.HEADS_AND_WHETHER_FOLLOWED, "flow", 0, 1, 2, 100);

        assertThat(plan).contains("delivery_order (flow=? AND entity_key=? AND turn>?)");
    }

    @Test
    void merges_by_the_index_of_order() {
        String run = plan(MergeStep.RUN, "flow", "main/deal:662", 1, "T");
        String newest = plan(MergeStep.NEWEST, "flow", "main/deal:662", 1);
        String merge = plan(MergeStep.MERGE, 9, 0, "flow", "main/deal:662", 1, 9);

        assertThat(run).contains("delivery_order (flow=? AND entity_key=? AND turn>? AND turn<?)");
        assertThat(newest).contains("delivery_order (flow=? AND entity_key=? AND turn=?)");
        assertThat(merge).contains("delivery_order (flow=? AND entity_key=? AND turn>? AND turn<?)");
        assertThat(run + newest + merge).doesNotContain("SCAN").doesNotContain("TEMP B-TREE");
    }

    @Test
    void finds_the_next_due_time_by_the_index_of_what_is_due() {
        String plan = plan(Claiming.NEXT_DUE, "flow");

        assertThat(plan).contains("delivery_due (flow=? AND late=?)").doesNotContain("SCAN delivery");
    }

    @Test
    void blocks_and_frees_by_the_index_of_order() {
        String block = plan(DeliveryTable.INSERT, "e1", "flow", "T", "main/deal:662", 1, 1);
        String free = plan(DeliveryTable.UNBLOCK_NEXT, 1);

        assertThat(block).contains("delivery_order (flow=? AND entity_key=?)").doesNotContain("SCAN delivery");
        assertThat(free)
                .contains("delivery_order (flow=? AND entity_key=?)")
                .doesNotContain("SCAN")
                .doesNotContain("TEMP B-TREE");
    }

    @Test
    void counts_by_an_index_that_holds_no_history() {
        String count = plan(RecordReader.COUNT_ACTIVE, "flow");
        String oldest = plan(RecordReader.OLDEST_WAITING, "flow");

        assertThat(count).contains("delivery_open (state=? AND flow=?)").doesNotContain("TEMP B-TREE");
        assertThat(oldest).contains("delivery_open (state=? AND flow=?)").doesNotContain("TEMP B-TREE");
    }

    @Test
    void steps_of_a_change_look_at_few_rows() {
        String open = plan(ControlSteps.OPEN_IDS, "parked", "flow", 1, 9, 100);
        String flows = plan(ControlSteps.OPEN_FLOWS, "parked");
        String event = plan(ControlSteps.EVENT_IDS, "e1", 1, 9, 100);
        String time = plan(ControlSteps.FIRST_IN_TIME, 1, 9);
        FilterSql parked =
                FilterSql.of(DeliveryFilter.ALL.in(DeliveryState.PARKED).ofFlow("flow"));
        String fitting = plan(String.format(ControlSteps.FITTING, parked.condition()), "[1]", "flow");

        assertThat(open).contains("COVERING INDEX delivery_open (state=? AND flow=? AND id>? AND id<?)");
        assertThat(flows).contains("delivery_open (state=?)", "delivery_open (state=? AND flow>?)");
        assertThat(event).contains("delivery_by_event (event_id=? AND rowid>? AND rowid<?)");
        assertThat(time).contains("COVERING INDEX delivery_by_time (received_at>? AND received_at<?)");
        assertThat(fitting).contains("id=?)");
        assertThat(open + event).doesNotContain("TEMP B-TREE");
        assertThat(open + flows + event + time + fitting).doesNotContain("SCAN delivery", "SCAN d");
    }

    @Test
    void forgets_and_recovers_by_indexes() {
        String recover = plan(DeliveryTable.RECOVER, 1);
        String memory = plan(MemoryTable.FORGET_BEFORE, "space", 1, 100);
        String attempts = plan(Pruning.ATTEMPTS, 0, 100, 1, 1);
        String deliveries = plan(Pruning.DELIVERIES, 0, 100, 1, 1);
        String events = plan(Pruning.EMPTY_EVENTS, 0, 100, 1);

        assertThat(recover).contains("delivery_open (state=?)");
        assertThat(memory).contains("memory_by_time (space=? AND at<?)").doesNotContain("TEMP B-TREE");
        assertThat(attempts + deliveries).contains("delivery_by_event (event_id=?)");
        assertThat(events).contains("SEARCH event USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)");
        assertThat(recover + memory + attempts + deliveries + events)
                .doesNotContain("SCAN delivery", "SCAN d", "SCAN e", "SCAN memory", "SCAN attempt");
    }

    private String plan(String sql, Object... values) {
        return written("EXPLAIN QUERY PLAN " + sql, values);
    }

    @Test
    void does_not_count_the_room_that_deleted_content_left() {
        for (int i = 0; i < 20; i++) {
            accept(withData("e" + i, "x".repeat(100_000)));
        }
        long full = store.contentBytes();
        clock.advance(Duration.ofDays(8));

        store.prune(0, 100, clock.instant(), clock.instant()).join();

        assertThat(store.contentBytes()).isLessThan(full - 1_500_000);
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
