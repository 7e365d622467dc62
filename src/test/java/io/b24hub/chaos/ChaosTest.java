package io.b24hub.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A brief run of what {@link ChaosMain} does at length. */
@Tag("slow")
@Timeout(300)
class ChaosTest {

    private static final int KILLS = 5;

    @TempDir
    private Path home;

    @Test
    void loses_nothing_and_keeps_the_order_whatever_happens() throws Exception {
        ChaosReport report = new ChaosRun(home, new ChaosRun.Plan(KILLS, Duration.ZERO, 24)).run();

        System.out.print(report.table());
        assertThat(report.lost()).isZero();
        assertThat(report.outOfOrder()).isEmpty();
        assertThat(report.times(Trouble.KILL)).isEqualTo(KILLS);
        assertThat(report.twice()).isLessThanOrEqualTo((long) KILLS * Stage.CONCURRENCY);
        assertThat(report.acknowledged()).isGreaterThan(100);
    }
}
