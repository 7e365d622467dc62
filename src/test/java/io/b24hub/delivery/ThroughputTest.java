package io.b24hub.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ThroughputTest {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Offset<Double> ABOUT = within(0.001);
    private static final Optional<Rate> SLOW = Optional.of(new Rate(20, Duration.ofMinutes(1)));

    private static Throughput throughput(Optional<Rate> rate, int batch, Optional<Rate> pace) {
        return new Throughput(rate, new Batching(batch, Duration.ZERO), new Shaping(Duration.ofMinutes(2), 1000, pace));
    }

    private static void end(Throughput throughput, int count) {
        for (int i = 0; i < count; i++) {
            throughput.ended(true);
        }
    }

    @Test
    void nothing_is_known_of_a_flow_without_limits_before_it_was_measured() {
        Throughput throughput = throughput(Optional.empty(), 1, Optional.empty());

        throughput.backlog(START);
        end(throughput, 100);
        throughput.backlog(START.plusSeconds(29));

        assertThat(throughput.perSecond(1)).isEmpty();
    }

    @Test
    void the_slowest_of_what_is_known_counts() {
        Optional<Rate> fast = Optional.of(new Rate(5, Duration.ofSeconds(1)));

        assertThat(throughput(fast, 1, SLOW).perSecond(1)).hasValueCloseTo(1 / 3.0, ABOUT);
        assertThat(throughput(SLOW, 1, fast).perSecond(1)).hasValueCloseTo(1 / 3.0, ABOUT);
        assertThat(throughput(fast, 1, Optional.empty()).perSecond(1)).hasValueCloseTo(5.0, ABOUT);
    }

    @Test
    void a_batch_is_one_message() {
        assertThat(throughput(Optional.empty(), 50, SLOW).perSecond(1)).hasValueCloseTo(50 / 3.0, ABOUT);
    }

    @Test
    void hubs_share_what_a_destination_takes_and_have_each_a_rate_of_their_own() {
        assertThat(throughput(Optional.empty(), 1, SLOW).perSecond(3)).hasValueCloseTo(1 / 3.0, ABOUT);
        assertThat(throughput(SLOW, 1, Optional.empty()).perSecond(3)).hasValueCloseTo(1.0, ABOUT);
    }

    @Test
    void a_flow_that_sends_one_of_twenty_ends_twenty_times_as_many_as_its_destination_takes() {
        Throughput throughput = throughput(Optional.empty(), 1, SLOW);
        for (int i = 1; i <= 400; i++) {
            throughput.ended(i % 20 == 0);
        }

        assertThat(throughput.perSecond(1)).hasValueCloseTo(20 / 3.0, within(2.5));
    }

    @Test
    void the_first_attempts_tell_more_of_the_share_than_the_later_ones() {
        Throughput throughput = throughput(Optional.empty(), 1, SLOW);

        throughput.ended(false);
        assertThat(throughput.share()).isCloseTo(0.5, ABOUT);
        for (int i = 0; i < 8; i++) {
            throughput.ended(false);
        }
        assertThat(throughput.share()).isCloseTo(0.1, ABOUT);
    }

    @Test
    void what_ends_while_deliveries_wait_is_measured_over_half_a_minute_and_smoothed() {
        Throughput throughput = throughput(Optional.empty(), 1, Optional.empty());
        throughput.backlog(START);
        end(throughput, 60);
        throughput.backlog(START.plusSeconds(30));
        assertThat(throughput.perSecond(1)).hasValueCloseTo(2.0, ABOUT);

        end(throughput, 120);
        throughput.backlog(START.plusSeconds(60));

        assertThat(throughput.perSecond(1)).hasValueCloseTo(3.0, ABOUT);
    }

    @Test
    void what_ends_while_nothing_waits_or_something_kept_the_flow_is_no_measure() {
        Throughput throughput = throughput(Optional.empty(), 1, Optional.empty());
        throughput.backlog(START);
        throughput.noBacklog();
        end(throughput, 60);
        throughput.backlog(START.plusSeconds(30));
        assertThat(throughput.perSecond(1)).isEmpty();

        throughput.backlog(START.plusSeconds(300));

        assertThat(throughput.perSecond(1)).isEmpty();
    }

    @Test
    void what_was_measured_is_forgotten_when_nothing_has_waited_for_long() {
        Throughput throughput = throughput(Optional.empty(), 1, Optional.empty());
        throughput.backlog(START);
        end(throughput, 60);
        throughput.backlog(START.plusSeconds(30));
        throughput.noBacklog();

        throughput.backlog(START.plusSeconds(600));
        assertThat(throughput.perSecond(1)).isPresent();
        throughput.noBacklog();
        throughput.backlog(START.plusSeconds(1201));

        assertThat(throughput.perSecond(1)).isEmpty();
    }
}
