package io.b24hub.check;

import static io.b24hub.check.CheckRig.assertFinding;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.Hub;
import io.b24hub.PortalServer;
import io.b24hub.check.Finding.Verdict;
import io.b24hub.connector.ScriptedServer.Reply;
import io.b24hub.settings.SettingsSource;
import io.b24hub.time.ManualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a portal may say of itself, at the socket. */
class PortalCheckTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String YES = "{\"isExisting\":true,\"isAvailable\":true}";

    @TempDir
    private Path home;

    private final ManualClock clock = new ManualClock();
    private final PortalServer portal = new PortalServer();
    private final Map<String, String> results = new TreeMap<>();
    private final Map<String, String> errors = new TreeMap<>();
    private final Map<String, String> settings = new LinkedHashMap<>();

    @BeforeEach
    void describe() throws IOException {
        settings.put("hub.portal.main.tokens", "token-of-the-test-portal");
        settings.put("hub.portal.main.webhook-url", portal.webhookUrl());
        settings.put("hub.routes.dir", home.toString());
        flow("deals", "ONCRMDEALADD", "- to: bitrix24:read");
        profile("true", "\"finish\":" + clock.instant().getEpochSecond() + ".25");
        results.put("scope", "[\"crm\",\"user\"]");
        results.put("crm.deal.get", YES);
        errors.put("plan", "ACCESS_DENIED");
        portal.replies("batch", request -> Reply.of(200, batch(request.text())));
    }

    @AfterEach
    void close() {
        portal.close();
    }

    @Test
    void asks_in_two_calls() {
        Report report = check();

        assertThat(report.exitCode()).isZero();
        assertThat(report.restCalls()).containsEntry("main", 2);
        assertThat(portal.calls("batch"))
                .singleElement()
                .asString()
                .contains("\"scope\":\"scope\"", "\"plan\":\"app.info\"", "method.get?name=crm.deal.get");
    }

    @Test
    void an_owner_who_is_no_administrator_is_a_warning() {
        profile("false", "\"finish\":" + clock.instant().getEpochSecond());

        assertFinding(check(), "webhook's owner", Verdict.WARN, "user 7, Anna", "not an administrator");
    }

    @Test
    void a_method_whose_scope_is_missing_names_the_scope_to_tick() throws IOException {
        flow("calls", "ONVOXIMPLANTCALLEND", "- to: bitrix24:read");
        flow("tasks", "ONTASKADD", "- to: bitrix24:tasks.task.get?taskId=1");
        results.put("voximplant.statistic.get", "{\"isExisting\":true,\"isAvailable\":false}");
        results.put("tasks.task.get", "{\"isExisting\":true,\"isAvailable\":false}");

        Report report = check();

        assertFinding(report, "voximplant.statistic.get", Verdict.FAIL, "for calls", "Tick the scope \"telephony\"");
        assertFinding(report, "tasks.task.get", Verdict.FAIL, "for tasks", "Tick the scope \"task\"");
        assertFinding(report, "crm.deal.get", Verdict.OK, "for deals");
        assertThat(report.exitCode()).isEqualTo(1);
    }

    @Test
    void an_older_portal_that_cannot_tell_is_a_warning() {
        results.remove("crm.deal.get");
        errors.put("crm.deal.get", "ERROR_METHOD_NOT_FOUND");

        assertFinding(check(), "crm.deal.get", Verdict.WARN, "ERROR_METHOD_NOT_FOUND", "Older portals");
    }

    @Test
    void a_portal_that_takes_no_batch_leaves_warnings_and_no_failure() {
        portal.replies("batch", request -> Reply.of(500, "{\"error\":\"INTERNAL_SERVER_ERROR\"}"));

        Report report = check();

        assertFinding(report, "scopes", Verdict.WARN, "not readable");
        assertFinding(report, "crm.deal.get", Verdict.WARN, "does not tell");
        assertFinding(report, "plan", Verdict.SKIPPED);
        assertThat(report.exitCode()).isZero();
    }

    @Test
    void empty_maps_may_come_as_lists() {
        portal.replies(
                "batch",
                request -> Reply.of(
                        200,
                        "{\"result\":{\"result\":[],\"result_error\":[],\"result_total\":[],\"result_time\":[]}}"));

        assertFinding(check(), "crm.deal.get", Verdict.WARN, "no answer");
    }

    @ParameterizedTest
    @CsvSource({"-5,OK,within 10 s", "60,WARN,1m behind", "-60,WARN,1m ahead of", "900,FAIL,Google", "-900,FAIL,Google"
    })
    void a_clock_that_is_off_is_told(int portalAhead, Verdict verdict, String words) {
        profile("true", "\"finish\":" + clock.instant().plusSeconds(portalAhead).getEpochSecond());

        assertFinding(check(), "clock", verdict, words);
    }

    @Test
    void asks_for_the_time_where_the_first_answer_has_none() {
        profile("true", "");
        results.put("time", "\"" + clock.instant().plus(Duration.ofSeconds(30)) + "\"");
        assertFinding(check(), "clock", Verdict.WARN, "30s behind", "NTP");

        results.put("time", "\"half past nine\"");
        assertFinding(check(), "clock", Verdict.SKIPPED, "does not tell its time");
    }

    @ParameterizedTest
    @CsvSource({
        "ru_ent10000,standard,WARN,plan = enterprise",
        "ru_ent250,enterprise,OK,250 calls at once and 5 a second",
        "ru_team,enterprise,WARN,plan = standard",
        "ru_team,standard,OK,50 calls at once and 2 a second",
        "ru_centre,standard,OK,ru_centre",
        "ru_team,on-premise,OK,no limit",
    })
    void the_plan_is_held_against_the_setting(String license, String set, Verdict verdict, String words) {
        errors.remove("plan");
        results.put("plan", "{\"LICENSE\":\"" + license + "\"}");
        settings.put("hub.portal.main.plan", set);

        assertFinding(check(), "plan", verdict, words);
    }

    @Test
    void flows_of_one_portal_ask_nothing_of_another() throws IOException {
        settings.put("hub.portals", "main,shop");
        settings.put("hub.portal.shop.tokens", "another-token-of-a-portal");
        flow("deals", "ONCRMDEALADD?portal=main", "- to: bitrix24:read");

        Report report = check();

        assertThat(report.findings())
                .filteredOn(finding -> finding.area().equals("portal shop"))
                .singleElement()
                .extracting(Finding::verdict)
                .isEqualTo(Verdict.SKIPPED);
        assertThat(report.restCalls()).containsEntry("main", 2).containsEntry("shop", 0);
    }

    @Test
    void more_methods_than_a_batch_holds_travel_in_a_second_one() throws IOException {
        StringBuilder steps = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            steps.append("- to: bitrix24:some.method").append(i).append("\n        ");
            results.put("some.method" + i, YES);
        }
        flow("many", "ONCRMDEALADD", steps.toString().stripTrailing());

        Report report = check();

        assertThat(report.exitCode()).isZero();
        assertThat(report.restCalls()).containsEntry("main", 3);
    }

    private Report check() {
        return new Preflight(SettingsSource.only(settings), home, Hub.neededSettings(), clock).run();
    }

    private void flow(String id, String from, String steps) throws IOException {
        Files.writeString(
                home.resolve(id + ".camel.yaml"),
                "- route:\n    id: " + id + "\n    from:\n      uri: bitrix24:" + from + "\n      steps:\n        "
                        + steps + "\n");
    }

    private void profile(String admin, String time) {
        portal.replies(
                "profile",
                request -> Reply.of(
                        200,
                        "{\"result\":{\"ID\":\"7\",\"ADMIN\":" + admin
                                + ",\"NAME\":\"Anna\",\"LAST_NAME\":\"\"},\"time\":{" + time + "}}"));
    }

    private String batch(String body) {
        StringBuilder good = new StringBuilder();
        StringBuilder bad = new StringBuilder();
        for (Map.Entry<String, JsonNode> command : commands(body).properties()) {
            String key = command.getKey();
            if (results.containsKey(key)) {
                good.append(good.isEmpty() ? "" : ",").append("\"" + key + "\":" + results.get(key));
            } else if (errors.containsKey(key)) {
                bad.append(bad.isEmpty() ? "" : ",")
                        .append("\"" + key + "\":{\"error\":\"" + errors.get(key) + "\",\"error_description\":\"no\"}");
            }
        }
        return "{\"result\":{\"result\":{" + good + "},\"result_error\":{" + bad + "}},\"time\":{}}";
    }

    private static JsonNode commands(String body) {
        try {
            return JSON.readTree(body).path("cmd");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
