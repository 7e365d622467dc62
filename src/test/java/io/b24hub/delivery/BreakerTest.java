package io.b24hub.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final Breaker breaker = new Breaker(new BreakerLimits(3, Duration.ofSeconds(30), Duration.ofSeconds(100)));

    private static Instant at(long seconds) {
        return NOON.plusSeconds(seconds);
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breaker.failed(false, NOON);
        }
    }

    @Test
    void opens_after_so_many_failures_in_a_row() {
        assertThat(breaker.failed(false, NOON)).isFalse();
        assertThat(breaker.failed(false, NOON)).isFalse();
        assertThat(breaker.state(NOON)).isEqualTo(BreakerState.CLOSED);

        assertThat(breaker.failed(false, NOON)).isTrue();

        assertThat(breaker.state(NOON)).isEqualTo(BreakerState.OPEN);
        assertThat(breaker.gate(NOON, "dead")).isEqualTo(Gate.closed(at(30), "dead"));
    }

    @Test
    void a_success_in_between_starts_the_count_anew() {
        fail(2);
        breaker.alive();
        fail(2);

        assertThat(breaker.state(NOON)).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void lets_one_through_after_the_pause_and_no_second_beside_it() {
        fail(3);
        assertThat(breaker.gate(at(29), "dead").closed()).isTrue();

        assertThat(breaker.gate(at(30), "dead")).isEqualTo(Gate.PROBE);
        breaker.probe(at(30));
        assertThat(breaker.gate(at(31), "dead").closed()).isTrue();
    }

    @Test
    void a_failed_probe_doubles_the_pause_up_to_the_longest() {
        fail(3);
        breaker.probe(at(30));
        assertThat(breaker.failed(true, at(40))).isTrue();
        assertThat(breaker.nextProbe()).isEqualTo(at(100));

        breaker.probe(at(100));
        breaker.failed(true, at(100));

        assertThat(breaker.nextProbe()).as("100 s, not 120 s").isEqualTo(at(200));
    }

    @Test
    void failures_of_attempts_that_began_before_change_nothing() {
        fail(3);

        assertThat(breaker.failed(false, at(20))).isFalse();

        assertThat(breaker.nextProbe()).isEqualTo(at(30));
    }

    @Test
    void a_success_closes_it_and_the_next_pause_is_short_again() {
        fail(3);
        breaker.probe(at(30));
        breaker.failed(true, at(30));
        breaker.probe(at(90));

        assertThat(breaker.alive()).isTrue();

        assertThat(breaker.state(at(90))).isEqualTo(BreakerState.CLOSED);
        fail(3);
        assertThat(breaker.nextProbe()).isEqualTo(at(30));
    }

    @Test
    void a_probe_that_shows_nothing_makes_room_for_another() {
        fail(3);
        breaker.probe(at(30));

        breaker.probeShowedNothing();

        assertThat(breaker.gate(at(31), "dead")).isEqualTo(Gate.PROBE);
    }

    @Test
    void a_probe_that_never_ends_is_given_up() {
        fail(3);
        breaker.probe(at(30));

        assertThat(breaker.gate(at(129), "dead").closed()).isTrue();
        assertThat(breaker.gate(at(130), "dead")).isEqualTo(Gate.PROBE);
    }

    @Test
    void limits_that_make_no_sense_are_refused() {
        assertThatThrownBy(() -> new BreakerLimits(0, Duration.ofSeconds(1), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 1");
        assertThatThrownBy(() -> new BreakerLimits(1, Duration.ZERO, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("longer than nothing");
        assertThatThrownBy(() -> new BreakerLimits(1, Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not be shorter");
    }
}
