package io.b24hub.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.time.ManualClock;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSenderTest {

    private static final PortalIdentity DOCUMENTED = new PortalIdentity(
            "some-domain.bitrix24.ru",
            "d897063e1ce7c5eb9f04b9751eef5915",
            1,
            "secret",
            "jvh9y1ulvt2m6k5or90v9mg8nn32ozas");

    private final Vertx vertx = Vertx.vertx();
    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final SinkEmulator handler = new SinkEmulator(vertx, clock);
    private final PortalEmulator portal = new PortalEmulator(DOCUMENTED, vertx, clock, new Random(1));
    private final WebhookSender webhook = portal.webhook();
    private final Web web = new Web();

    @BeforeEach
    void start() {
        handler.start("127.0.0.1", 0);
        portal.start("127.0.0.1", 0);
        webhook.sendTo(URI.create(handler.baseUri() + "/bitrix24/main?key=1"));
    }

    @AfterEach
    void close() {
        portal.close();
        handler.close();
        vertx.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "crm-deal-add",
                "crm-lead-update",
                "crm-dynamic-item-add",
                "task-add",
                "task-update",
                "task-delete",
                "voximplant-call-end",
                "external-callback-start"
            })
    void posts_byte_for_byte_what_bitrix24_posts(String name) throws Exception {
        JsonNode decoded =
                Web.json(Web.file("payloads/" + name + ".webhook.json")).get("decoded");
        Map<String, Object> data = new ObjectMapper()
                .convertValue(decoded.get("data"), new TypeReference<LinkedHashMap<String, Object>>() {});
        String event = decoded.get("event").asText();
        clock.advance(Duration.ofSeconds(decoded.get("ts").asLong()));
        webhook.bind(event, decoded.get("event_handler_id").asInt());

        webhook.send(event, data).get(10, TimeUnit.SECONDS);

        assertThat(handler.received()).singleElement().satisfies(received -> {
            assertThat(received.body()).isEqualTo(Web.file("payloads/" + name + ".webhook.form"));
            assertThat(received.method()).isEqualTo("POST");
            assertThat(received.path()).isEqualTo("/bitrix24/main?key=1");
            assertThat(received.headers())
                    .containsEntry("user-agent", "Bitrix24 Webhook Engine")
                    .containsEntry("content-type", "application/x-www-form-urlencoded");
        });
    }

    @Test
    void a_robot_sends_neither_event_nor_token() throws Exception {
        webhook.callRobot(URI.create(handler.baseUri() + "/robot"), "DEAL_123").get(10, TimeUnit.SECONDS);

        assertThat(handler.received().get(0).body()).isEqualTo(Web.file("payloads/bizproc-robot-deal.robot.form"));
        assertThatThrownBy(() -> webhook.callRobot(handler.baseUri(), "123")).hasMessageContaining("DEAL_123");
    }

    @Test
    void never_repeats_a_call_and_counts_what_became_of_it() throws Exception {
        handler.faults().add(Fault.status(503));
        handler.faults().add(Fault.reset());

        SentCall first = webhook.send("ONCRMDEALADD", Map.of()).get(10, TimeUnit.SECONDS);
        SentCall second = webhook.send("ONCRMDEALADD", Map.of()).get(10, TimeUnit.SECONDS);
        SentCall third = webhook.send("ONCRMDEALADD", Map.of()).get(10, TimeUnit.SECONDS);

        assertThat(first.status()).hasValue(503);
        assertThat(second.status()).isEmpty();
        assertThat(third.accepted()).isTrue();
        assertThat(handler.received()).hasSize(3);
        assertThat(webhook.tally()).isEqualTo(new WebhookSender.Tally(3, 1, 1, 1));
        assertThat(webhook.sent()).containsExactly(first, second, third);
    }

    @Test
    void a_change_over_rest_raises_its_event() {
        String rest = portal.restUri().toString();

        web.postForm(rest + "crm.lead.add", "fields[TITLE]=%D0%9B%D0%B8%D0%B4");
        web.postJson(rest + "crm.deal.update", "{\"id\":7,\"fields\":{\"STAGE_ID\":\"WON\"}}");
        web.postJson(rest + "crm.contact.delete", "{\"id\":3}");
        web.postJson(rest + "crm.item.update", "{\"entityTypeId\":1220,\"id\":2,\"fields\":{\"title\":\"x\"}}");

        assertThat(eventsAfter(4))
                .satisfiesExactlyInAnyOrder(
                        form -> assertThat(form).contains("event=ONCRMLEADADD&", "data[FIELDS][ID]=16&"),
                        form -> assertThat(form).contains("event=ONCRMDEALUPDATE&", "data[FIELDS][ID]=7&"),
                        form -> assertThat(form).contains("event=ONCRMCONTACTDELETE&", "data[FIELDS][ID]=3&"),
                        form -> assertThat(form)
                                .contains("event=ONCRMDYNAMICITEMUPDATE&", "[ID]=2&", "[ENTITY_TYPE_ID]=1220&"));
    }

    @Test
    void a_move_into_another_funnel_raises_none() {
        portal.records().update(Kind.DEAL, 1, Map.of("CATEGORY_ID", "1", "STAGE_ID", "C1:NEW"));
        portal.records().update(Kind.DEAL, 1, Map.of("TITLE", "x"));

        assertThat(eventsAfter(1)).hasSize(1);
        assertThat(webhook.tally().sent()).isEqualTo(1);
    }

    @Test
    void a_burst_tells_every_update_once() throws Exception {
        WebhookSender.Tally tally = portal.burst(300, 8).get(30, TimeUnit.SECONDS);

        assertThat(tally).isEqualTo(new WebhookSender.Tally(300, 300, 0, 0));
        assertThat(handler.received()).hasSize(300);
    }

    @Test
    void sends_what_it_is_told_over_http() {
        web.postJson(
                portal.baseUri() + "/_emulator/send", "{\"event\":\"ONCRMQUOTEADD\",\"data\":{\"FIELDS\":{\"ID\":5}}}");

        assertThat(eventsAfter(1).get(0)).contains("event=ONCRMQUOTEADD&", "data[FIELDS][ID]=5&");
        assertThat(Web.json(web.get(portal.baseUri() + "/_emulator/sent"))
                        .get("sent")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void gets_its_handler_over_http_and_refuses_half_an_address() {
        String control = portal.baseUri() + "/_emulator/";
        webhook.sendNowhere();

        int half = web.postJson(control + "handler", "{\"url\":\"main\"}").statusCode();
        int early = web.postJson(control + "burst", "{\"n\":3}").statusCode();
        web.postJson(control + "handler", "{\"url\":\"" + handler.baseUri() + "/late\"}");
        web.postJson(control + "burst", "{\"n\":3}");

        assertThat(half).isEqualTo(400);
        assertThat(early).isEqualTo(400);
        assertThat(eventsAfter(3)).hasSize(3);
        assertThat(handler.received()).allMatch(received -> received.path().equals("/late"));
    }

    @Test
    void one_round_of_the_business_day_wins_a_deal() {
        portal.life().start(Duration.ofSeconds(3));
        clock.advance(Duration.ofSeconds(33));
        portal.life().stop();
        clock.advance(Duration.ofMinutes(5));

        Map<String, Object> deal = portal.records().find(Kind.DEAL, 61).orElseThrow();
        assertThat(deal).containsEntry("STAGE_ID", "WON").containsEntry("STAGE_SEMANTIC_ID", "S");
        assertThat(eventsAfter(13))
                .hasSize(13)
                .anyMatch(form -> form.startsWith("event=ONVOXIMPLANTCALLEND&"))
                .anyMatch(form -> form.startsWith("event=ONTASKADD&"));
    }

    @Test
    void the_same_random_source_gives_the_same_portal() {
        PortalEmulator twin = new PortalEmulator(DOCUMENTED, vertx, new ManualClock(Instant.EPOCH), new Random(1));

        assertThat(twin.records().all(Kind.DEAL)).isEqualTo(portal.records().all(Kind.DEAL));
    }

    private List<String> eventsAfter(int answers) {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> webhook.tally().accepted() >= answers
                        && webhook.tally().accepted() == webhook.tally().sent());
        return handler.received().stream()
                .map(received -> received.body().replace("%5B", "[").replace("%5D", "]"))
                .toList();
    }
}
