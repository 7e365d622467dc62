package io.b24hub.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.PostgresServer;
import io.b24hub.store.SqliteStore;
import io.b24hub.time.ManualClock;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code b24hub store copy}, from its words to a real server. */
class StoreCopyCommandTest {

    private static final String PASSWORD_KEY = "hub.store.password";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void fill() {
        file = folder.resolve("hub.db");
        ManualClock clock = new ManualClock();
        try (SqliteStore store = SqliteStore.open(file, clock)) {
            store.remember("seen", "deal", "x", clock.instant()).join();
        }
        System.setProperty(PASSWORD_KEY, PostgresServer.PASSWORD);
    }

    @AfterEach
    void forgetPassword() {
        System.clearProperty(PASSWORD_KEY);
    }

    @Test
    void copies_and_says_what_to_change() {
        String url = PostgresServer.shared().newSchema();

        assertThat(run("--to", url, "--user", PostgresServer.USER)).isZero();

        assertThat(out.toString())
                .contains("Copied 1 rows in ", "hub.store.url = " + url, "hub.store.user = b24hub", "Keep " + file)
                .doesNotContain(PostgresServer.PASSWORD);
    }

    @Test
    void copies_and_tells_programs() throws Exception {
        assertThat(run("--to", PostgresServer.shared().newSchema(), "--user", PostgresServer.USER, "--json"))
                .isZero();

        JsonNode answer = new ObjectMapper().readTree(out.toString());
        assertThat(answer.at("/rows/memory").asLong()).isEqualTo(1);
        assertThat(answer.at("/rows/event").asLong()).isZero();
    }

    @Test
    void a_second_copy_is_refused() {
        String url = PostgresServer.shared().newSchema();
        run("--to", url, "--user", PostgresServer.USER);

        assertThat(run("--to", url, "--user", PostgresServer.USER)).isEqualTo(2);
        assertThat(err.toString()).contains("is not empty").doesNotContain(PostgresServer.PASSWORD);
    }

    @Test
    void an_address_with_a_password_is_refused_without_repeating_it() {
        assertThat(run("--to", "jdbc:postgresql://db/b24hub?user=a&password=not-to-be-seen"))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("The address of the new store holds a user or a password")
                .doesNotContain("not-to-be-seen");
    }

    @Test
    void without_a_target_nothing_is_done() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("Say where to: --to jdbc:postgresql://host:5432/database");
    }

    private int run(String... words) {
        CommandLine line = new CommandLine(new HubCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler((failure, failed, parsed) -> {
                    failed.getErr().println(failure.getMessage());
                    return HubCommand.UNUSABLE;
                });
        String[] all = new String[words.length + 4];
        all[0] = "store";
        all[1] = "copy";
        all[2] = "--from";
        all[3] = file.toString();
        System.arraycopy(words, 0, all, 4, words.length);
        return line.execute(all);
    }
}
