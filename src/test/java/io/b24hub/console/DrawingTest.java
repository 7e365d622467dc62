package io.b24hub.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DrawingTest {

    @Test
    void a_plot_of_an_hour_keeps_a_short_peak() {
        List<Sample> samples = IntStream.range(0, 720)
                .mapToObj(i -> new Sample(Instant.EPOCH.plusSeconds(5L * i), i, i == 333 ? 50 : 1, 0, 0, 0))
                .toList();

        Plot plot = Plot.of(samples, Sample::perSecond);

        assertThat(plot.highest()).isEqualTo(50);
        assertThat(plot.line()).startsWith("M0.0 ").contains(" 3.0");
        assertThat(plot.line().chars().filter(c -> c == 'L').count()).isEqualTo(119);
        assertThat(plot.area()).endsWith("Z");
    }

    @Test
    void a_plot_of_nothing_is_empty_and_of_zeros_flat() {
        Sample zero = new Sample(Instant.EPOCH, 0, 0, 0, 0, 0);

        assertThat(Plot.of(List.of(), Sample::waiting).line()).isEmpty();
        assertThat(Plot.of(List.of(zero, zero), Sample::waiting).line()).isEqualTo("M0.0 59.0L300.0 59.0");
    }

    @Test
    void what_reasons_of_a_cause_share_is_their_longest_part_without_numbers() {
        assertThat(ParkedPages.telling("Telegram refused delivery 812 (403, bot was removed from the chat)"))
                .isEqualTo(", bot was removed from the chat)");
        assertThat(ParkedPages.telling("12")).isEmpty();
    }
}
