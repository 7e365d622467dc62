package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.b24hub.TestHub;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.DeliveryState;
import io.b24hub.time.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Flows that run at times of day, in a whole hub whose clock the test moves. */
@Timeout(120)
class TimedFlowsTest {

    /** Reading an event that names no entity changes nothing. */
    private static final String FLOW = """
            - route:
                id: %1$s
                from:
                  uri: bitrix24:TIMER
                  parameters:
                    schedule: "%2$s"
                  steps:
                    - to: bitrix24:read
                    - setBody:
                        simple: "${header.CamelBitrix24EventType} ${header.CamelBitrix24Portal} ${body.data[FLOW]} ${body.data[FROM]} ${body.data[TO]}"
                    - to: file:{{test.dir}}?fileName=%1$s.txt&fileExist=Append&appendChars=%%0A
            """;

    @TempDir
    Path dir;

    // the second half of a Friday in Berlin, before clocks go forward on Sunday
    private final ManualClock clock = new ManualClock(Instant.parse("2026-03-27T14:00:00Z"));

    private TestHub.Preparation hub() {
        return TestHub.in(dir)
                .clock(clock)
                .set("test.dir", dir.toString())
                .set("hub.portal.main.time-zone", "Europe/Berlin");
    }

    private List<String> lines(String flow) {
        Path file = dir.resolve(flow + ".txt");
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void until(BooleanSupplier condition) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(condition::getAsBoolean);
    }

    /** Moves the clock in small steps until something has happened, as the hub itself waits for moments. */
    private void pass(BooleanSupplier condition) {
        until(() -> {
            clock.advance(Duration.ofMillis(100));
            return condition.getAsBoolean();
        });
    }

