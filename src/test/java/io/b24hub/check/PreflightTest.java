package io.b24hub.check;

import static io.b24hub.check.CheckRig.about;
import static io.b24hub.check.CheckRig.assertFinding;
import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.HubRig;
import io.b24hub.check.Finding.Verdict;
import io.b24hub.emulator.Fault;
import io.b24hub.emulator.Received;
import io.b24hub.emulator.SheetsEmulator;
import io.b24hub.emulator.TelegramEmulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole check with the real route files, against emulated far sides at the socket. */
class PreflightTest {

    private static final String SALES = "telegram chat " + HubRig.SALES_CHAT;
    private static final String CALLS = "telegram chat " + HubRig.CALLS_CHAT;
    private static final String SHEET = "google sheet Deals";

    @TempDir
    private Path home;

    private CheckRig rig;

    @BeforeEach
    void open() {
        rig = new CheckRig(home);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void finds_nothing_wrong_where_nothing_is() {
        Report report = rig.run();

        assertThat(report.findings())
                .filteredOn(finding -> finding.verdict() == Verdict.FAIL || finding.verdict() == Verdict.WARN)
                .isEmpty();
        assertThat(report.exitCode()).isZero();
        assertFinding(report, "settings", Verdict.OK, "1 portal");
        assertFinding(report, "flows/crm-to-kafka.camel.yaml", Verdict.SKIPPED, "switched off");
        assertFinding(report, "flows/deal-won-to-telegram.camel.yaml", Verdict.OK, "ONCRMDEALUPDATE");
        assertFinding(report, "flows/MissedCallToTelegram.java", Verdict.OK, "ONVOXIMPLANTCALLEND");
        assertFinding(report, "reachable", Verdict.OK, "127.0.0.1 answered");
        assertFinding(report, "webhook's owner", Verdict.OK, "user 1", "administrator");
        assertFinding(report, "scopes", Verdict.OK, "crm", "telephony");
        assertFinding(report, "crm.deal.get", Verdict.OK, "deal-won-to-telegram, deals-to-google-sheet");
        assertFinding(report, "user.get", Verdict.OK, "deal-stage-to-telegram", "deal-won-to-telegram");
        assertFinding(report, "clock", Verdict.OK, "within 10 s");
        assertFinding(report, "plan", Verdict.SKIPPED, "not readable", "50 calls at once and 2 a second");
        assertFinding(report, "telegram bot", Verdict.OK, "@b24hub_emulated_bot");
        assertFinding(report, SALES, Verdict.OK, "group", "not proven");
        assertFinding(report, CALLS, Verdict.OK);
        assertFinding(report, "google account", Verdict.OK, "emulated@b24hub-emulator");
        assertFinding(report, SHEET, Verdict.OK, "readable and writable", "no cell was changed");
        assertFinding(report, "google sheet Calls", Verdict.OK, "readable and writable");
        assertFinding(report, "voximplant.statistic.get", Verdict.OK, "for calls-to-google-sheet");
        assertFinding(report, "crm.item.get", Verdict.OK, "for robot-to-http");
        assertFinding(report, "flows/contacts-to-sql.camel.yaml", Verdict.SKIPPED, "hub.sql.url");
        assertFinding(report, sink(), Verdict.OK, "no request was sent");
        assertFinding(report, "hook:robot-to-http at " + sink(), Verdict.OK, "no request was sent");
        assertFinding(report, "file " + home, Verdict.OK, "can be written to");
        assertFinding(report, "public address", Verdict.SKIPPED, "hub.intake.public-url is not set");
        assertFinding(report, "hub.db", Verdict.OK, "does not exist yet");
    }

    @Test
    void changes_nothing_and_tells_nobody_anything() {
        rig.run();

        assertThat(rig.far().portal().received())
                .extracting(call -> call.path().replaceFirst(".*/", ""))
                .containsExactly("profile.json", "batch.json");
        assertThat(rig.far().telegram().received())
                .extracting(call -> call.path().replaceFirst(".*/(\\w+).*", "$1"))
                .containsOnly("getMe", "getChat");
        assertThat(rig.far().telegram().messages(HubRig.SALES_CHAT)).isEmpty();
        assertThat(rig.far().sheets().rows(SheetsEmulator.DEMO_SPREADSHEET, "Deals"))
                .allMatch(List::isEmpty);
        assertThat(rig.far().sink().received()).isEmpty();
        assertThat(home.resolve("hub.db")).doesNotExist();
        assertThat(home.resolve("hub.db.lock")).doesNotExist();
    }

    @Test
    void leaves_the_cell_that_it_tries_as_it_is() throws IOException {
        String sheet = SheetsEmulator.DEMO_SPREADSHEET;
        rig.run();
        String written = rig.far().sheets().received().stream()
                .filter(call -> call.method().equals("PUT"))
                .map(Received::body)
                .findFirst()
                .orElseThrow();

        assertThat(written).contains("[[null]]");
        assertThat(rig.far().sheets().rows(sheet, "Deals")).allMatch(List::isEmpty);
    }

    @Test
    void counts_its_calls_of_the_portal() {
        Report report = rig.run();

        assertThat(report.restCalls()).containsOnlyKeys("main").containsEntry("main", 2);
        assertThat(rig.far().portal().restCalls()).isEqualTo(2);
    }

    @Test
    void shows_no_secret_whatever_fails() {
        rig.set("hub.portal.main.robot-secret", "robot-secret-of-the-portal");
        Report well = rig.run();
        rig.far().portal().faults().add(Fault.status(401).always());
        rig.far()
                .telegram()
                .faults()
                .add(Fault.status(400)
                        .withBody("{\"ok\":false,\"description\":\"bot" + TelegramEmulator.DEMO_TOKEN + "\"}")
                        .always());
        rig.far().sheets().faults().add(Fault.status(403).always());
        Report badly = rig.run();

        assertThat(badly.count(Verdict.FAIL)).isGreaterThanOrEqualTo(2);
        String shown = ReportJson.of(well) + ReportJson.of(badly);
        assertThat(shown)
                .doesNotContain(
                        "robot-secret-of-the-portal",
                        rig.far().portal().identity().restSecret(),
                        rig.far().portal().identity().applicationToken(),
                        TelegramEmulator.DEMO_TOKEN,
                        "PRIVATE KEY",
                        "ya29.");
    }

    @Test
    void a_dead_webhook_fails_with_its_remedy_after_one_call() {
        rig.set("hub.portal.main.webhook-url", rig.far().portal().baseUri() + "/rest/1/wr0ngsecret/");

        Report report = rig.run();

        assertFinding(report, "reachable", Verdict.FAIL, "HTTP 401, NO_AUTH_FOUND", "copy the webhook address");
        assertFinding(report, "everything else", Verdict.SKIPPED);
        assertThat(report.exitCode()).isEqualTo(1);
        assertThat(report.restCalls()).containsEntry("main", 1);
    }

    @Test
    void a_gateways_page_and_a_broken_connection_fail() {
        rig.far().portal().faults().add(Fault.status(502).withBody("<html>Bad gateway</html>"));
        assertFinding(rig.run(), "reachable", Verdict.FAIL, "HTTP 502", "proxy");

        rig.far().portal().faults().add(Fault.reset());
        assertFinding(rig.run(), "reachable", Verdict.FAIL, "no answer", "firewall");
    }

    @Test
    void a_busy_portal_is_waited_for() {
        rig.far().portal().faults().add(Fault.status(503));

        Report report = rig.run();

        assertFinding(report, "reachable", Verdict.OK);
        assertThat(report.restCalls()).containsEntry("main", 3);
    }

    @Test
    void a_missing_webhook_fails_only_when_a_flow_needs_it() {
        rig.unset("hub.portal.main.webhook-url");
        assertFinding(rig.run(), "reachable", Verdict.FAIL, "deal-won-to-telegram", "hub.portal.main.webhook-url");

        for (String flow : List.of(
                "new-lead-to-telegram",
                "deal-won-to-telegram",
                "deal-stage-to-telegram",
                "tasks-to-telegram",
                "overdue-tasks-to-telegram",
                "daily-digest-to-telegram",
                "ledger-to-telegram",
                "deals-to-google-sheet",
                "calls-to-google-sheet",
                "robot-to-http")) {
            rig.set("flow." + flow + ".enabled", "false");
        }
        rig.unset("flow.missed-call-to-telegram.chat-id");
        Report report = rig.run();
        assertFinding(report, "reachable", Verdict.SKIPPED, "no flow that is on needs one");
        assertThat(report.restCalls()).containsEntry("main", 0);
        assertThat(report.exitCode()).isZero();
    }

    @Test
    void a_wildcard_asks_for_many_methods_and_warns_once() {
        rig.set("flow.crm-to-kafka.enabled", "true").set("hub.kafka.brokers", "127.0.0.1:1");

        Report report = rig.run();

        assertFinding(
                report, "events of wildcards", Verdict.WARN, "no such method", "crm-to-kafka", "crm.requisite.get");
        assertFinding(report, "crm.lead.get", Verdict.OK, "for crm-to-kafka");
        assertFinding(report, "kafka topic bitrix24-crm", Verdict.FAIL, "do not answer", "hub.kafka.brokers");
        assertThat(report.restCalls()).containsEntry("main", 2);
    }

    @Test
    void a_wrong_bot_token_fails_and_its_chats_are_skipped() {
        rig.set("hub.telegram.token", "100200300:wrong_wrong_wrong_wrong_wrong_wrong_xx");

        Report report = rig.run();

        assertFinding(report, "telegram bot", Verdict.FAIL, "HTTP 401", "@BotFather");
        assertFinding(report, SALES, Verdict.SKIPPED);
    }

    @Test
    void chats_that_the_bot_cannot_reach_fail_each_with_its_reason() {
        rig.far().telegram().kick(HubRig.SALES_CHAT);
        rig.far().telegram().remove(HubRig.CALLS_CHAT);
        Report report = rig.run();
        assertFinding(report, SALES, Verdict.FAIL, "bot was kicked", "Add the bot");
        assertFinding(report, CALLS, Verdict.FAIL, "chat not found", "Correct the id");

        rig.far().telegram().migrate(HubRig.SALES_CHAT, -1001234567890L);
        assertFinding(rig.run(), SALES, Verdict.FAIL, "supergroup", "-1001234567890");
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500})
    void a_telegram_that_gives_no_clear_answer_is_a_warning(int status) {
        rig.far().telegram().faults().add(Fault.status(status));

        assertFinding(rig.run(), "telegram bot", Verdict.WARN, "HTTP " + status, "again in a minute");
    }

