package io.b24hub.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.b24hub.settings.KnownKeys;
import io.b24hub.settings.Units;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {

    private static final Instant NOW = Instant.parse("2026-03-01T09:00:00Z");

    private final RandomGenerator random = new Random(7);

    @Test
    void waits_longer_from_failure_to_failure_and_then_a_day_each_time() {
        RetrySchedule exact = new RetrySchedule(RetrySchedule.DEFAULT.waits(), Duration.ofDays(30), 0);

        List<Duration> waits = IntStream.rangeClosed(1, 12)
                .mapToObj(failures -> Duration.between(
                        NOW, exact.next(failures, NOW, NOW, random).orElseThrow()))
                .toList();

        assertThat(waits).isEqualTo(Units.durations("5s, 30s, 2m, 10m, 30m, 1h, 3h, 6h, 12h, 1d, 1d, 1d"));
    }

    @Test
    void the_default_is_the_one_of_the_settings() {
        assertThat(RetrySchedule.DEFAULT.waits())
                .isEqualTo(Units.durations(KnownKeys.defaultOf("hub.delivery.retry-schedule")));
        assertThat(RetrySchedule.DEFAULT.retryFor())
                .isEqualTo(Units.duration(KnownKeys.defaultOf("hub.delivery.retry-for")));
        assertThat(RetrySchedule.DEFAULT.jitter()).isEqualTo(0.2);
    }

    @Test
    void spreads_each_wait_by_a_fifth_and_no_more() {
        List<Long> millis = random.ints(2000)
                .mapToObj(i -> RetrySchedule.DEFAULT.next(2, NOW, NOW, random).orElseThrow())
                .map(due -> Duration.between(NOW, due).toMillis())
                .toList();

        assertThat(millis).allSatisfy(wait -> assertThat(wait).isBetween(24_000L, 36_000L));
        assertThat(millis).anySatisfy(wait -> assertThat(wait).isLessThan(24_500));
        assertThat(millis).anySatisfy(wait -> assertThat(wait).isGreaterThan(35_500));
    }

    @Test
    void the_last_try_falls_on_the_end_of_the_time_and_then_it_gives_up() {
        Instant end = NOW.plus(Duration.ofDays(3));

        assertThat(RetrySchedule.DEFAULT.next(20, NOW, end.minusSeconds(60), random))
                .contains(end);
        assertThat(RetrySchedule.DEFAULT.next(21, NOW, end, random)).isEmpty();
        assertThat(RetrySchedule.DEFAULT.next(21, NOW, end.plusSeconds(1), random))
                .isEmpty();
    }

    @Test
    void no_time_at_all_gives_up_on_the_first_failure() {
        assertThat(RetrySchedule.DEFAULT.withRetryFor(Duration.ZERO).next(1, NOW, NOW, random))
                .isEmpty();
    }

    @Test
    void keeps_what_is_not_changed() {
        RetrySchedule changed = RetrySchedule.DEFAULT.withWaits(List.of(Duration.ofSeconds(1)));

        assertThat(changed.retryFor()).isEqualTo(Duration.ofDays(3));
        assertThat(changed.jitter()).isEqualTo(0.2);
        assertThat(changed.withRetryFor(Duration.ofHours(1)).waits()).containsExactly(Duration.ofSeconds(1));
    }

    @Test
    void refuses_what_cannot_work() {
        assertThatThrownBy(() -> RetrySchedule.DEFAULT.withWaits(List.of())).hasMessageContaining("at least one wait");
        assertThatThrownBy(() -> RetrySchedule.DEFAULT.withWaits(List.of(Duration.ZERO)))
                .hasMessageContaining("longer than nothing");
        assertThatThrownBy(() -> RetrySchedule.DEFAULT.withWaits(List.of(Duration.ofDays(4000))))
                .hasMessageContaining("at most 3650 days");
        assertThatThrownBy(() -> RetrySchedule.DEFAULT.withRetryFor(Duration.ofSeconds(-1)))
                .hasMessageContaining("must not be negative");
        assertThatThrownBy(() -> RetrySchedule.DEFAULT.withRetryFor(Duration.ofDays(999_999_999_999L)))
                .hasMessageContaining("at most 3650 days");
        assertThatThrownBy(() -> new RetrySchedule(List.of(Duration.ofSeconds(1)), Duration.ZERO, 1))
                .hasMessageContaining("Jitter");
    }
}
