package io.b24hub.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommitTimesTest {

    private final CommitTimes times = new CommitTimes();

    @Test
    void nothing_was_committed_at_first() {
        assertThat(times.now()).isEqualTo(new CommitStats(0, Duration.ZERO, Duration.ZERO, 0));
    }

    @Test
    void tells_mean_slowness_and_group_size() {
        for (int i = 0; i < 98; i++) {
            times.committed(2_000_000, 3);
        }
        times.committed(100_000_000, 3);
        times.committed(100_000_000, 103);

        CommitStats now = times.now();

        assertThat(now.commits()).isEqualTo(100);
        assertThat(now.mean().toNanos()).isEqualTo(3_960_000);
        assertThat(now.groupSize()).isEqualTo(4);
        assertThat(now.slow()).isBetween(Duration.ofMillis(100), Duration.ofMillis(125));
    }

    @Test
    void a_time_of_any_length_is_told_to_a_quarter() {
        for (long micros = 1; micros < 10_000_000_000L; micros = micros * 3 / 2 + 1) {
            CommitTimes one = new CommitTimes();
            one.committed(micros * 1000, 1);

            assertThat(one.now().slow().toNanos() / 1000).as(micros + " µs").isBetween(micros, micros + micros / 4 + 1);
        }
    }

    @Test
    void what_is_old_counts_less() {
        for (int i = 0; i < 10_000; i++) {
            times.committed(500_000_000, 1);
        }
        for (int i = 0; i < 100_000; i++) {
            times.committed(1_000_000, 9);
        }

        assertThat(times.now().commits()).isEqualTo(110_000);
        assertThat(times.now().mean()).isLessThan(Duration.ofMillis(2));
        assertThat(times.now().slow()).isLessThan(Duration.ofMillis(2));
        assertThat(times.now().groupSize()).isCloseTo(9, within(0.1));
    }

    @Test
    void a_listener_hears_of_each() {
        List<String> heard = new ArrayList<>();
        times.listen((took, changes) -> heard.add(took.toMillis() + " ms " + changes));

        times.committed(7_000_000, 2);

        assertThat(heard).containsExactly("7 ms 2");
    }
}
