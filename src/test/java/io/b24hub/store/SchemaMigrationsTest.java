package io.b24hub.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.b24hub.time.ManualClock;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaMigrationsTest {

    private static final Migration FIRST =
            new Migration(1, "V001__first.sql", "CREATE TABLE a (x); CREATE INDEX ax ON a (x);");
    private static final Migration SECOND = new Migration(2, "V002__second.sql", "CREATE TABLE b (y);");

    @TempDir
    Path folder;

    private SqliteSession session;

    @BeforeEach
    void open() throws Exception {
        session = SqliteSession.writer(file());
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void a_fresh_store_gets_all_in_order() throws Exception {
        apply(FIRST, SECOND);

        assertThat(tables()).contains("a", "b");
        assertThat(SchemaVersionTable.all(session))
                .containsExactly(
                        new SchemaVersionTable.Applied(1, "V001__first.sql", FIRST.checksum()),
                        new SchemaVersionTable.Applied(2, "V002__second.sql", SECOND.checksum()));
    }

    @Test
    void an_up_to_date_store_is_left_alone() throws Exception {
        apply(FIRST, SECOND);
        session.script("INSERT INTO a VALUES (1)");

        apply(FIRST, SECOND);

        assertThat(session.list("SELECT x FROM a", row -> row.getInt(1))).containsExactly(1);
    }

    @Test
    void an_older_store_gets_what_it_lacks() throws Exception {
        apply(FIRST);

        apply(FIRST, SECOND);

        assertThat(tables()).contains("b");
    }

    @Test
    void a_store_with_another_past_is_refused() throws Exception {
        apply(FIRST);
        Migration edited = new Migration(1, FIRST.name(), "CREATE TABLE a (x, z);");

        assertThatThrownBy(() -> apply(edited, SECOND))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining(file().toString())
                .hasMessageContaining("V001__first.sql");
        assertThat(tables()).doesNotContain("b");
    }

    @Test
    void a_store_of_a_newer_hub_is_refused() throws Exception {
        apply(FIRST, SECOND);

        assertThatThrownBy(() -> apply(FIRST))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining(file().toString())
                .hasMessageContaining("newer hub")
                .hasMessageContaining("V002__second.sql");
    }

    @Test
    void a_migration_that_fails_half_way_leaves_nothing() throws Exception {
        Migration broken = new Migration(2, "V002__broken.sql", "CREATE TABLE b (y); CREATE TABLE a (again);");

        assertThatThrownBy(() -> apply(FIRST, broken)).isInstanceOf(SQLException.class);

        assertThat(tables()).contains("a").doesNotContain("b");
        assertThat(SchemaVersionTable.all(session)).hasSize(1);
        apply(FIRST, SECOND);
        assertThat(tables()).contains("b");
    }

    @Test
    void the_shipped_migrations_are_numbered_without_gaps() {
        List<Migration> shipped = SchemaMigrations.sqlite();

        for (int i = 0; i < shipped.size(); i++) {
            assertThat(shipped.get(i).number()).isEqualTo(i + 1);
            assertThat(shipped.get(i).name()).startsWith("V%03d__".formatted(i + 1));
        }
    }

    private void apply(Migration... known) throws SQLException {
        new SchemaMigrations(file(), List.of(known)).apply(session, new ManualClock());
    }

    private List<String> tables() throws SQLException {
        return session.list("SELECT name FROM sqlite_master WHERE type = 'table'", row -> row.getString(1));
    }

    private Path file() {
        return folder.resolve("hub.db");
    }
}
