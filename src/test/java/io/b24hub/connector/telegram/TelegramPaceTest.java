package io.b24hub.connector.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.connector.pace.Limit;
import io.b24hub.delivery.Rate;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TelegramPaceTest {

    @ParameterizedTest
    @CsvSource({"42,2", "-42,3", "-1001234567890,3", "@news,3", "'',1"})
    void counts_a_message_for_the_bot_the_chat_and_the_group(String chat, int limits) {
        assertThat(TelegramPace.TOLD.limits("7", chat)).hasSize(limits);
        assertThat(TelegramPace.NONE.limits("7", chat)).isEmpty();
    }

    @Test
    void leaves_time_to_travel_between_two_messages() {
        assertThat(TelegramPace.TOLD.limits("7", "-42"))
                .containsExactly(
                        new Limit("telegram bot 7", 30, Duration.ofMillis(1_250)),
                        new Limit("telegram:-42 (bot 7)", 1, Duration.ofMillis(1_250)),
                        new Limit("telegram:-42 (bot 7)", 20, Duration.ofMillis(60_250)));
    }

    @ParameterizedTest
    @CsvSource({
        "telegram:-100123, 20",
        "telegram:@news, 20",
        "telegram:42, 60",
        "telegram, 0",
        "telegram:sales chat, 0",
        "google-sheets:1AbC, 0"
    })
    void tells_how_many_a_minute_a_destination_takes(String destination, int perMinute) {
        assertThat(TelegramPace.TOLD.of(destination))
                .isEqualTo(perMinute == 0 ? Optional.empty() : Optional.of(new Rate(perMinute, Duration.ofMinutes(1))));
    }

    @Test
    void tells_the_slower_of_the_limits_that_count() {
        Optional<Rate> slow = Optional.of(new Rate(1, Duration.ofSeconds(10)));
        Optional<Rate> fast = Optional.of(new Rate(100, Duration.ofMinutes(1)));

        assertThat(new TelegramPace(slow, fast, Optional.empty()).of("telegram:-1"))
                .contains(new Rate(6, Duration.ofMinutes(1)));
        assertThat(new TelegramPace(Optional.empty(), fast, slow).of("telegram:-1"))
                .isEqualTo(fast);
        assertThat(new TelegramPace(Optional.empty(), fast, slow).of("telegram:1"))
                .isEmpty();
    }
}
