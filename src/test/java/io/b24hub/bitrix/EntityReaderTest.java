package io.b24hub.bitrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.b24hub.bitrix.ReadOutcome.Found;
import io.b24hub.bitrix.ReadOutcome.Gone;
import io.b24hub.bitrix.ReadOutcome.Unreadable;
import io.b24hub.settings.BudgetSettings;
import io.b24hub.settings.PortalSettings;
import io.b24hub.settings.PortalSettings.Webhook;
import io.b24hub.settings.Secret;
import io.b24hub.time.ManualClock;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntityReaderTest {

    private final ManualClock clock = new ManualClock();
    private final ScriptedPortal portal = new ScriptedPortal();
    private final EntityReader reader = new EntityReader(
            "main",
            new PortalRest(
                    new PortalSettings(
                            "main",
                            List.of(),
                            Optional.empty(),
                            false,
                            Optional.empty(),
                            Optional.of(new Webhook(URI.create("https://a.bitrix24.com"), 1, Secret.of("abcdefgh"))),
                            BudgetSettings.STANDARD),
                    portal,
                    new LeakyBucket(BudgetSettings.STANDARD, clock),
                    clock,
                    PortalListener.NONE));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "result           | {\"ID\":\"1\",\"X\":null}",
                "result.item      | {\"item\":{\"ID\":\"1\",\"X\":null}}",
                "result[0]        | [{\"ID\":\"1\",\"X\":null},{\"ID\":\"2\"}]",
                "result.rows[1]   | {\"rows\":[{},{\"ID\":\"1\",\"X\":null}]}"
            })
    void finds_the_entity_at_its_path(String path, String result) {
        portal.json(200, "{\"result\":" + result + "}");

        Found found = (Found) read(path).join();

        assertThat(found.fields()).containsEntry("ID", "1").containsEntry("X", null);
        assertThat(portal.requests().get(0).body()).isEqualTo("{\"id\":1}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "result      | []",
                "result      | null",
                "result      | false",
                "result      | {}",
                "result[0]   | []",
                "result[3]   | [{\"ID\":\"1\"}]",
                "result.task | []",
                "result.task | {\"task\":[]}",
                "result.task | {\"task\":null}",
                "result.item | {\"item\":{}}"
            })
    void an_empty_place_means_gone(String path, String result) {
        portal.json(200, "{\"result\":" + result + "}");

        assertThat(read(path).join()).isEqualTo(new Gone());
    }

    @Test
    void an_error_that_says_so_means_gone() {
        portal.error(400, "", "Not found");

        assertThat(read("result").join()).isEqualTo(new Gone());
    }

    @ParameterizedTest
    @CsvSource({"400,ACCESS_DENIED,Доступ запрещен", "400,'',Access denied.", "403,ACCESS_DENIED,Access denied!"})
    void a_record_that_may_not_be_read_is_an_outcome_with_advice(int status, String code, String text) {
        portal.error(status, code, text);

        assertThat(((Unreadable) read("result").join()).reason()).contains(text, "right in the portal");
    }

    @Test
    void other_errors_stay_failures() {
        portal.error(403, "insufficient_scope", "The request requires higher privileges");

        assertThatThrownBy(() -> read("result").join())
                .cause()
                .isInstanceOfSatisfying(
                        RestException.class, e -> assertThat(e.errorClass()).isEqualTo(RestErrorClass.CONFIGURATION));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "result      | [{\"ID\":\"1\"}]",
                "result      | \"text\"",
                "result[0]   | {\"ID\":\"1\"}",
                "result.item | {\"task\":{\"ID\":\"1\"}}",
                "result.item | [{\"ID\":\"1\"}]"
            })
    void a_path_that_does_not_fit_is_a_mistake_and_not_a_deleted_record(String path, String result) {
        portal.json(200, "{\"result\":" + result + "}");

        assertThatThrownBy(() -> read(path).join())
                .cause()
                .isInstanceOfSatisfying(
                        RestException.class, e -> assertThat(e.errorClass()).isEqualTo(RestErrorClass.CONFIGURATION))
                .hasMessageContaining(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "item", "result.", "result[x]", "result[0", "results"})
    void refuses_a_malformed_path(String path) {
        assertThatThrownBy(() -> new ResultPath(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("write it like");
    }

    @Test
    void a_selection_of_a_crm_entity_is_read_through_its_list() {
        portal.json(200, "{\"result\":[{\"ID\":\"7\",\"TITLE\":\"A\"}]}");

        ReadOutcome outcome = select("crm.deal.get", Map.of("id", "7"), "result", "TITLE");

        assertThat(outcome).isEqualTo(new Found(Map.of("ID", "7", "TITLE", "A")));
        assertThat(portal.methods()).containsExactly("crm.deal.list");
        assertThat(portal.requests().get(0).body())
                .isEqualTo("{\"filter\":{\"@ID\":[\"7\"]},\"select\":[\"ID\",\"TITLE\"],\"start\":-1}");
    }

    @Test
    void a_selection_of_a_smart_process_is_read_through_the_list_of_items() {
        portal.json(200, "{\"result\":{\"items\":[{\"id\":7,\"title\":\"A\"}]}}");

        ReadOutcome outcome = select("crm.item.get", Map.of("entityTypeId", "1220", "id", "7"), "result.item", "title");

        assertThat(outcome).isEqualTo(new Found(Map.of("id", 7L, "title", "A")));
        assertThat(portal.requests().get(0).body()).contains("\"entityTypeId\":\"1220\"", "\"@id\":[\"7\"]");
    }

    @ParameterizedTest
    @CsvSource({"Not found,true", "Access denied.,false"})
    void what_the_list_leaves_out_is_asked_for_by_itself(String text, boolean gone) {
        portal.json(200, "{\"result\":[]}").error(400, "", text);

        CompletableFuture<ReadOutcome> outcome = reader.read(
                        new ReadPlan("crm.deal.get", Map.of("id", "7"), "result"),
                        new ReadTerms(List.of("TITLE"), CallLane.LIVE, Optional.empty()))
                .toCompletableFuture();

        assertThat(portal.methods()).containsExactly("crm.deal.list", "crm.deal.get");
        if (gone) {
            assertThat(outcome.join()).isEqualTo(new Gone());
        } else {
            assertThat(outcome.join()).isInstanceOf(Unreadable.class);
        }
    }

    @Test
    void what_the_list_leaves_out_but_is_there_has_the_same_fields() {
        portal.json(200, "{\"result\":[]}")
                .json(200, "{\"result\":{\"ID\":\"7\",\"TITLE\":\"A\",\"STAGE_ID\":\"NEW\"}}");

        assertThat(select("crm.deal.get", Map.of("id", "7"), "result", "TITLE"))
                .isEqualTo(new Found(Map.of("ID", "7", "TITLE", "A")));
    }

    @ParameterizedTest
    @CsvSource({
        "crm.activity.get,SUBJECT,id,7",
        "tasks.task.get,title,taskId,7",
        "crm.deal.get,TITLE,id,x7",
        "crm.item.get,fm,id,7"
    })
    void where_no_list_gives_it_the_selection_is_cut_out_of_the_whole(
            String method, String field, String parameter, String id) {
        portal.json(200, "{\"result\":{\"ID\":\"7\",\"" + field + "\":\"A\",\"OTHER\":\"B\"}}");

        ReadOutcome outcome = select(method, Map.of(parameter, id, "entityTypeId", "3"), "result", field);

        assertThat(outcome).isEqualTo(new Found(Map.of("ID", "7", field, "A")));
        assertThat(portal.methods()).containsExactly(method);
    }

    private ReadOutcome select(String method, Map<String, Object> params, String path, String field) {
        return reader.read(
                        new ReadPlan(method, params, path),
                        new ReadTerms(List.of(field), CallLane.LIVE, Optional.empty()))
                .toCompletableFuture()
                .join();
    }

    private CompletableFuture<ReadOutcome> read(String path) {
        return reader.read(new ReadPlan("some.thing.get", Map.of("id", 1), path))
                .toCompletableFuture();
    }
}