    @Test
    void a_telegram_that_is_away_fails() {
        rig.set("hub.telegram.base-uri", "http://127.0.0.1:1");

        assertFinding(rig.run(), "telegram bot", Verdict.FAIL, "cannot be reached", "firewall");
    }

    @Test
    void a_sheet_that_is_not_shared_names_the_account_to_share_it_with() {
        rig.far().sheets().deny(SheetsEmulator.DEMO_SPREADSHEET);

        assertFinding(
                rig.run(),
                SHEET,
                Verdict.FAIL,
                "cannot be read",
                "HTTP 403",
                "Share the spreadsheet as editor with emulated@b24hub-emulator.iam.gserviceaccount.com.");
    }

    @Test
    void a_sheet_that_may_only_be_read_fails() {
        rig.far()
                .sheets()
                .faults()
                .add(Fault.status(403).onPath("valueInputOption").always());

        assertFinding(rig.run(), SHEET, Verdict.FAIL, "cannot be written to", "HTTP 403", "as editor");
    }

    @Test
    void a_wrong_spreadsheet_and_a_wrong_sheet_are_told_apart() {
        rig.set("flow.deals-to-google-sheet.spreadsheet-id", "none");
        assertFinding(rig.run(), SHEET, Verdict.FAIL, "HTTP 404", "spreadsheet's id");

        rig.set("flow.deals-to-google-sheet.spreadsheet-id", SheetsEmulator.DEMO_SPREADSHEET)
                .set("flow.deals-to-google-sheet.sheet", "Deels");
        assertFinding(rig.run(), "google sheet Deels", Verdict.FAIL, "no sheet \"Deels\"", "Deals");
    }

