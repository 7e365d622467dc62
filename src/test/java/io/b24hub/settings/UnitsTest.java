package io.b24hub.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {

    @ParameterizedTest
    @CsvSource({
        "500ms, PT0.5S",
        "10s, PT10S",
        "5m, PT5M",
        "3 h, PT3H",
        "3D, PT72H",
        "0, PT0S",
        "0s, PT0S",
        "3650d, PT87600H"
    })
    void reads_a_duration(String text, Duration duration) {
        assertThat(Units.duration(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "10", "s", "1.5s", "-1s", "10 parsecs", "0 parsecs and more", "1m30s", "9999999999999s"})
    void refuses_what_is_no_duration(String text) {
        assertThatThrownBy(() -> Units.duration(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"" + text + "\" is not a time; write a whole number with ms, s, m, h or d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3651d", "999999999999d"})
    void refuses_more_than_ten_years(String text) {
        assertThatThrownBy(() -> Units.duration(text)).hasMessage("\"" + text + "\" is more than 3650d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "1ms", "1500ms", "1s", "59s", "60s", "90s", "5m", "61m", "1h", "25h", "1d", "3650d"})
    void writes_what_it_reads_back(String text) {
        Duration duration = Units.duration(text);

        assertThat(Units.duration(Units.text(duration))).isEqualTo(duration);
    }

    @ParameterizedTest
    @CsvSource({"PT0S, 0s", "PT1.5S, 1500ms", "PT90S, 90s", "PT2M, 2m", "PT61M, 61m", "PT25H, 25h", "PT72H, 3d"})
    void writes_a_duration_briefly(Duration duration, String text) {
        assertThat(Units.text(duration)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1024, 1024", "7B, 7", "64KiB, 65536", "1 MiB, 1048576", "2g, 2147483648"})
    void reads_a_size(String text, long bytes) {
        assertThat(Units.bytes(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MiB", "1TiB", "1.5MiB", "-1"})
    void refuses_what_is_no_size(String text) {
        assertThatThrownBy(() -> Units.bytes(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\" is not a size");
    }

    @Test
    void refuses_a_size_that_would_overflow() {
        assertThatThrownBy(() -> Units.bytes("17179869185GiB")).hasMessageContaining("is too large");
    }
}
