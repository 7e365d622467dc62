package io.b24hub.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.event.Origin;
import io.b24hub.time.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DelaysTest {

    private final ManualClock clock = new ManualClock();
    private final Delays delays = new Delays(List.of("main"), clock);
    private final List<String> alerts = new ArrayList<>();
    private final List<String> changes = new ArrayList<>();

    private void receive(Origin origin, Duration delay) {
        delays.received(
                new Bitrix24Event(
                        "id",
                        "main",
                        "ONCRMDEALUPDATE",
                        new EntityRef("deal", 2, "1"),
                        "",
                        clock.instant().minus(delay),
                        clock.instant(),
                        origin,
                        Map.of()),
                List.of());
    }

    private void minutes(int minutes, Duration delay) {
        for (int i = 0; i < minutes; i++) {
            clock.advance(Duration.ofMinutes(1));
            receive(Origin.WEBHOOK, delay);
            delays.look(alert -> alerts.add(alert.kind().word()), alert -> changes.add(alert.text()));
        }
    }

    @Test
    void tells_how_late_events_come() {
        for (int i = 1; i <= 100; i++) {
            receive(Origin.WEBHOOK, Duration.ofMillis(100L * i));
        }

        Spread spread = delays.lastHour("main");
        assertThat(spread.count()).isEqualTo(100);
        assertThat(spread.half()).isBetween(Duration.ofMillis(4_500), Duration.ofMillis(6_200));
        assertThat(spread.most()).isBetween(Duration.ofMillis(9_000), Duration.ofMillis(10_000));
        assertThat(spread.longest()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void forgets_after_an_hour() {
        minutes(1, Duration.ofMinutes(3));
        clock.advance(Duration.ofMinutes(66));

        assertThat(delays.lastHour("main")).isEqualTo(Spread.NONE);
    }

    @Test
    void counts_neither_automation_rules_nor_calls_without_a_stamp() {
        receive(Origin.ROBOT, Duration.ofSeconds(5));
        receive(Origin.WEBHOOK, Duration.ZERO);

        assertThat(delays.lastHour("main").count()).isZero();
    }

    @Test
    void a_clock_that_is_ahead_lengthens_all_delays() {
        receive(Origin.WEBHOOK, Duration.ofSeconds(-30));
        receive(Origin.WEBHOOK, Duration.ofSeconds(-20));

        assertThat(delays.lastHour("main").longest()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void events_that_come_much_later_than_usual_are_told_and_their_end() {
        minutes(8 * 60, Duration.ofSeconds(3));
        minutes(20, Duration.ofMinutes(3));

        assertThat(alerts).startsWith("events-on-time", "events-late");
        assertThat(changes).hasSize(1);
        assertThat(changes.get(0)).contains("5 of 100 more than 3 min", "usually it is 3 s");
        minutes(20, Duration.ofSeconds(3));
        assertThat(alerts).endsWith("events-late", "events-on-time");
        assertThat(changes).hasSize(2);
    }

    @Test
    void what_is_always_slow_is_usual() {
        minutes(8 * 60, Duration.ofSeconds(200));
        minutes(60, Duration.ofSeconds(500));

        assertThat(changes).isEmpty();
    }

    @Test
    void a_few_late_events_alarm_nobody() {
        minutes(8 * 60, Duration.ofSeconds(3));
        for (int i = 0; i < 5; i++) {
            clock.advance(Duration.ofMinutes(30));
            minutes(1, Duration.ofHours(1));
        }

        assertThat(changes).isEmpty();
    }
}