    @Test
    void a_used_up_quota_of_google_is_a_warning() {
        rig.far()
                .sheets()
                .faults()
                .add(Fault.status(429).onPath("valueInputOption").always());

        assertFinding(rig.run(), SHEET, Verdict.WARN, "HTTP 429", "again in a minute");
    }

    @Test
    void a_google_that_gives_no_token_and_a_broken_key_fail() throws IOException {
        rig.far().sheets().faults().add(Fault.status(400).onPath("/token").always());
        assertFinding(rig.run(), SHEET, Verdict.FAIL, "cannot be read", "clock");

        Path key = home.resolve("broken.json");
        Files.writeString(key, "{\"private_key\": \"very private\"}");
        rig.set("hub.google.key-file", key.toString());
        assertFinding(rig.run(), "google account", Verdict.FAIL, "cannot be used", "hub.google.key-file");
    }

    @Test
    void an_http_destination_is_only_connected_to() {
        rig.set("flow.events-to-http.url", "http://127.0.0.1:1/secret-path");
        Report refused = rig.run();
        assertFinding(refused, "http://127.0.0.1:1", Verdict.FAIL, "connection failed", "firewall");
        assertThat(ReportJson.of(refused)).doesNotContain("secret-path");

        rig.set("flow.events-to-http.url", sink().replace("http", "https") + "/x");
        assertFinding(rig.run(), sink().replace("http", "https"), Verdict.FAIL, "no connection", "certificate");

        rig.set("flow.events-to-http.url", "http://no-such-host.invalid/x");
        assertFinding(rig.run(), "http://no-such-host.invalid", Verdict.FAIL, "host name not found");
    }

