package io.b24hub.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A brief run of what {@code b24hub chaos} does at length. */
@Tag("slow")
@Timeout(300)
class ChaosTest {

    private static final int KILLS = 5;

    @TempDir
    private Path home;

    @Test
    void loses_nothing_and_keeps_the_order_whatever_happens() throws Exception {
        ChaosRun.Plan plan = new ChaosRun.Plan(KILLS, Duration.ZERO, true);
        RandomGenerator random = RandomGeneratorFactory.getDefault().create(24);
        List<String> progress = new ArrayList<>();

        ChaosReport report = new ChaosRun(home, plan, random, (met, of) -> progress.add(met + "/" + of)).run();

        assertThat(report.lost()).isZero();
        assertThat(report.outOfOrder()).isEmpty();
        assertThat(report.times(Trouble.KILL)).isEqualTo(KILLS);
        assertThat(report.twice()).isLessThanOrEqualTo((long) KILLS * Stage.CONCURRENCY);
        assertThat(report.acknowledged()).isGreaterThan(100);
        long troubles = report.all().times();
        assertThat(progress).hasSize((int) troubles).startsWith("1/" + troubles).endsWith(troubles + "/" + troubles);
    }
}