    /** Waits until the hub has written down where a flow begins. */
    private static void begun(TestHub hub, String flow) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> hub.store().recall("timer", "main/" + flow).isPresent());
    }

    private static List<Bitrix24Event> ticks(TestHub hub) {
        return hub.store().latest(100).stream()
                .filter(event -> event.type().equals("TIMER"))
                .sorted(Comparator.comparing(Bitrix24Event::id))
                .toList();
    }

    private static DeliveryRecord delivery(TestHub hub, int tick) {
        return hub.store().deliveries(ticks(hub).get(tick).id()).get(0);
    }

    @Test
    void runs_at_its_time_in_the_portals_zone_and_nobody_else_does() {
        try (TestHub hub = hub().route(
                        "flows/digest.camel.yaml", FLOW.formatted("digest", "{{test.schedule:0 9 * * *}}"))
                .route("flows/other.camel.yaml", FLOW.formatted("other", "0 20 * * 0"))
                .route(
                        "flows/all.camel.yaml",
                        FLOW.formatted("all", "")
                                .replace("bitrix24:TIMER", "bitrix24:*")
                                .replace("        schedule: \"\"\n", "        merge: none\n"))
                .start()) {
            begun(hub, "digest");
            begun(hub, "other");

            clock.advance(Duration.ofHours(17)); // Saturday, 08:00
            clock.advance(Duration.ofMinutes(60).minusMillis(1));
            assertThat(lines("digest")).isEmpty();
            clock.advance(Duration.ofMillis(1));
            pass(() -> lines("digest").size() == 1);
            clock.advance(Duration.ofHours(22)); // Sunday, 08:00, an hour earlier than on a usual day
            pass(() -> delivery(hub, 0).state() == DeliveryState.DELIVERED);
            clock.advance(Duration.ofHours(1));
            pass(() -> lines("digest").size() == 2);

            assertThat(lines("digest"))
                    .containsExactly(
                            "TIMER main digest 2026-03-27T09:00:00+01:00 2026-03-28T09:00:00+01:00",
                            "TIMER main digest 2026-03-28T09:00:00+01:00 2026-03-29T09:00:00+02:00");
            assertThat(lines("other")).isEmpty();
            assertThat(lines("all")).isEmpty();
            assertThat(hub.hub().explain().event(ticks(hub).get(0).id()).toString())
                    .contains("the hub itself made it");
        }
    }

    @Test
    void a_tick_that_fails_is_tried_again_and_parked_like_any_event() {
        String yaml = FLOW.formatted("digest", "0 9 * * *")
                .replace("- to: bitrix24:read", "- throwException: {message: no, exceptionType: java.io.IOException}");
        try (TestHub hub = hub().set("hub.delivery.retry-schedule", "3s")
                .set("hub.delivery.retry-for", "5s")
                .route("flows/digest.camel.yaml", yaml)
                .start()) {
            begun(hub, "digest");
            clock.advance(Duration.ofHours(18));
            pass(() -> !ticks(hub).isEmpty() && delivery(hub, 0).failures() == 1);
            assertThat(delivery(hub, 0).state()).isEqualTo(DeliveryState.DUE);

            pass(() -> delivery(hub, 0).state() == DeliveryState.PARKED);

            assertThat(ticks(hub)).hasSize(1);
        }
    }

    @Test
    void what_a_stopped_hub_missed_is_one_tick_at_its_start() {
        try (TestHub hub = hub().route("flows/digest.camel.yaml", FLOW.formatted("digest", "0 9 * * *"))
                .start()) {
            begun(hub, "digest");
            clock.advance(Duration.ofHours(18));
            pass(() -> lines("digest").size() == 1);
            pass(() -> delivery(hub, 0).state() == DeliveryState.DELIVERED);
        }
        clock.advance(Duration.ofDays(4));

        try (TestHub hub = hub().start()) {
            pass(() -> lines("digest").size() == 2);

            assertThat(lines("digest").get(1))
                    .isEqualTo("TIMER main digest 2026-03-28T09:00:00+01:00 2026-04-01T09:00:00+02:00");
            assertThat(ticks(hub)).hasSize(2);
        }
    }

    @Test
    void an_edit_changes_the_schedule_and_a_deletion_ends_it() {
        try (TestHub hub = hub().set("hub.routes.reload", "true")
                .route("flows/digest.camel.yaml", FLOW.formatted("digest", "0 9 * * *"))
                .start()) {
            begun(hub, "digest");
            hub.writeRoute("flows/digest.camel.yaml", FLOW.formatted("digest", "0 18 * * *"));
            pass(() -> hub.store().recall("timer", "main/digest").orElseThrow().contains("18"));

            clock.advance(Duration.ofHours(3)); // Friday, after 18:00
            pass(() -> lines("digest").size() == 1);
            hub.deleteRoute("flows/digest.camel.yaml");
            pass(() -> hub.store().flows().isEmpty());
            clock.advance(Duration.ofDays(2));

            assertThat(lines("digest"))
                    .containsExactly("TIMER main digest 2026-03-27T09:00:00+01:00 2026-03-27T18:00:00+01:00");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            schedule: "0 9 * *"      | digest.camel.yaml, line 6 | it has 4 fields; it needs five
            schedule: "0 25 * * *"   | digest.camel.yaml, line 6 | 25
            merge: none              | digest.camel.yaml, line 4 | TIMER comes by a schedule; add for example schedule=0 9 * * 1-5
            """)
    void a_bad_schedule_is_told_when_the_file_is_loaded(String option, String place, String reason) {
        String yaml = FLOW.formatted("digest", "x").replace("schedule: \"x\"", option);

        assertThatThrownBy(() ->
                        hub().route("flows/digest.camel.yaml", yaml).start().close())
                .hasMessageContaining(place)
                .hasMessageContaining(reason);
    }

    @Test
    void a_schedule_without_timer_is_told() {
        String yaml = FLOW.formatted("digest", "@daily").replace("bitrix24:TIMER", "bitrix24:ONCRMDEALADD");

        assertThatThrownBy(() ->
                        hub().route("flows/digest.camel.yaml", yaml).start().close())
                .hasMessageContaining("digest.camel.yaml, line 6")
                .hasMessageContaining("schedule is for events of type TIMER");
    }
}
