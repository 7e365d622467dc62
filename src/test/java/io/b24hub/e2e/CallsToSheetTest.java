package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.b24hub.HubRig;
import io.b24hub.emulator.Fault;
import io.b24hub.emulator.Kind;
import io.b24hub.emulator.SheetsEmulator;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.store.DeliveryState;
import io.b24hub.time.HubClock;
import io.b24hub.time.SystemClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The log of calls, from the portal's events to the sheet. */
@Timeout(120)
class CallsToSheetTest {

    private static final String FLOW = "calls-to-google-sheet";
    private static final Map<String, String> CALL = Map.of(
            "CALL_TYPE", "2",
            "PHONE_NUMBER", "+79061234567",
            "PORTAL_USER_ID", "2",
            "CALL_DURATION", "65",
            "CALL_FAILED_CODE", "200",
            "CALL_FAILED_REASON", "");

    @TempDir
    private Path home;

    @Test
    void each_call_is_a_row_also_when_the_answer_to_the_first_try_was_lost() {
        try (HubRig rig = new HubRig(home).start()) {
            rig.far().sheets().faults().add(Fault.answerLost().onPath("values"));
            for (String id : List.of("one", "two", "three")) {
                rig.far().portal().records().add(Kind.CALL, call(id));
            }
            delivered(rig, 3);

            List<List<Object>> rows = rows(rig);
            assertThat(rows.get(0))
                    .containsExactly(
                            "ID",
                            "Start",
                            "Direction",
                            "Phone",
                            "Employee",
                            "Seconds",
                            "Answered",
                            "Result",
                            "Caller",
                            "Recording");
            assertThat(rows.subList(1, rows.size()))
                    .extracting(row -> row.get(0))
                    .containsExactlyInAnyOrder("one", "two", "three");
            assertThat(rows.get(1).subList(2, 8))
                    .map(String::valueOf)
                    .containsExactly("incoming", "+7 906 123-45-67", "Мария Иванова", "65", "true", "200");
        }
    }

    @Test
    void a_call_that_gets_no_record_is_logged_with_what_the_event_says() {
        try (LeapingClock clock = new LeapingClock();
                HubRig rig = new HubRig(home)
                        .set("hub.portal.main.time-zone", "Europe/Moscow")
                        .clock(clock)
                        .start()) {
            Map<String, String> call = call("nowhere");
            call.put("CALL_FAILED_CODE", "304");
            call.put("CALL_FAILED_REASON", "Call canceled");
            rig.far().portal().webhook().send("ONVOXIMPLANTCALLEND", call);
            await().atMost(Duration.ofSeconds(30)).until(() -> rig.ends().contains(FLOW + " postponed"));
            assertThat(rows(rig)).allMatch(List::isEmpty);

            clock.leap(Duration.ofMinutes(3));
            delivered(rig, 1);

            assertThat(rows(rig)).hasSize(2);
            assertThat(rows(rig).get(1).subList(0, 8))
                    .map(String::valueOf)
                    .containsExactly(
                            "nowhere",
                            "2026-03-11 17:28:46",
                            "incoming",
                            "+7 906 123-45-67",
                            "2",
                            "65",
                            "false",
                            "Call canceled");
        }
    }

    @Test
    void calls_that_the_webhooks_owner_may_not_see_are_logged_too() {
        try (HubRig rig = new HubRig(home).start()) {
            rig.far()
                    .portal()
                    .faults()
                    .add(Fault.status(403)
                            .withBody("{\"error\":\"ACCESS_DENIED\",\"error_description\":\"Access denied!\"}")
                            .onPath("voximplant.statistic.get")
                            .always());

            rig.far().portal().records().add(Kind.CALL, call("hidden"));
            rig.delivery(event(rig), FLOW, DeliveryState.DELIVERED);

            assertThat(rows(rig)).hasSize(2);
            assertThat(rows(rig).get(1).get(0)).isEqualTo("hidden");
        }
    }

    private static Bitrix24Event event(HubRig rig) {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> rig.hub().store().latest(10).stream()
                                .filter(event -> event.type().equals("ONVOXIMPLANTCALLEND"))
                                .toList(),
                        found -> !found.isEmpty())
                .get(0);
    }

    private static Map<String, String> call(String id) {
        Map<String, String> call = new HashMap<>(CALL);
        call.put("CALL_ID", id);
        call.put("CALL_START_DATE", "2026-03-11T17:28:46+03:00");
        return call;
    }

    private static void delivered(HubRig rig, int calls) {
        await().atMost(Duration.ofSeconds(40))
                .until(() -> rig.ends().stream()
                                .filter((FLOW + " delivered")::equals)
                                .count()
                        == calls);
    }

    private static List<List<Object>> rows(HubRig rig) {
        return rig.far().sheets().rows(SheetsEmulator.DEMO_SPREADSHEET, "Calls");
    }

    /** The wall clock, which can be put forward. */
    private static final class LeapingClock implements HubClock, AutoCloseable {

        private final SystemClock real = new SystemClock();
        private volatile Duration ahead = Duration.ZERO;

        void leap(Duration by) {
            ahead = ahead.plus(by);
        }

        @Override
        public Instant instant() {
            return real.instant().plus(ahead);
        }

        @Override
        public Scheduled runAt(Instant at, Runnable task) {
            return real.runIn(Duration.between(instant(), at), task);
        }

        @Override
        public void close() {
            real.close();
        }
    }
}
