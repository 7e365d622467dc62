package io.b24hub.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TokenBucketTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final TokenBucket bucket = new TokenBucket(new Rate(20, Duration.ofMinutes(1)));

    private void take(int count, Instant at) {
        for (int i = 0; i < count; i++) {
            bucket.take(at);
        }
    }

    @Test
    void allows_a_burst_and_then_one_every_three_seconds() {
        assertThat(bucket.available(NOON)).isEqualTo(20);
        take(20, NOON);

        assertThat(bucket.available(NOON)).isZero();
        assertThat(bucket.next(NOON)).isEqualTo(NOON.plusSeconds(3));
        assertThat(bucket.available(NOON.plusMillis(2999))).isZero();
        assertThat(bucket.available(NOON.plusSeconds(3))).isEqualTo(1);
        assertThat(bucket.available(NOON.plusSeconds(7))).isEqualTo(2);
    }

    @Test
    void saves_no_more_than_the_burst() {
        take(20, NOON);

        assertThat(bucket.available(NOON.plus(Duration.ofDays(9)))).isEqualTo(20);
    }

    @Test
    void a_clock_that_goes_back_gives_nothing_and_takes_nothing() {
        take(20, NOON);

        assertThat(bucket.available(NOON.minusSeconds(600))).isZero();
        assertThat(bucket.available(NOON.plusSeconds(3))).isEqualTo(1);
    }

    @Test
    void loses_no_fraction_over_a_long_time() {
        TokenBucket thirds = new TokenBucket(new Rate(3, Duration.ofSeconds(1)));
        int begun = 0;

        for (int tick = 0; tick <= 10_000; tick++) {
            Instant now = NOON.plusMillis(tick * 10L);
            for (; thirds.available(now) > 0; begun++) {
                thirds.take(now);
            }
        }

        assertThat(begun).as("3 at once, then 3 a second for 100 s").isBetween(302, 303);
    }
}
