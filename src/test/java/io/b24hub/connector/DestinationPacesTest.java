package io.b24hub.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.delivery.Rate;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationPacesTest {

    @ParameterizedTest
    @CsvSource({"telegram:-100123,20", "telegram:@news,20", "telegram:123456,60", "google-sheets:1AbC,60"})
    void knows_what_operators_tell(String destination, int aMinute) {
        assertThat(DestinationPaces.TOLD.of(destination)).hasValue(new Rate(aMinute, Duration.ofMinutes(1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"telegram", "telegram:sales", "kafka:localhost:9092/deals", "https://example.com", "sales", ""})
    void knows_nothing_of_others(String destination) {
        assertThat(DestinationPaces.TOLD.of(destination)).isEmpty();
    }

    @Test
    void a_scheme_can_be_told_otherwise() {
        DestinationPaces paces = DestinationPaces.TOLD.with("telegram", destination -> Optional.empty());

        assertThat(paces.of("telegram:-100123")).isEmpty();
        assertThat(paces.of("google-sheets:1AbC")).isPresent();
    }
}
