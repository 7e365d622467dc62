package io.b24hub.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AnswerTimesTest {

    private final AnswerTimes times = new AnswerTimes();

    @Test
    void tells_exact_percentiles_whatever_the_order() {
        LongStream.rangeClosed(1, 5_000).map(i -> i * 2_999 % 5_001).forEach(i -> times.add(i * 1_000_000));

        assertThat(times.percentile(50)).isEqualTo(2_500);
        assertThat(times.percentile(99)).isEqualTo(4_950);
        assertThat(times.percentile(99.9)).isEqualTo(4_995);
        assertThat(times.percentile(100)).isEqualTo(5_000);
    }

    @Test
    void goes_on_after_it_was_asked() {
        times.add(2_000_000);
        assertThat(times.percentile(50)).isEqualTo(2);
        times.add(1_000_000);

        assertThat(times.percentile(50)).isEqualTo(1);
        assertThat(times.percentile(100)).isEqualTo(2);
    }

    @Test
    void without_answers_there_is_nothing_to_tell() {
        assertThat(times.percentile(99)).isZero();
    }
}
