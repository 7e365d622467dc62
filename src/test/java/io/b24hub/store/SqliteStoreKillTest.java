package io.b24hub.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.b24hub.time.ManualClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills the process that has the store open, as {@code kill -9} does. */
@Timeout(120)
class SqliteStoreKillTest {

    private static final int KILLS = 5;

    @TempDir
    Path folder;

    @Test
    void nothing_acknowledged_is_lost_and_nothing_is_torn() throws Exception {
        Random random = new Random(42);
        List<String> acknowledged = new ArrayList<>();
        for (int kill = 0; kill < KILLS; kill++) {
            acknowledged.addAll(acceptAndKill("run" + kill, 1 + random.nextInt(2000)));
        }

        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(KILLS);
        try (SqliteStore store = SqliteStore.open(file(), new ManualClock())) {
            assertThat(acknowledged.stream().filter(id -> store.event(id).isEmpty()))
                    .as("acknowledged and lost")
                    .isEmpty();
            assertThat(store.latest(Integer.MAX_VALUE).stream()
                            .filter(event -> store.deliveries(event.id()).size() != 2))
                    .as("events without both of their deliveries")
                    .isEmpty();
        }
    }

    @Test
    void another_process_is_refused_while_one_has_the_store_open() throws Exception {
        Process child = start("run");
        try (BufferedReader acknowledged = child.inputReader(StandardCharsets.UTF_8)) {
            acknowledged.readLine();

            assertThatThrownBy(() -> SqliteStore.open(file(), new ManualClock()))
                    .isInstanceOf(StoreUnavailable.class)
                    .hasMessageContaining(file().toString())
                    .hasMessageContaining("process " + child.pid());
        } finally {
            child.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }

        SqliteStore.open(file(), new ManualClock()).close();
    }

    /** Kills while the child goes on accepting; what it had printed by then was acknowledged. */
    private List<String> acceptAndKill(String prefix, int afterLines) throws Exception {
        List<String> printed = new ArrayList<>();
        Process child = start(prefix);
        try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
            for (int i = 0; i < afterLines; i++) {
                printed.add(Objects.requireNonNull(lines.readLine(), "the child ended by itself"));
            }
            child.toHandle().destroyForcibly(); // the process's own method would close its output
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                printed.add(line);
            }
        }
        assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
        // the kill may have cut the last line short
        return printed.subList(0, printed.size() - 1).stream()
                .filter(line -> line.startsWith(AcceptingChild.ACKNOWLEDGED))
                .map(line -> line.substring(AcceptingChild.ACKNOWLEDGED.length()))
                .toList();
    }

    private Process start(String prefix) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AcceptingChild.class.getName(),
                        file().toString(),
                        prefix)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private Path file() {
        return folder.resolve("hub.db");
    }
}
