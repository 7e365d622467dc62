package io.b24hub.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.store.StoreProbe.State;
import io.b24hub.time.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreProbeTest {

    @TempDir
    private Path dir;

    @Test
    void a_store_that_is_not_there_is_new_and_stays_away() throws IOException {
        assertThat(look("deep/er/hub.db").state()).isEqualTo(State.NEW);

        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void a_store_is_in_use_while_it_is_open_and_usable_afterwards() {
        try (SqliteStore open = SqliteStore.open(dir.resolve("hub.db"), new ManualClock())) {
            StoreProbe.Result busy = look("hub.db");
            assertThat(busy.state()).isEqualTo(State.IN_USE);
            assertThat(busy.words())
                    .contains("process " + ProcessHandle.current().pid());
            assertThat(open.flows()).isEmpty();
        }

        assertThat(look("hub.db").state()).isEqualTo(State.USABLE);
        SqliteStore.open(dir.resolve("hub.db"), new ManualClock()).close();
    }

    @Test
    void looking_takes_no_lock_that_a_start_would_meet() throws SQLException {
        SqliteStore.open(dir.resolve("hub.db"), new ManualClock()).close();
        look("hub.db");

        SqliteStore.open(dir.resolve("hub.db"), new ManualClock()).close();
    }

    @Test
    void another_programs_database_and_a_newer_hubs_are_unusable() throws SQLException {
        try (SqliteSession foreign = SqliteSession.plain(dir.resolve("foreign.db"))) {
            foreign.script("CREATE TABLE t (a)");
        }
        assertThat(look("foreign.db").state()).isEqualTo(State.UNUSABLE);
        assertThat(look("foreign.db").words()).contains("some other program");

        SqliteStore.open(dir.resolve("hub.db"), new ManualClock()).close();
        try (SqliteSession newer = SqliteSession.plain(dir.resolve("hub.db"))) {
            newer.script("INSERT INTO schema_version VALUES (999, 'later', 'x', 0)");
        }
        assertThat(look("hub.db").words()).contains("newer hub");
    }

    @Test
    void what_is_no_database_is_unusable() throws IOException {
        Files.writeString(dir.resolve("hub.db"), "this is a text, and a long one, so that it has a header of its own");

        assertThat(look("hub.db").state()).isEqualTo(State.UNUSABLE);
        assertThat(look(".").state()).isEqualTo(State.UNUSABLE);
    }

    private StoreProbe.Result look(String name) {
        return new StoreProbe(dir.resolve(name)).look();
    }
}
