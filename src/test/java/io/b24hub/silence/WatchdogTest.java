package io.b24hub.silence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.b24hub.alert.Alert;
import io.b24hub.alert.AlertKind;
import io.b24hub.alert.Alerts;
import io.b24hub.alert.Audience;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventIds;
import io.b24hub.intake.Refusal;
import io.b24hub.store.HubStore;
import io.b24hub.store.SqliteStore;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class WatchdogTest {

    private final Office office = new Office();
    private final Notebook memory = new Notebook();

    @TempDir
    private Path dir;

    private String onlyAlarm() {
        List<Alert> alarms = office.changes.stream()
                .filter(alert -> alert.kind() == AlertKind.SILENCE)
                .toList();
        assertThat(alarms).hasSize(1);
        return alarms.get(0).text();
    }

    /** While few weeks are known, chance may make for a question; it alarms nobody. */
    private void learn() {
        office.weeks(5);
        assertThat(office.changes).isEmpty();
        assertThat(office.questions).hasSizeLessThan(4);
        office.questions.clear();
    }

    /** Five weeks and a Tuesday morning, after which the webhook is gone. */
    private void losesItsWebhook() {
        learn();
        office.until(DayOfWeek.TUESDAY, 11);
        office.webhook = false;
    }

    @Test
    void eight_quiet_weekends_and_three_holidays_alarm_nobody_and_cost_few_questions() {
        office.hub(memory, true);
        office.weeks(4);
        for (int day = 1; day <= 3; day++) {
            office.holidays.add(office.now().toLocalDate().plusDays(day));
        }
        office.weeks(4);

        assertThat(office.told()).containsExactly("silence-over");
        assertThat(office.questions).hasSizeBetween(3, 15);
    }

    @Test
    void a_webhook_that_is_deleted_on_tuesday_at_eleven_is_noticed_within_an_hour_and_its_return_at_once() {
        office.hub(memory, true);
        losesItsWebhook();
        office.minutes(60);

        assertThat(onlyAlarm())
                .startsWith("Portal main has sent no event of deal since 2026-02-10T07:")
                .contains("usually some would have come in", "Yet at least", "changed there, last at 2026-02-10T08:")
                .containsSubsequence(
                        "Likely causes:",
                        "1. The outgoing webhook was deleted",
                        "2. The proxy's certificate",
                        "3. The public address",
                        "4. Bitrix24 slowed this handler down");
        assertThat(office.questions)
                .hasSize(1)
                .first()
                .asString()
                .startsWith("crm.item.list")
                .contains("\"start\":-1");
        office.until(DayOfWeek.WEDNESDAY, 10);
        office.webhook = true;
        office.change();
        office.minutes(1);
        assertThat(office.changes).extracting(Alert::kind).containsExactly(AlertKind.SILENCE, AlertKind.SILENCE_OVER);
    }

    @Test
    void what_stays_the_same_is_told_every_six_hours() {
        office.hub(memory, true);
        losesItsWebhook();
        office.minutes(24 * 60);

        assertThat(office.told()).filteredOn("silence"::equals).hasSize(4);
    }

    @Test
    void an_import_on_a_weekend_does_not_make_the_next_ones_strange() {
        office.hub(memory, true);
        office.weeks(1);
        office.until(DayOfWeek.SATURDAY, 10);
        for (int i = 0; i < 300; i++) {
            office.change();
            office.change();
            office.change();
            office.minutes(1);
        }
        office.weeks(3);

        assertThat(office.asked).noneMatch(at -> at.getDayOfWeek().getValue() > 5);
        assertThat(office.changes).isEmpty();
    }

    @Test
    void before_a_week_nothing_is_unusual() {
        office.hub(memory, true);
        office.until(DayOfWeek.FRIDAY, 11);
        office.webhook = false;
        office.minutes(6 * 60);

        assertThat(office.questions).isEmpty();
        assertThat(office.told()).containsExactly("silence-over");
    }

    @Test
    void a_restart_keeps_what_was_learned_and_a_time_without_a_hub_is_no_silence() {
        Watchdog hub = office.hub(memory, true);
        learn();
        office.until(DayOfWeek.TUESDAY, 11);
        office.stop(hub);
        office.webhook = false;
        office.minutes(24 * 60);
        office.hub(memory, true);
        office.minutes(15);

        assertThat(office.questions).isEmpty();
        office.minutes(60);
        assertThat(onlyAlarm()).contains("since 2026-02-11T08:0", "event of deal");
    }

    @Test
    void of_two_hubs_one_asks_and_there_is_one_alarm() {
        office.hub(memory, true);
        office.hub(memory, true);
        learn();
        office.until(DayOfWeek.TUESDAY, 11);
        try (HubStore store = SqliteStore.open(dir.resolve("hub.db"), office.clock)) {
            store.remember(Watchdog.SPACE, "main", memory.lines.get("silence/main"), office.clock.instant())
                    .join();
            Office pair = new Office();
            pair.clock.advance(Duration.between(pair.clock.instant(), office.clock.instant()));
            pair.webhook = false;
            Watchdog one = pair.hub(store, true);
            Watchdog two = pair.hub(store, true);
            try (Alerts alerts = alerts(store, pair, 1);
                    Alerts others = alerts(store, pair, 2)) {
                for (int i = 0; i < 60; i++) {
                    pair.minute(alert -> {}, change -> {});
                    one.look(alerts::tell, change -> {});
                    two.look(others::tell, change -> {});
                }

                assertThat(pair.questions).hasSize(1);
                assertThat(one.hearing("main").silence()).isPresent();
                assertThat(two.hearing("main").silence()).isPresent();
            }
            await().until(() -> !store.latest(10).isEmpty());
            assertThat(store.latest(10)).extracting(Bitrix24Event::type).containsExactly("HUB");
        }
    }

    private static Alerts alerts(HubStore store, Office office, int seed) {
        Alerts alerts = new Alerts(
                store,
                new EventIds(office.clock, new Random(seed)),
                office.clock,
                new Audience(() -> List.of("ops"), destination -> List.of(), woken -> {}),
                "main",
                portal -> Office.ZONE);
        alerts.start();
        return alerts;
    }

    @Test
    void where_only_additions_are_told_only_additions_are_asked_for() {
        office.type = "ONCRMDEALADD";
        office.hub(memory, true);
        losesItsWebhook();
        office.minutes(60);

        assertThat(office.questions)
                .hasSize(1)
                .first()
                .asString()
                .contains(">createdTime")
                .doesNotContain("updatedTime");
    }

    @Test
    void where_only_updates_are_told_new_deals_are_no_proof() {
        office.hub(memory, true);
        losesItsWebhook();
        office.minutes(60);

        assertThat(office.questions).first().asString().contains("\">updatedTime\"", "\"<createdTime\"");
    }

    @Test
    void a_portal_that_refuses_the_question_as_well_is_an_alarm_of_its_own() {
        office.hub(memory, true);
        losesItsWebhook();
        office.rest = question -> Office.json(401, "{\"error\":\"INVALID_CREDENTIALS\"}");
        office.minutes(60);

        assertThat(onlyAlarm()).contains("cannot be told", "1. The portal refuses REST calls, too");
    }

    @Test
    void what_the_incoming_webhook_may_not_read_is_asked_once() {
        office.hub(memory, true);
        losesItsWebhook();
        office.rest = question -> Office.json(401, "{\"error\":\"insufficient_scope\"}");
        office.minutes(2 * 24 * 60);

        assertThat(office.questions).hasSize(1);
        assertThat(office.told()).containsExactly("silence-over");
    }

    @Test
    void a_portal_that_is_away_for_a_moment_is_asked_again() {
        office.hub(memory, true);
        losesItsWebhook();
        office.rest = question -> Office.json(503, "{\"error\":\"SERVICE_UNAVAILABLE\"}");
        office.minutes(30);
        while (office.questions.isEmpty()) {
            office.minutes(1);
        }
        assertThat(office.changes).isEmpty();
        office.minutes(14);

        assertThat(office.questions).hasSizeGreaterThanOrEqualTo(3);
        assertThat(onlyAlarm()).contains("cannot be told");
    }

    @Test
    void refused_calls_make_another_token_the_first_cause() {
        Watchdog hub = office.hub(memory, true);
        losesItsWebhook();
        office.minutes(10);
        hub.refused("main", InetAddress.getLoopbackAddress(), Refusal.WRONG_TOKEN);
        office.minutes(50);

        assertThat(onlyAlarm())
                .contains("1. Calls with another token are refused", "2. The outgoing webhook was deleted");
    }

    @Test
    void other_events_of_the_portal_prove_that_the_way_is_good() {
        office.hub(memory, true);
        losesItsWebhook();
        for (int i = 0; i < 60; i++) {
            office.send("main", "ONTASKUPDATE", "task");
            office.minutes(1);
        }

        assertThat(onlyAlarm())
                .endsWith("look at it in the portal.")
                .contains("1. The outgoing")
                .doesNotContain("2. ");
    }

    @Test
    void events_of_another_portal_prove_that_the_address_is_good() {
        office.hub(memory, true);
        losesItsWebhook();
        for (int i = 0; i < 60; i++) {
            office.send("second", "ONTASKUPDATE", "task");
            office.minutes(1);
        }

        assertThat(onlyAlarm()).doesNotContain("address", "certificate").contains("2. Bitrix24 slowed");
    }

    @Test
    void families_that_nobody_waits_for_are_not_asked_about() {
        office.settings = Office.settings(Map.of(), Map.of("main", Set.of("deal")));
        office.hub(memory, true);
        losesItsWebhook();
        office.minutes(2 * 24 * 60);

        assertThat(office.questions).isEmpty();
    }

    @Test
    void without_an_incoming_webhook_a_fixed_limit_holds() {
        office.settings = Office.settings(Map.of("main", Duration.ofHours(20)), Map.of());
        office.hub(memory, false);
        office.until(DayOfWeek.TUESDAY, 11);
        office.webhook = false;
        office.minutes(19 * 60);
        assertThat(office.told()).containsExactly("silence-over");
        office.minutes(2 * 60);

        assertThat(onlyAlarm()).contains("hub.portal.main.expect-event-every is exceeded", "Likely causes: 1. ");
    }

    @Test
    void little_is_written() {
        office.hub(memory, true);
        office.weeks(1);

        // once an hour, and at most every five minutes of 45 working hours
        assertThat(memory.written).isLessThan(7 * 24 + 45 * 12 + 10);
        assertThat(memory.lines.get("silence/main")).hasSizeLessThan(3_000);
    }
}
