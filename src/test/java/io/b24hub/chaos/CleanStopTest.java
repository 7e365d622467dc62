package io.b24hub.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM in the middle of work. */
@Tag("slow")
@Timeout(300)
class CleanStopTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int TERMINATED = 143;
    private static final int STOPS = 4;

    @TempDir
    private Path home;

    @Test
    void nothing_is_lost_and_nothing_repeated_by_clean_stops_under_load() throws Exception {
        try (Stage stage = new Stage(home)) {
            JavaChild hub = stage.start();
            stage.load.start();
            for (int stop = 0; stop < STOPS; stop++) {
                long before = stage.ledger.arrived();
                await().atMost(PATIENCE).until(() -> stage.ledger.arrived() > before + 30);
                assertThat(hub.terminate()).isEqualTo(TERMINATED);
                assertThat(hub.output()).doesNotContain("did not stop cleanly", "did not end in time");
                hub = stage.start();
            }
            stage.load.stop();

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(stage.ledger.missing()).isEmpty());
            ChaosReport report = stage.ledger.report(Duration.ZERO);
            assertThat(report.twice()).as("delivered twice").isZero();
            assertThat(report.outOfOrder()).isEmpty();
            assertThat(stage.ledger.answered(0))
                    .as("calls while nobody listened")
                    .isPositive();
        }
    }

    @Test
    void a_stop_waits_for_what_runs_and_it_counts_as_delivered() throws Exception {
        try (Stage stage = new Stage(home)) {
            stage.sink.is(ChaosSink.Mood.SLOW);
            JavaChild hub = stage.start();
            stage.load.start();
            await().atMost(PATIENCE).until(() -> stage.ledger.arrived() > Stage.CONCURRENCY);

            assertThat(hub.terminate()).isEqualTo(TERMINATED);
            stage.sink.is(ChaosSink.Mood.WELL);
            stage.start();
            stage.load.stop();

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(stage.ledger.missing()).isEmpty());
            assertThat(stage.ledger.report(Duration.ZERO).twice()).isZero();
        }
    }

    @Test
    void a_stop_that_may_not_wait_ends_in_time_and_what_it_cut_off_runs_again() throws Exception {
        try (Stage stage = new Stage(home)) {
            stage.set("hub.delivery.stop-timeout", "100ms");
            stage.sink.is(ChaosSink.Mood.SILENT);
            JavaChild hub = stage.start();
            stage.load.start();
            await().atMost(PATIENCE).until(() -> stage.ledger.arrived() >= Stage.CONCURRENCY);

            assertThat(hub.terminate()).isEqualTo(TERMINATED);
            assertThat(hub.output()).contains("did not end in time");
            stage.sink.is(ChaosSink.Mood.WELL);
            stage.start();
            stage.load.stop();

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(stage.ledger.missing()).isEmpty());
            assertThat(stage.ledger.report(Duration.ZERO).twice())
                    .as("what was cut off, and no more")
                    .isEqualTo(Stage.CONCURRENCY);
        }
    }
}
