package io.b24hub.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallRateTest {

    @ParameterizedTest
    @CsvSource({"1/s,1,PT1S", "20/m,20,PT1M", "20 / 1m,20,PT1M", "1/10s,1,PT10S", "5/500ms,5,PT0.5S", "100/H,100,PT1H"})
    void reads_how_many_in_which_time(String text, int calls, Duration per) {
        assertThat(CallRate.of(text)).contains(new CallRate(calls, per));
    }

    @Test
    void off_is_no_limit() {
        assertThat(CallRate.of("Off")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0/s", "20", "20/d", "m/20", "-1/s", "1/0s", "1/2h", "none", "1/99999999s"})
    void refuses_what_is_none(String text) {
        assertThatThrownBy(() -> CallRate.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\"");
    }
}
