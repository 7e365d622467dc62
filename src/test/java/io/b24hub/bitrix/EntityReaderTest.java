package io.b24hub.bitrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.b24hub.bitrix.ReadOutcome.Found;
import io.b24hub.bitrix.ReadOutcome.Gone;
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

    @Test
    void other_errors_stay_failures() {
        portal.error(400, "ACCESS_DENIED", "Доступ запрещен");

        assertThatThrownBy(() -> read("result").join())
                .cause()
                .isInstanceOfSatisfying(
                        RestException.class, e -> assertThat(e.errorClass()).isEqualTo(RestErrorClass.NO_ACCESS));
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

    private CompletableFuture<ReadOutcome> read(String path) {
        return reader.read(new ReadPlan("some.thing.get", Map.of("id", 1), path))
                .toCompletableFuture();
    }
}
