package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code b24hub chaos} as a process of its own. */
@Timeout(180)
class ChaosCommandTest {

    @TempDir
    private Path home;

    @Test
    void tells_programs_that_nothing_was_lost_and_leaves_nothing_behind() throws Exception {
        try (ChildProcess chaos = chaos("--kills=2", "--json")) {
            await().atMost(Duration.ofSeconds(120)).until(() -> !chaos.isAlive());

            assertThat(chaos.exitCode()).as(chaos.output()).isZero();
            JsonNode answer = new ObjectMapper().readTree(chaos.output());
            assertThat(answer.path("troubles").path("kill").path("times").asInt())
                    .isEqualTo(2);
            assertThat(answer.path("troubles").path("outage").path("times").asInt())
                    .isEqualTo(1);
            assertThat(answer.path("all").path("acknowledged").asInt()).isGreaterThan(100);
            assertThat(answer.path("all").path("refused").asInt())
                    .as("calls to a dead hub")
                    .isPositive();
            assertThat(answer.path("all").path("lost").asInt(-1)).isZero();
            assertThat(answer.path("lostCalls")).isEmpty();
        }
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void a_signal_ends_the_hub_too_and_takes_its_files_away() {
        try (ChildProcess chaos = chaos()) {
            chaos.awaitLine("Chaos: 20 kills, at least 0 minutes, seed 24");
            ProcessHandle hub =
                    await().until(() -> hubOf(chaos), Optional::isPresent).orElseThrow();

            assertThat(chaos.terminate()).isEqualTo(143);

            assertThat(hub.isAlive()).isFalse();
            assertThat(chaos.output()).doesNotContain("ended by itself");
        }
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void a_hub_that_ends_by_itself_is_no_success() throws Exception {
        try (ChildProcess chaos = chaos()) {
            await().atMost(Duration.ofSeconds(60)).until(() -> hasStored(home));
            hubOf(chaos).orElseThrow().destroy();

            assertThat(chaos.exitCode()).isEqualTo(2);
            assertThat(chaos.output()).contains("The hub has ended by itself", "What is left of the hub: " + home);
        }
        assertThat(home).isNotEmptyDirectory();
    }

    @Test
    void a_hub_ends_when_nobody_is_left_to_kill_it() {
        try (ChildProcess chaos = chaos()) {
            await().atMost(Duration.ofSeconds(60)).until(() -> hasStored(home));
            ProcessHandle hub = hubOf(chaos).orElseThrow();

            chaos.kill();

            await().atMost(Duration.ofSeconds(60)).until(() -> !hub.isAlive());
        }
    }

    @Test
    void says_what_it_cannot_use() {
        try (ChildProcess chaos = chaos("--kills=-1")) {
            assertThat(chaos.exitCode()).isEqualTo(2);
            assertThat(chaos.output()).contains("--kills and --minutes are 0 or more");
        }
        Path nowhere = home.resolve("nowhere");
        try (ChildProcess chaos = ChildProcess.hub(home, Map.of(), "chaos", "--in", nowhere.toString())) {
            assertThat(chaos.exitCode()).isEqualTo(2);
            assertThat(chaos.output()).contains("No scratch folder can be made in " + nowhere, "--in");
        }
    }

    private ChildProcess chaos(String... words) {
        List<String> all = Stream.concat(Stream.of("chaos", "--in", home.toString()), Stream.of(words))
                .toList();
        return ChildProcess.hub(home, Map.of(), all.toArray(String[]::new));
    }

    private static Optional<ProcessHandle> hubOf(ChildProcess chaos) {
        return ProcessHandle.of(chaos.pid()).flatMap(process -> process.children()
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .findFirst());
    }

    /** Whether the hub under load has begun to write its store. */
    private static boolean hasStored(Path home) throws Exception {
        try (Stream<Path> files = Files.walk(home, 3)) {
            return files.anyMatch(file -> file.endsWith("data/hub.db"));
        }
    }
}
