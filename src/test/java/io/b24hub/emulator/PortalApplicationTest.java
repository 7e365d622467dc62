package io.b24hub.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.b24hub.time.ManualClock;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PortalApplicationTest {

    private final ManualClock clock = new ManualClock();
    private final Emulators emulators = new Emulators("127.0.0.1", Emulators.Ports.free(), clock, new Random(1));
    private final PortalEmulator portal = emulators.portal();
    private final PortalApplication application = portal.application();
    private final Web web = new Web();
    private String token = application.install().access();

    @AfterEach
    void close() {
        emulators.close();
    }

    @Test
    void calls_methods_with_its_token_until_it_expires() {
        assertThat(ok("crm.deal.get", "\"id\":1").at("/result/ID").asText()).isEqualTo("1");
        assertThat(ok("batch", "\"cmd\":{\"a\":\"event.get\",\"b\":\"profile\"}")
                        .at("/result/result_error"))
                .isEmpty();
        assertThat(web.get(application.restUri() + "profile?auth=" + token).statusCode())
                .isEqualTo(200);

        clock.advance(Duration.ofHours(1));

        refused("crm.deal.get", "\"id\":1", 401, "expired_token");
        token = "guess";
        refused("crm.deal.get", "\"id\":1", 401, "invalid_token");
        token = "";
        refused("crm.deal.get", "\"id\":1", 401, "NO_AUTH_FOUND");
    }

    @Test
    void a_refresh_token_is_good_once_and_takes_its_access_token_along() {
        PortalApplication.Tokens first = application.install();

        JsonNode renewed = Web.json(renew(first.refresh(), application.clientSecret()));

        assertThat(renewed.get("expires_in").asInt()).isEqualTo(3600);
        assertThat(renewed.get("member_id").asText())
                .isEqualTo(portal.identity().memberId());
        assertThat(renewed.get("client_endpoint").asText())
                .isEqualTo(application.restUri().toString());
        token = first.access();
        refused("profile", "\"x\":1", 401, "invalid_token");
        token = renewed.get("access_token").asText();
        ok("profile", "\"x\":1");
        assertThat(Web.json(renew(first.refresh(), application.clientSecret()))
                        .get("error")
                        .asText())
                .isEqualTo("invalid_grant");
        HttpResponse<String> wrong = renew(renewed.get("refresh_token").asText(), "guess");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(Web.json(wrong).get("error").asText()).isEqualTo("invalid_client");
        clock.advance(Duration.ofDays(28));
        assertThat(renew(renewed.get("refresh_token").asText(), application.clientSecret())
                        .statusCode())
                .isEqualTo(400);
        assertThat(portal.received())
                .noneMatch(received -> received.path().contains(first.refresh())
                        || received.path().contains(application.clientSecret()));
    }

    @Test
    void a_webhook_may_not_call_its_methods() {
        HttpResponse<String> answer = web.postJson(portal.restUri() + "event.offline.get", "{}");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(Web.json(answer).get("error").asText()).isEqualTo("WRONG_AUTH_TYPE");
    }

    @Test
    void offline_events_keep_the_last_of_equal_changes() {
        ok("event.bind", "\"event\":\"onCrmDealUpdate\",\"event_type\":\"offline\"");
        portal.records().update(Kind.DEAL, 1, Map.of("TITLE", "a"));
        clock.advance(Duration.ofMinutes(1));
        portal.records().update(Kind.DEAL, 1, Map.of("TITLE", "b"));
        portal.records().update(Kind.DEAL, 2, Map.of("TITLE", "c"));
        portal.records().update(Kind.LEAD, 1, Map.of("TITLE", "d"));

        JsonNode list = ok("event.offline.list", "\"x\":1").get("result");
        JsonNode got = ok("event.offline.get", "\"x\":1").get("result");

        assertThat(list).hasSize(2);
        assertThat(list.at("/0/MESSAGE_ID").asText()).matches("[0-9a-f]{32}");
        assertThat(list.at("/0/TIMESTAMP_X").asText()).isEqualTo("2026-03-01T12:01:00+03:00");
        assertThat(list.at("/0/PROCESS_ID").asText()).isEmpty();
        assertThat(got.get("process_id").isNull()).isTrue();
        assertThat(got.get("events")).hasSize(2);
        assertThat(got.at("/events/0/EVENT_NAME").asText()).isEqualTo("ONCRMDEALUPDATE");
        assertThat(got.at("/events/0/EVENT_DATA/FIELDS/ID").asText()).isEqualTo("1");
        assertThat(application.waiting()).isZero();
    }

    @Test
    void reserved_events_stay_until_they_are_cleared_and_a_later_change_makes_another() {
        ok("event.bind", "\"event\":\"ONCRMDEALUPDATE\",\"event_type\":\"offline\"");
        for (int deal = 1; deal <= 60; deal++) {
            portal.records().update(Kind.DEAL, deal, Map.of("TITLE", "a"));
        }

        JsonNode first = ok("event.offline.get", "\"clear\":0").get("result");
        JsonNode second = ok("event.offline.get", "\"clear\":0").get("result");
        portal.records().update(Kind.DEAL, 1, Map.of("TITLE", "b"));
        String process = first.get("process_id").asText();
        JsonNode again = ok("event.offline.get", "\"clear\":0,\"process_id\":\"" + process + "\"")
                .get("result");

        assertThat(first.get("events")).hasSize(50);
        assertThat(second.get("events")).hasSize(10);
        assertThat(second.get("process_id").asText()).isNotEqualTo(process);
        assertThat(again.get("events").findValuesAsText("MESSAGE_ID"))
                .containsExactlyElementsOf(first.get("events").findValuesAsText("MESSAGE_ID"));
        assertThat(application.waiting()).isEqualTo(61);
        List<String> messages = first.get("events").findValuesAsText("MESSAGE_ID");
        ok("event.offline.error", "\"process_id\":\"" + process + "\",\"message_id\":[\"" + messages.get(1) + "\"]");
        ok("event.offline.clear", "\"process_id\":\"" + process + "\",\"message_id\":[\"" + messages.get(0) + "\"]");
        assertThat(application.waiting()).isEqualTo(60);
        assertThat(ok("event.offline.list", "\"filter\":{\"ERROR\":1}").get("result"))
                .hasSize(1);
        ok("event.offline.clear", "\"process_id\":\"" + process + "\"");
        assertThat(application.waiting()).isEqualTo(12); // what was marked is nobody's any more
        assertThat(ok("event.offline.get", "\"x\":1").at("/result/events")).hasSize(1);
        refused("event.offline.clear", "\"x\":1", 400, "ERROR_ARGUMENT");
    }

    @Test
    void online_events_carry_tokens_and_tell_of_funnels() {
        String handler = emulators.sink().baseUri() + "/app";
        ok("event.bind", "\"event\":\"ONCRMDEALMOVETOCATEGORY\",\"handler\":\"" + handler + "\"");
        refused(
                "event.bind",
                "\"event\":\"ONCRMDEALMOVETOCATEGORY\",\"handler\":\"" + handler + "\"",
                400,
                "ERROR_CORE");
        long deal = portal.records().add(Kind.DEAL, Map.of("TITLE", "x"));

        portal.records().update(Kind.DEAL, deal, Map.of("CATEGORY_ID", "1"));
        await().until(() -> emulators.sink().received().size() == 1);

        RestParams form = RestParams.ofQuery(emulators.sink().received().get(0).body());
        Map<String, Object> auth = form.map("auth");
        assertThat(form.map("data").get("FIELDS"))
                .isEqualTo(Map.of("ID", String.valueOf(deal), "CATEGORY_ID", "1", "STAGE_ID", "C1:NEW"));
        assertThat(auth)
                .containsEntry("application_token", application.applicationToken())
                .containsEntry("status", "L")
                .containsKey("expires")
                .doesNotContainKey("refresh_token");
        token = String.valueOf(auth.get("access_token"));
        assertThat(ok("event.get", "\"x\":1").get("result")).hasSize(1);
        assertThat(ok("event.unbind", "\"event\":\"ONCRMDEALMOVETOCATEGORY\",\"handler\":\"" + handler + "\"")
                        .at("/result/count")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void wakes_the_application_not_more_often_than_it_asked_for() {
        String handler = emulators.sink().baseUri() + "/wake";
        ok("event.bind", "\"event\":\"ONCRMDEALUPDATE\",\"event_type\":\"offline\"");
        ok(
                "event.bind",
                "\"event\":\"ONOFFLINEEVENT\",\"handler\":\"" + handler + "\",\"options\":{\"minTimeout\":60}");

        portal.records().update(Kind.DEAL, 1, Map.of("TITLE", "a"));
        portal.records().update(Kind.DEAL, 2, Map.of("TITLE", "a"));
        clock.advance(Duration.ofMinutes(1));
        portal.records().update(Kind.DEAL, 3, Map.of("TITLE", "a"));
        await().until(() -> emulators.sink().received().size() == 2);

        RestParams form = RestParams.ofQuery(emulators.sink().received().get(0).body());
        assertThat(form.text("event")).isEqualTo("ONOFFLINEEVENT");
        assertThat(form.map("auth")).containsKey("refresh_token");
        assertThat(form.value("data")).isEmpty();
        assertThat(portal.webhook().tally().sent()).isEqualTo(2);
    }

    private HttpResponse<String> renew(String refresh, String secret) {
        return web.get(application.tokenUri() + "?grant_type=refresh_token&client_id=" + application.clientId()
                + "&client_secret=" + secret + "&refresh_token=" + refresh);
    }

    private HttpResponse<String> call(String method, String json) {
        return web.postJson(application.restUri() + method, "{\"auth\":\"" + token + "\"," + json + "}");
    }

    private JsonNode ok(String method, String json) {
        HttpResponse<String> answer = call(method, json);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Web.json(answer);
    }

    private void refused(String method, String json, int status, String error) {
        HttpResponse<String> answer = call(method, json);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(Web.json(answer).get("error").asText()).isEqualTo(error);
    }
}
