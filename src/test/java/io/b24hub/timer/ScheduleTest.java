package io.b24hub.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 9 * * 1-5       | 2026-03-06T09:00+03:00 | 2026-03-09T09:00+03:00
            0 9 * * MON-FRI   | 2026-03-06T09:00+03:00 | 2026-03-09T09:00+03:00
            0  9  *  *  *     | 2026-03-06T08:59:59.999+03:00 | 2026-03-06T09:00+03:00
            */15 9-10 * * *   | 2026-03-06T10:45+03:00 | 2026-03-07T09:00+03:00
            30 8 1 * *        | 2026-03-06T00:00+03:00 | 2026-04-01T08:30+03:00
            0 0 29 feb *      | 2026-03-06T00:00+03:00 | 2028-02-29T00:00+03:00
            0 12 13 * 5       | 2026-03-06T12:00+03:00 | 2026-03-13T12:00+03:00
            0 12 15 * 5       | 2026-03-13T12:00+03:00 | 2026-03-15T12:00+03:00
            0 12 * * 0        | 2026-03-06T12:00+03:00 | 2026-03-08T12:00+03:00
            0 12 * * 7        | 2026-03-06T12:00+03:00 | 2026-03-08T12:00+03:00
            @hourly           | 2026-03-06T12:00+03:00 | 2026-03-06T13:00+03:00
            @daily            | 2026-03-06T12:00+03:00 | 2026-03-07T00:00+03:00
            @Midnight         | 2026-03-06T12:00+03:00 | 2026-03-07T00:00+03:00
            @weekly           | 2026-03-06T12:00+03:00 | 2026-03-08T00:00+03:00
            @monthly          | 2026-03-06T12:00+03:00 | 2026-04-01T00:00+03:00
            @yearly           | 2026-03-06T12:00+03:00 | 2027-01-01T00:00+03:00
            """)
    void finds_the_next_time(String text, ZonedDateTime after, ZonedDateTime next) {
        assertThat(Schedule.parse(text).next(after.toInstant(), ZoneId.of("Europe/Moscow")))
                .isEqualTo(next.toInstant());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 9 * *         | it has 4 fields; it needs five: minute, hour
            0 0 9 * * 1     | it has 6 fields
            ''              | it is empty
            60 9 * * *      | 60
            0 24 * * *      | 24
            0 9 0 * *       | no schedule
            0 9 * 13 *      | 13
            0 9 * * 8       | 8
            0 9 * * 5-1     | [5,1]
            0 9 * * FREITAG | no schedule
            nine o clock in summer | no schedule
            0 9 L * *       | L
            @noon           | no schedule
            @reboot         | no schedule
            0 9 31 2 *      | it never comes
            """)
    void says_what_is_wrong(String text, String reason) {
        assertThatThrownBy(() -> Schedule.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void a_time_that_is_left_out_in_spring_comes_when_the_clock_changes() {
        assertThat(times("30 2 * * *", "2026-03-28T00:00:00Z", 3))
                .containsExactly(
                        Instant.parse("2026-03-28T01:30:00Z"),
                        Instant.parse("2026-03-29T01:00:00Z"),
                        Instant.parse("2026-03-30T00:30:00Z"));
    }

    @Test
    void several_times_that_are_left_out_come_once() {
        assertThat(times("*/20 1-3 * * *", "2026-03-29T00:30:00Z", 5))
                .containsExactly(
                        Instant.parse("2026-03-29T00:40:00Z"),
                        Instant.parse("2026-03-29T01:00:00Z"),
                        Instant.parse("2026-03-29T01:20:00Z"),
                        Instant.parse("2026-03-29T01:40:00Z"),
                        Instant.parse("2026-03-29T23:00:00Z"));
    }

    @Test
    void a_time_that_happens_twice_in_autumn_comes_once() {
        assertThat(times("30 2 * * *", "2026-10-24T12:00:00Z", 2))
                .containsExactly(Instant.parse("2026-10-25T00:30:00Z"), Instant.parse("2026-10-26T01:30:00Z"));
        assertThat(Schedule.parse("30 2 * * *").latest(Instant.parse("2026-10-25T01:30:00Z"), BERLIN))
                .contains(Instant.parse("2026-10-25T00:30:00Z"));
        assertThat(times("*/30 * * * *", "2026-10-25T00:00:00Z", 3))
                .containsExactly(
                        Instant.parse("2026-10-25T00:30:00Z"),
                        Instant.parse("2026-10-25T02:00:00Z"),
                        Instant.parse("2026-10-25T02:30:00Z"));
    }

    private static List<Instant> times(String text, String after, int count) {
        List<Instant> times = new ArrayList<>();
        Instant at = Instant.parse(after);
        for (int i = 0; i < count; i++) {
            at = Schedule.parse(text).next(at, BERLIN);
            times.add(at);
        }
        return times;
    }

    // the window of a tick must not depend on the way in which its bounds were found
    @ParameterizedTest
    @ValueSource(strings = {"*/7 * * * *", "30 2 * * *", "0 0 * * *", "15 1-3 * * 0", "@hourly", "0 3 25 * *"})
    void looking_back_finds_what_looking_forward_found(String text) {
        Schedule schedule = Schedule.parse(text);
        for (String zone : List.of(
                "Europe/Berlin", "Asia/Beirut", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Almaty", "UTC")) {
            for (String day : List.of(
                    "2026-03-28T00:00:00Z",
                    "2026-10-24T00:00:00Z",
                    "2026-04-04T00:00:00Z",
                    "2026-10-03T00:00:00Z",
                    "2018-11-03T12:00:00Z",
                    "2018-02-17T12:00:00Z")) {
                lookBack(schedule, ZoneId.of(zone), Instant.parse(day));
            }
        }
    }

    private static void lookBack(Schedule schedule, ZoneId zone, Instant from) {
        Instant end = from.plus(Duration.ofHours(40));
        Instant before = schedule.latest(from, zone).orElseThrow();
        for (Instant next = schedule.next(from, zone); next.isBefore(end); next = schedule.next(next, zone)) {
            assertThat(schedule.latest(next, zone))
                    .as("%s in %s at %s", schedule, zone, next)
                    .contains(next);
            assertThat(schedule.latest(next.minusNanos(1), zone))
                    .as("%s in %s before %s", schedule, zone, next)
                    .contains(before);
            assertThat(schedule.next(next.minusNanos(1), zone)).isEqualTo(next);
            before = next;
        }
    }
}