    @Test
    void a_silent_far_side_does_not_hold_the_check_for_long() {
        rig.far().telegram().faults().add(Fault.delay(Duration.ofMinutes(5)).always());

        assertFinding(rig.run(), "telegram bot", Verdict.FAIL, "no answer in time");
    }

    @Test
    void a_public_address_is_judged_only_when_a_hub_runs() {
        rig.set("hub.intake.public-url", rig.far().sink().baseUri().toString());

        Report report = rig.run();

        assertFinding(report, "public address", Verdict.WARN, "https");
        assertFinding(report, "/bitrix24/main", Verdict.SKIPPED, "answered HTTP 200", "no hub runs", "start it");
    }

    @Test
    void wrong_settings_are_told_all_at_once_and_nothing_else_is_looked_at() {
        rig.set("hub.prtals", "x")
                .set("hub.intake.public-url", "hub.example.com")
                .set("hub.portal.main.plan", "gold");

        Report report = rig.run();

        assertThat(report.exitCode()).isEqualTo(2);
        assertThat(report.findings()).hasSize(3).allMatch(finding -> finding.verdict() == Verdict.FAIL);
        assertThat(about(report, "hub.prtals").remedy()).contains("hub.portals = main");
        assertThat(rig.far().portal().received()).isEmpty();
    }

    @Test
    void a_missing_routes_folder_fails() {
        rig.set("hub.routes.dir", home.resolve("nowhere").toString());

        assertFinding(rig.run(), "folder", Verdict.FAIL, "hub.routes.dir");
    }

    @Test
    void flows_that_cannot_work_are_named() throws IOException {
        Path flows = Files.createDirectories(home.resolve("routes/flows"));
        rig.set("hub.routes.dir", home.resolve("routes").toString());
        write(flows, "typo", "ONCRMDEALAD", "- to: bitrix24:crm.deal.gett");
        write(flows, "broken", "ONCRMDEALADD", "- tu: log:x");
        write(flows, "stranger", "ONCRMDEALADD", "- to: bitrix24:crm.deal.get?portal=other");
        write(flows, "open", "ONCRMDEALADD", "- toD: bitrix24:${body.type}");
        write(flows, "illegal", "ON-CRM", "- to: log:x");
        write(flows, "mail", "ONCRMDEALADD", "- to: smtps:mail.example.com");
        write(flows, "late", "ONCRMDEALADD", "- toD: telegram:bots?chatId=${body.id}");

        Report report = rig.run();

        assertFinding(report, "flows/typo.camel.yaml", Verdict.WARN, "ONCRMDEALAD", "Did you mean ONCRMDEALADD?");
        assertFinding(report, "crm.deal.gett", Verdict.FAIL, "for typo", "no such method", "Correct its name");
        assertFinding(report, "flows/broken.camel.yaml", Verdict.FAIL, "line 6", "\"tu\"", "does not start");
        assertFinding(report, "stranger", Verdict.FAIL, "the portal \"other\"", "hub.portals");
        assertFinding(report, "open", Verdict.SKIPPED, "at run time");
        assertFinding(report, "flows/illegal.camel.yaml", Verdict.FAIL, "ON-CRM", "Correct the event names");
        assertFinding(report, "smtps", Verdict.SKIPPED, "no check for this connector", "mail");
        assertFinding(report, "telegram chat", Verdict.SKIPPED, "flow late decides at run time");
        assertThat(report.exitCode()).isEqualTo(1);
    }

    private static void write(Path flows, String id, String event, String step) throws IOException {
        Files.writeString(
                flows.resolve(id + ".camel.yaml"),
                "- route:\n    id: " + id + "\n    from:\n      uri: bitrix24:" + event + "\n      steps:\n        "
                        + step + "\n");
    }

    private String sink() {
        return rig.far().sink().baseUri().toString();
    }
}
