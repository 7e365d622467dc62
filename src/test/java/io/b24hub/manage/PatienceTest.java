package io.b24hub.manage;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.time.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PatienceTest {

    private static final String SIDE = "form 192.0.2.1";

    private final ManualClock clock = new ManualClock();
    private final Patience patience = new Patience(clock, side -> side.equals("form 127.0.0.1"));

    @Test
    void the_pause_between_wrong_passwords_grows_to_half_a_minute_and_is_forgotten() {
        patience.failed(SIDE);
        patience.failed(SIDE);
        assertThat(patience.left(SIDE)).isZero();

        patience.failed(SIDE);
        assertThat(patience.left(SIDE)).isEqualTo(Duration.ofSeconds(1));
        for (int i = 0; i < 50; i++) {
            patience.failed(SIDE);
        }
        assertThat(patience.left(SIDE)).isEqualTo(Duration.ofSeconds(30));
        assertThat(patience.left("form 192.0.2.2")).isZero();
        clock.advance(Duration.ofMinutes(15));
        assertThat(patience.left(SIDE)).isZero();
    }

    @Test
    void a_right_password_ends_the_pause() {
        for (int i = 0; i < 5; i++) {
            patience.failed(SIDE);
        }

        patience.succeeded(SIDE);

        assertThat(patience.left(SIDE)).isZero();
    }

    @Test
    void who_guesses_from_many_sides_gets_one_try_a_second_in_all() {
        storm();

        int looked = 0;
        for (int second = 0; second < 10; second++) {
            for (int side = 0; side < 100; side++) {
                looked += patience.left("form 198.51.100." + side).isZero() ? 1 : 0;
            }
            clock.advance(Duration.ofSeconds(1));
        }

        assertThat(looked).isEqualTo(10);
    }

    @Test
    void a_storm_keeps_nobody_out_who_came_in_before_and_nobody_on_this_machine() {
        patience.succeeded(SIDE);
        storm();
        patience.left("form 198.51.100.1");

        assertThat(patience.left("form 198.51.100.2")).isPositive();
        assertThat(patience.left(SIDE)).isZero();
        assertThat(patience.left("form 127.0.0.1")).isZero();
        clock.advance(Duration.ofMinutes(1));
        assertThat(patience.left("form 198.51.100.3")).isZero();
        assertThat(patience.left("form 198.51.100.4")).isZero();
    }

    private void storm() {
        for (int i = 0; i < Patience.STORM; i++) {
            patience.failed("form 203.0.113." + i);
        }
    }

    @Test
    void sixty_four_bits_of_ipv6_are_one_side() {
        assertThat(Caller.of("2001:db8:1:2:3::4").side())
                .isEqualTo(Caller.of("2001:db8:1:2:ffff::1").side())
                .isNotEqualTo(Caller.of("2001:db8:1:3::4").side());
        assertThat(Caller.of("192.0.2.1").side()).isEqualTo("192.0.2.1");
    }
}
