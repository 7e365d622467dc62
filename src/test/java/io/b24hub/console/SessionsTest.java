package io.b24hub.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.time.ManualClock;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SessionsTest {

    private final ManualClock clock = new ManualClock();
    private final Sessions sessions = new Sessions(clock, new SecureRandom());

    @Test
    void a_session_ends_after_eight_quiet_hours() {
        String key = sessions.open("ivan");

        clock.advance(Duration.ofHours(7));
        assertThat(sessions.user(key)).hasValue("ivan");
        clock.advance(Duration.ofHours(7));
        assertThat(sessions.user(key)).hasValue("ivan");
        clock.advance(Duration.ofHours(8));
        assertThat(sessions.user(key)).isEmpty();
    }

    @Test
    void a_busy_session_ends_a_day_after_the_login() {
        String key = sessions.open("ivan");

        for (int hours = 0; hours < 23; hours++) {
            clock.advance(Duration.ofHours(1));
            assertThat(sessions.user(key)).isPresent();
        }
        clock.advance(Duration.ofHours(1));
        assertThat(sessions.user(key)).isEmpty();
    }

    @Test
    void too_many_end_the_one_that_was_quiet_for_longest() {
        String first = sessions.open("first");
        clock.advance(Duration.ofSeconds(1));
        String second = sessions.open("second");
        clock.advance(Duration.ofSeconds(1));

        for (int i = 0; i < 499; i++) {
            sessions.open("other");
        }

        assertThat(sessions.user(first)).isEmpty();
        assertThat(sessions.user(second)).hasValue("second");
    }

    @Test
    void keys_are_256_bits_and_differ() {
        assertThat(sessions.open("a")).hasSize(43).isNotEqualTo(sessions.open("a"));
    }

    @Test
    void a_form_key_belongs_to_one_cookie_and_one_process() {
        FormKeys keys = new FormKeys("secret");

        assertThat(keys.isOf("cookie", keys.of("cookie"))).isTrue();
        assertThat(keys.isOf("other", keys.of("cookie"))).isFalse();
        assertThat(new FormKeys("another").isOf("cookie", keys.of("cookie"))).isFalse();
    }
}
