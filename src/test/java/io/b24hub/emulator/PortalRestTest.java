package io.b24hub.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.b24hub.time.ManualClock;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortalRestTest {

    private final ManualClock clock = new ManualClock();
    private final Emulators emulators = new Emulators("127.0.0.1", Emulators.Ports.free(), clock, new Random(1));
    private final PortalEmulator portal = emulators.portal();
    private final Web web = new Web();

    @AfterEach
    void close() {
        emulators.close();
    }

    @Test
    void reads_a_deal_in_both_dialects() {
        long id = portal.records()
                .add(Kind.DEAL, Map.of("TITLE", "Кофе / чай", "OPPORTUNITY", "1500.5", "STAGE_ID", "C1:NEW"));

        HttpResponse<String> old = web.get(portal.restUri() + "crm.deal.get.json?id=" + id);
        JsonNode item =
                ok("crm.item.get", "{\"entityTypeId\":2,\"id\":" + id + "}").at("/result/item");

        assertThat(old.body()).contains("\\u041a\\u043e\\u0444\\u0435 \\/ ");
        JsonNode deal = Web.json(old).get("result");
        assertThat(deal.get("TITLE").asText()).isEqualTo("Кофе / чай");
        assertThat(deal.get("OPPORTUNITY").textValue()).isEqualTo("1500.50");
        assertThat(deal.get("CATEGORY_ID").textValue()).isEqualTo("1");
        assertThat(deal.get("DATE_CREATE").textValue()).isEqualTo("2026-03-01T12:00:00+03:00");
        assertThat(deal.get("LEAD_ID").isNull()).isTrue();
        assertThat(item.get("id").isInt()).isTrue();
        assertThat(item.get("opportunity").decimalValue()).isEqualByComparingTo("1500.5");
        assertThat(item.get("createdTime").textValue()).isEqualTo("2026-03-01T12:00:00+03:00");
        assertThat(item.get("assignedById").isNumber()).isTrue();
    }

    @Test
    void says_not_found_in_each_dialect() {
        HttpResponse<String> deal = call("crm.deal.get", "{\"id\":999999}");
        HttpResponse<String> item = call("crm.item.get", "{\"entityTypeId\":1220,\"id\":999999}");
        HttpResponse<String> task = call("tasks.task.get", "{\"taskId\":999999}");

        assertThat(deal.statusCode()).isEqualTo(400);
        assertThat(Web.json(deal)).isEqualTo(Web.json("{\"error\":\"\",\"error_description\":\"Not found\"}"));
        assertThat(item.statusCode()).isEqualTo(400);
        assertThat(Web.json(item).get("error").asText()).isEqualTo("NOT_FOUND");
        assertThat(task.statusCode()).isEqualTo(200);
        assertThat(Web.json(task).get("result")).isEqualTo(Web.json("[]"));
    }

    @Test
    void pages_through_a_list() {
        JsonNode first = ok("crm.deal.list", "{\"order\":{\"ID\":\"DESC\"},\"select\":[\"ID\",\"TITLE\"]}");
        JsonNode second = ok("crm.deal.list", "{\"order\":{\"ID\":\"DESC\"},\"start\":50}");
        JsonNode uncounted = ok("crm.deal.list", "{\"start\":-1,\"filter\":{\">ID\":50}}");

        assertThat(first.get("result")).hasSize(50);
        assertThat(first.get("next").asInt()).isEqualTo(50);
        assertThat(first.get("total").asInt()).isEqualTo(60);
        assertThat(first.at("/result/0/ID").asText()).isEqualTo("60");
        assertThat(first.at("/result/0")).hasSize(2);
        assertThat(second.get("result")).hasSize(10);
        assertThat(second.has("next")).isFalse();
        assertThat(uncounted.get("result")).hasSize(10);
        assertThat(uncounted.has("next")).isFalse();
    }

    @Test
    void filters_by_the_operators_before_the_name() {
        portal.records().add(Kind.LEAD, Map.of("TITLE", "Ищем Слона", "OPPORTUNITY", "77"));
        String slon = "&filter[%25TITLE]=%D1%81%D0%BB%D0%BE%D0%BD";

        assertThat(ids("crm.lead.list", "filter[@ID][]=3&filter[@ID][]=5&filter[@ID][]=999"))
                .containsExactly("3", "5");
        assertThat(ids("crm.lead.list", "filter[!@ID][0]=3&filter[%3CID]=5")).containsExactly("1", "2", "4");
        assertThat(ids("crm.lead.list", "filter[%3DOPPORTUNITY]=77" + slon)).containsExactly("16");
        assertThat(ids("crm.lead.list", "filter[%3E%3DDATE_MODIFY]=2026-03-02T00:00:00%2B03:00"))
                .isEmpty();
        JsonNode items = ok("crm.item.list", "{\"entityTypeId\":1,\"filter\":{\"@id\":[2,16]},\"select\":[\"title\"]}");
        assertThat(items.at("/result/items")).hasSize(2);
        assertThat(items.at("/result/items/1")).isEqualTo(Web.json("{\"id\":16,\"title\":\"Ищем Слона\"}"));
    }

    @Test
    void shows_phones_only_to_those_who_ask() {
        JsonNode some = ok("crm.item.list", "{\"entityTypeId\":1,\"filter\":{\"id\":1}}")
                .at("/result/items/0");
        JsonNode all = ok("crm.item.list", "{\"entityTypeId\":1,\"filter\":{\"id\":1},\"select\":[\"*\"]}")
                .at("/result/items/0");

        assertThat(some.has("fm")).isFalse();
        assertThat(all.at("/fm/0/typeId").asText()).isEqualTo("PHONE");
    }

    @Test
    void refuses_what_is_over_the_limit_and_admits_again_as_the_bucket_drains() {
        List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            calls.add(web.later("GET", portal.restUri() + "server.time", "text/plain", ""));
        }

        List<Integer> statuses =
                calls.stream().map(call -> call.join().statusCode()).toList();

        assertThat(statuses.stream().filter(status -> status == 200)).hasSize(50);
        assertThat(statuses.stream().filter(status -> status == 503)).hasSize(10);
        assertThat(portal.restCalls()).isEqualTo(60);
        assertThat(portal.refused()).isEqualTo(10);
        HttpResponse<String> full = call("profile", "{}");
        assertThat(Web.json(full).get("error").asText()).isEqualTo("QUERY_LIMIT_EXCEEDED");
        assertThat(full.headers().firstValue("Retry-After")).isEmpty();
        clock.advance(Duration.ofMillis(500));
        assertThat(call("profile", "{}").statusCode()).isEqualTo(200);
        assertThat(call("profile", "{}").statusCode()).isEqualTo(503);
    }

    @ParameterizedTest
    @ValueSource(strings = {"empty", "list-first-only", "list-index-full", "list-index-gap", "partial-error"})
    void a_batch_has_the_shapes_of_a_real_one(String file) {
        JsonNode recorded = Web.json(Web.file("batch/" + file + ".json"));
        String request = recorded.get("request").toString().replace("410", "1").replace("412", "2");

        JsonNode answer = ok("batch", request);

        assertThat(shapes(answer.get("result"))).isEqualTo(shapes(recorded.at("/body/result")));
        assertThat(answer.at("/result/result_error")).isEqualTo(recorded.at("/body/result/result_error"));
    }

    @Test
    void a_batch_tells_totals_and_halts_and_does_not_nest() {
        String form = "halt=1&cmd[deals]=crm.deal.list%3Forder%5BID%5D%3DDESC" + "&cmd[bad]=batch&cmd[never]=profile";

        JsonNode result =
                Web.json(web.postForm(portal.restUri() + "batch", form)).get("result");

        assertThat(result.at("/result/deals/0/ID").asText()).isEqualTo("60");
        assertThat(result.at("/result_total/deals").asInt()).isEqualTo(60);
        assertThat(result.at("/result_next/deals").asInt()).isEqualTo(50);
        assertThat(result.at("/result_error/bad/error").asText()).isEqualTo("ERROR_BATCH_METHOD_NOT_ALLOWED");
        assertThat(result.at("/result").has("never")).isFalse();
    }

    @Test
    void a_batch_of_51_is_too_long() {
        StringBuilder commands = new StringBuilder("\"c0\":\"profile\"");
        for (int i = 1; i < 51; i++) {
            commands.append(",\"c").append(i).append("\":\"profile\"");
        }

        HttpResponse<String> answer = call("batch", "{\"cmd\":{" + commands + "}}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Web.json(answer).get("error").asText()).isEqualTo("ERROR_BATCH_LENGTH_EXCEEDED");
    }

    @Test
    void a_method_over_its_time_is_blocked_alone_until_its_minutes_pass() {
        portal.operatingCost("crm.deal.list", Duration.ofSeconds(300));

        JsonNode time = ok("crm.deal.list", "{}").get("time");
        ok("crm.deal.list", "{}");
        HttpResponse<String> third = call("crm.deal.list", "{}");

        assertThat(time.get("operating").asDouble()).isEqualTo(300);
        assertThat(time.get("operating_reset_at").asLong())
                .isEqualTo(clock.instant().plusSeconds(600).getEpochSecond());
        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(ok("batch", "{\"cmd\":{\"a\":\"crm.deal.list\",\"b\":\"profile\"}}")
                        .at("/result/result_error/a/error")
                        .asText())
                .isEqualTo("OPERATION_TIME_LIMIT");
        clock.advance(Duration.ofMinutes(10));
        assertThat(call("crm.deal.list", "{}").statusCode()).isEqualTo(200);
    }

    @Test
    void refuses_a_wrong_secret_and_an_unknown_method() {
        HttpResponse<String> secret = web.get(portal.baseUri() + "/rest/1/guess/profile");
        HttpResponse<String> method = call("crm.deal.gett", "{\"id\":1}");

        assertThat(secret.statusCode()).isEqualTo(401);
        assertThat(Web.json(secret).get("error").asText()).isEqualTo("NO_AUTH_FOUND");
        assertThat(method.statusCode()).isEqualTo(404);
        assertThat(Web.json(method).get("error").asText()).isEqualTo("ERROR_METHOD_NOT_FOUND");
        assertThat(portal.received())
                .noneMatch(received -> received.path().contains("guess")
                        || received.path().contains(portal.identity().restSecret()));
        assertThat(portal.received().get(1).path()).isEqualTo("/rest/1/xxxxxx/crm.deal.gett");
    }

    @Test
    void knows_names_for_the_codes() {
        JsonNode stages = ok("crm.status.list", "{\"filter\":{\"ENTITY_ID\":\"DEAL_STAGE\"}}")
                .get("result");
        JsonNode user = ok("user.get", "{\"ID\":2}").at("/result/0");

        assertThat(stages.findValuesAsText("STATUS_ID")).contains("NEW", "WON", "LOSE");
        assertThat(user.get("LAST_NAME").asText()).isEqualTo("Иванова");
        assertThat(user.get("ACTIVE").isBoolean()).isTrue();
        assertThat(ok("user.get", "{\"ID\":99}").get("result")).isEmpty();
        assertThat(ok("crm.category.list", "{\"entityTypeId\":2}").at("/result/categories"))
                .hasSize(2);
        assertThat(ok("method.get", "{\"name\":\"crm.item.get\"}")
                        .at("/result/isExisting")
                        .asBoolean())
                .isTrue();
        assertThat(ok("crm.currency.list", "{}").get("result").findValuesAsText("CURRENCY"))
                .containsExactlyInAnyOrder("RUB", "USD", "EUR");
        assertThat(ok("crm.type.list", "{}").at("/result/types/0/entityTypeId").asInt())
                .isEqualTo(1220);
    }

    @Test
    void describes_fields_so_that_their_lists_can_be_found() {
        JsonNode deal = ok("crm.deal.fields", "{}").get("result");
        JsonNode item = ok("crm.item.fields", "{\"entityTypeId\":1220}").at("/result/fields");

        assertThat(deal.at("/STAGE_ID/type").asText()).isEqualTo("crm_status");
        assertThat(deal.at("/STAGE_ID/statusType").asText()).isEqualTo("DEAL_STAGE");
        assertThat(deal.at("/TYPE_ID/statusType").asText()).isEqualTo("DEAL_TYPE");
        assertThat(deal.at("/CURRENCY_ID/type").asText()).isEqualTo("crm_currency");
        assertThat(deal.at("/ASSIGNED_BY_ID/type").asText()).isEqualTo("user");
        assertThat(deal.at("/UF_CRM_1721244482/items").findValuesAsText("VALUE"))
                .containsExactly("Самовывоз", "Курьер");
        assertThat(item.at("/stageId/statusType").asText()).isEqualTo("DYNAMIC_1220_STAGE_26");
        assertThat(item.at("/assignedById/type").asText()).isEqualTo("user");
        assertThat(ok("crm.item.fields", "{\"entityTypeId\":2}")
                        .at("/result/fields/ufCrm_1721244482/type")
                        .asText())
                .isEqualTo("enumeration");
    }

    @Test
    void remembers_how_a_deal_moved() {
        long id = portal.records().add(Kind.DEAL, Map.of("TITLE", "x"));
        ok("crm.item.update", "{\"entityTypeId\":2,\"id\":" + id + ",\"fields\":{\"stageId\":\"WON\"}}");

        JsonNode moves = ok("crm.stagehistory.list", "{\"entityTypeId\":2,\"filter\":{\"OWNER_ID\":" + id + "}}")
                .at("/result/items");

        assertThat(moves.findValuesAsText("STAGE_ID")).containsExactly("NEW", "WON");
        assertThat(moves.findValuesAsText("TYPE_ID")).containsExactly("1", "3");
        assertThat(ok("crm.deal.get", "{\"id\":" + id + "}")
                        .at("/result/CLOSED")
                        .asText())
                .isEqualTo("Y");
    }

    private HttpResponse<String> call(String method, String json) {
        return web.postJson(portal.restUri() + method, json);
    }

    private JsonNode ok(String method, String json) {
        HttpResponse<String> answer = call(method, json);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Web.json(answer);
    }

    private List<String> ids(String method, String form) {
        return Web.json(web.postForm(portal.restUri() + method, form))
                .get("result")
                .findValuesAsText("ID");
    }

    private static Map<String, String> shapes(JsonNode result) {
        Map<String, String> shapes = new LinkedHashMap<>();
        result.properties().forEach(part -> {
            TreeSet<String> keys = new TreeSet<>();
            part.getValue().fieldNames().forEachRemaining(keys::add);
            shapes.put(
                    part.getKey(),
                    part.getValue().getNodeType() + " " + part.getValue().size() + " " + keys);
        });
        return shapes;
    }
}
