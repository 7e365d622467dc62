package io.b24hub.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.b24hub.HubRig;
import io.b24hub.event.EventJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A hub whose real disk, of a few megabytes, is full for a while. */
@Tag("slow")
@Timeout(300)
class DiskFullTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private Path home;

    private Optional<SmallDisk> mounted = Optional.empty();

    @AfterEach
    void unmount() {
        mounted.ifPresent(SmallDisk::close);
    }

    private SmallDisk disk(String folder) throws IOException {
        mounted = SmallDisk.at(Files.createDirectories(home.resolve(folder)), "16m");
        assumeTrue(mounted.isPresent(), "No file system may be mounted here, not even in a namespace of one's own");
        return mounted.get();
    }

    @Test
    void a_full_store_refuses_calls_loses_nothing_and_goes_on_by_itself() throws Exception {
        SmallDisk disk = disk("data");
        try (Stage stage = new Stage(home)) {
            JavaChild hub = stage.start(disk);
            stage.load.start();
            await().atMost(PATIENCE).until(() -> stage.ledger.acknowledged() > 50);

            disk.fill(hub);
            await().atMost(PATIENCE).until(() -> stage.ledger.answered(503) > 50);
            long acknowledged = stage.ledger.acknowledged();
            disk.free(hub);
            await().atMost(PATIENCE).until(() -> stage.ledger.acknowledged() > acknowledged + 50);
            stage.load.stop();

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(stage.ledger.missing()).isEmpty());
            ChaosReport report = stage.ledger.report(Duration.ZERO);
            assertThat(report.twice()).as("delivered twice").isZero();
            assertThat(report.outOfOrder()).isEmpty();
            assertThat(stage.ledger.answered(0)).as("calls without an answer").isZero();
            assertThat(hub.output()).contains("The store cannot commit");
            assertThat(hub.terminate()).isIn(0, 143);
        }
    }

    @Test
    void a_store_that_fills_the_disk_by_itself_delivers_what_it_took_when_there_is_room_again() throws Exception {
        SmallDisk disk = disk("data");
        try (Stage stage = new Stage(home)) {
            JavaChild hub = stage.start(disk);
            disk.fill(hub);
            // some room, which the hub itself uses up
            Path ballast = disk.seenBy(hub).resolve("ballast");
            Files.write(ballast, new byte[(int) (Files.size(ballast) - (256 << 10))]);
            stage.sink.is(ChaosSink.Mood.AWAY);
            stage.load.start();

            await().atMost(PATIENCE).until(() -> stage.ledger.answered(503) > 50);
            disk.free(hub);
            stage.sink.is(ChaosSink.Mood.WELL);
            stage.load.stop();

            assertThat(stage.ledger.acknowledged()).isPositive();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(stage.ledger.missing()).isEmpty());
            assertThat(stage.ledger.report(Duration.ZERO).twice()).isZero();
        }
    }

    @Test
    void a_flow_that_cannot_write_its_file_says_so_while_the_others_go_on() throws Exception {
        SmallDisk disk = disk("out");
        try (Stage stage = new Stage(home)) {
            stage.set("hub.routes.dir", HubRig.ROUTES.toString())
                    .set("flow.events-to-http.url", stage.sink.address())
                    .set("flow.events-to-file.dir", "out");
            JavaChild hub = stage.start(disk);
            stage.load.start();
            await().atMost(PATIENCE).until(() -> stage.ledger.arrived() > 20);

            disk.fill(hub);
            await().atMost(PATIENCE).until(() -> hub.lines().stream()
                    .anyMatch(line -> line.contains("Failed") && line.contains("of flow events-to-file")));
            long before = stage.ledger.arrived();
            await().atMost(PATIENCE).until(() -> stage.ledger.arrived() > before + 50);
            disk.free(hub);
            stage.load.stop();

            assertThat(stage.ledger.answered(503)).isZero();
            Path file = disk.seenBy(hub).resolve("events.jsonl");
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(stage.ledger.missing()).isEmpty();
                assertThat(calls(file)).containsAll(stage.ledger.arrivedCalls());
            });
        }
    }

    /** The calls whose events stand in the file; every line must be a whole one. */
    private static Set<String> calls(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(EventJson::fromJson)
                .map(Load::callOf)
                .collect(Collectors.toSet());
    }
}
