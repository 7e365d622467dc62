package io.b24hub.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.b24hub.time.ManualClock;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PortalListsTest {

    /** Ten minutes after the portal was filled. */
    private static final String LATER = "2026-03-01T12:10:00+03:00";

    private final ManualClock clock = new ManualClock();
    private final Emulators emulators = new Emulators("127.0.0.1", Emulators.Ports.free(), clock, new Random(1));
    private final PortalEmulator portal = emulators.portal();
    private final PortalRecords records = portal.records();
    private final Web web = new Web();

    @BeforeEach
    void wait_a_little() {
        clock.advance(Duration.ofMinutes(10));
    }

    @AfterEach
    void close() {
        emulators.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"LEAD", "DEAL", "CONTACT", "COMPANY", "QUOTE"})
    void older_lists_tell_what_was_added_and_what_was_changed_since(Kind kind) {
        records.update(kind, 2, Map.of("COMMENTS", "x"));
        clock.advance(Duration.ofSeconds(1));
        long added = records.add(kind, Map.of("COMMENTS", "y"));
        String list = "crm." + kind.word() + ".list";

        JsonNode changed = ok(list, since("DATE_MODIFY", LATER, "\"select\":[\"ID\",\"DATE_MODIFY\",\"DATE_CREATE\"]"));
        JsonNode created = ok(list, since("DATE_CREATE", LATER, "\"start\":-1"));

        assertThat(changed.get("result").findValuesAsText("ID")).containsExactly("2", String.valueOf(added));
        assertThat(changed.at("/result/0")).hasSize(3);
        assertThat(changed.at("/result/0/DATE_MODIFY").asText()).isEqualTo(LATER);
        assertThat(created.get("result").findValuesAsText("ID")).containsExactly(String.valueOf(added));
        assertThat(created.get("total").asInt()).isZero();
        assertThat(ok(list, "{\"filter\":{\"@ID\":[1,2,99999],\"<DATE_MODIFY\":\"" + LATER + "\"}}")
                        .get("result")
                        .findValuesAsText("ID"))
                .containsExactly("1");
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"LEAD", "DEAL", "CONTACT", "COMPANY", "QUOTE", "INVOICE", "ITEM"})
    void item_lists_tell_what_was_added_and_what_was_changed_since(Kind kind) {
        records.update(kind, 2, Map.of("TITLE", "x"));
        long added = records.add(kind, Map.of("TITLE", "y"));
        String type = "\"entityTypeId\":" + kind.entityTypeId();

        JsonNode changed =
                ok("crm.item.list", since("updatedTime", LATER, type + ",\"select\":[\"id\",\"updatedTime\"]"));
        JsonNode next = ok(
                "crm.item.list",
                "{" + type + ",\"filter\":{\">=updatedTime\":\"" + LATER + "\",\">id\":2},\"start\":-1}");
        JsonNode created = ok("crm.item.list", since("createdTime", LATER, type));

        assertThat(changed.at("/result/items").findValuesAsText("id")).containsExactly("2", String.valueOf(added));
        assertThat(changed.at("/result/items/0")).hasSize(2);
        assertThat(next.at("/result/items").findValuesAsText("id")).containsExactly(String.valueOf(added));
        assertThat(created.at("/result/items").findValuesAsText("id")).containsExactly(String.valueOf(added));
    }

    @Test
    void tasks_activities_and_calls_have_lists_of_their_own_shape() {
        records.update(Kind.TASK, 3, Map.of("STATUS", "3"));
        records.update(Kind.ACTIVITY, 3, Map.of("COMPLETED", "N"));
        long call = records.add(Kind.CALL, Map.of("CALL_ID", "call-1"));

        JsonNode tasks = ok("tasks.task.list", since("CHANGED_DATE", LATER, "\"select\":[\"ID\",\"CHANGED_DATE\"]"));
        JsonNode activities = ok("crm.activity.list", since("LAST_UPDATED", LATER, "\"start\":0"));
        JsonNode calls = ok(
                "voximplant.statistic.get",
                "{\"FILTER\":{\">=CALL_START_DATE\":\"" + LATER + "\"},\"SORT\":\"ID\",\"ORDER\":\"ASC\"}");

        assertThat(tasks.at("/result/tasks").findValuesAsText("id")).containsExactly("3");
        assertThat(tasks.at("/result/tasks/0/changedDate").asText()).isEqualTo(LATER);
        assertThat(activities.at("/result").findValuesAsText("ID")).containsExactly("3");
        assertThat(calls.at("/result").findValuesAsText("ID")).containsExactly(String.valueOf(call));
        assertThat(ok("tasks.task.list", "{}").at("/result/tasks/0/id").asText())
                .isEqualTo("8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-01T12:10:00+03:00",
                "2026-03-01T09:10:00+00:00",
                "2026-03-01T09:10:00Z",
                "2026-03-01T12:10:00",
                "2026-03-01 12:10:00",
                "01.03.2026 12:10:00"
            })
    void a_date_in_a_filter_may_have_any_form_that_the_portal_reads(String date) {
        records.update(Kind.TASK, 3, Map.of("STATUS", "3"));

        JsonNode from = ok("tasks.task.list", since("CHANGED_DATE", date, "\"select\":[\"ID\"]"));
        JsonNode after = ok("tasks.task.list", "{\"filter\":{\">CHANGED_DATE\":\"" + date + "\"}}");

        assertThat(from.at("/result/tasks").findValuesAsText("id")).containsExactly("3");
        assertThat(after.at("/result/tasks")).isEmpty();
    }

    @Test
    void the_stage_history_tells_moves_in_order_and_numbers_each_family_by_itself() {
        long deal = records.add(Kind.DEAL, Map.of("TITLE", "x"));
        long lead = records.add(Kind.LEAD, Map.of("TITLE", "x"));
        clock.advance(Duration.ofMinutes(1));
        records.update(Kind.DEAL, deal, Map.of("STAGE_ID", "EXECUTING", "TITLE", "y"));
        records.update(Kind.LEAD, lead, Map.of("STATUS_ID", "JUNK"));
        ok("crm.item.update", "{\"entityTypeId\":2,\"id\":" + deal + ",\"fields\":{\"categoryId\":1}}");
        records.update(Kind.DEAL, deal, Map.of("TITLE", "z"));

        JsonNode deals = history(2, deal);
        JsonNode leads = history(1, lead);

        assertThat(deals.findValuesAsText("TYPE_ID")).containsExactly("1", "2", "5");
        assertThat(deals.findValuesAsText("STAGE_ID")).containsExactly("NEW", "EXECUTING", "C1:NEW");
        assertThat(deals.findValuesAsText("CATEGORY_ID")).containsExactly("0", "0", "1");
        assertThat(deals.findValuesAsText("CREATED_TIME"))
                .containsExactly(LATER, "2026-03-01T12:11:00+03:00", "2026-03-01T12:11:00+03:00");
        assertThat(deals.findValues("ID")).allMatch(JsonNode::isIntegralNumber);
        assertThat(leads.findValuesAsText("STATUS_ID")).containsExactly("NEW", "JUNK");
        assertThat(leads.findValuesAsText("STATUS_SEMANTIC_ID")).containsExactly("P", "F");
        assertThat(leads.findValuesAsText("TYPE_ID")).containsExactly("1", "3");
        assertThat(leads.findValuesAsText("ID")).containsExactly("16", "17");
        long lastSeen = deals.get(1).get("ID").asLong();
        JsonNode next = ok(
                "crm.stagehistory.list",
                "{\"entityTypeId\":2,\"order\":{\"ID\":\"ASC\"},\"filter\":{\">ID\":" + lastSeen
                        + ",\">=CREATED_TIME\":\"" + LATER + "\"},\"start\":-1}");
        assertThat(next.at("/result/items").findValuesAsText("STAGE_ID")).containsExactly("C1:NEW");
    }

    @Test
    void invoices_have_a_stage_history_and_quotes_have_none() {
        records.update(Kind.INVOICE, 2, Map.of("STAGE_ID", "DT31_1:P"));
        records.update(Kind.QUOTE, 2, Map.of("STATUS_ID", "APPROVED"));

        assertThat(history(31, 2).findValuesAsText("TYPE_ID")).containsExactly("1", "3");
        assertThat(call("crm.stagehistory.list", "{\"entityTypeId\":7}").statusCode())
                .isEqualTo(400);
        assertThat(ok("crm.quote.get", "{\"id\":2}").at("/result/CLOSED").asText())
                .isEqualTo("Y");
    }

    private JsonNode history(int type, long owner) {
        return ok(
                        "crm.stagehistory.list",
                        "{\"entityTypeId\":" + type + ",\"order\":{\"ID\":\"ASC\"},\"filter\":{\"OWNER_ID\":" + owner
                                + "}}")
                .at("/result/items");
    }

    private static String since(String field, String date, String more) {
        String id = List.of("updatedTime", "createdTime").contains(field) ? "id" : "ID";
        return "{\"filter\":{\">=" + field + "\":\"" + date + "\"},\"order\":{\"" + id + "\":\"ASC\"}," + more + "}";
    }

    private HttpResponse<String> call(String method, String json) {
        return web.postJson(portal.restUri() + method, json);
    }

    private JsonNode ok(String method, String json) {
        HttpResponse<String> answer = call(method, json);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Web.json(answer);
    }
}
