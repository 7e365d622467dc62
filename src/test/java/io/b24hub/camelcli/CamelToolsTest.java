package io.b24hub.camelcli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.PortalServer;
import io.b24hub.TestHub;
import io.b24hub.manage.StatusJson;
import io.b24hub.store.DeliveryState;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.spi.CliConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Speaks to a hub as Camel's command line does: by the files that both know. */
@Timeout(120)
class CamelToolsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FLOW = """
            - route:
                id: noted
                description: Notes deals.
                from:
                  uri: bitrix24:ONCRMDEALADD
                  steps:
                    - setBody: {constant: "a body"}
                    - to: {id: noting, uri: "mock:noted"}
            """;

    @TempDir
    private Path dir;

    private final String before = System.getProperty("user.home");
    private final PortalServer portal = new PortalServer();

    @BeforeEach
    void home() {
        System.setProperty("user.home", dir.resolve("home").toString());
    }

    @AfterEach
    void back() {
        System.setProperty("user.home", before);
        portal.close();
    }

    @Test
    void camel_get_finds_the_hub_with_its_routes() throws IOException {
        try (TestHub hub = hub().set("hub.camel-cli", "true").start()) {
            hub.awaitState(hub.send("ONCRMDEALADD", "7"), "noted", DeliveryState.DELIVERED);

            JsonNode route = await().atMost(PATIENCE)
                    .until(
                            () -> read("-status.json").path("routes").path(0),
                            found -> found.path("statistics")
                                            .path("exchangesTotal")
                                            .asInt()
                                    == 1);

            assertThat(route.path("routeId").asText()).isEqualTo("noted");
            assertThat(read("-status.json").path("runtime").path("platform").asText())
                    .isEqualTo("b24hub");
            assertThat(text("-status.json")).doesNotContain(TestHub.TOKEN, PortalServer.SECRET);
        }
    }

    @Test
    void camel_trace_records_when_it_is_asked_to() throws IOException {
        try (TestHub hub = hub().set("hub.camel-cli", "true").start()) {
            hub.awaitState(hub.send("ONCRMDEALADD", "7"), "noted", DeliveryState.DELIVERED);
            assertThat(text("-trace.json")).isEmpty();

            act("{\"action\":\"trace\",\"enabled\":\"true\"}");
            hub.awaitState(hub.send("ONCRMDEALADD", "8"), "noted", DeliveryState.DELIVERED);

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(text("-trace.json")).contains("noting", "a body"));
        }
    }

    @Test
    void camel_stop_ends_the_hub_in_good_order() throws IOException {
        TestHub hub = hub().set("hub.camel-cli", "true").start();
        await().atMost(PATIENCE).until(() -> !text("-status.json").isEmpty());

        Files.delete(file(""));

        await().atMost(PATIENCE).until(() -> hub.context().isStopped());
        await().atMost(PATIENCE).until(() -> {
            try (var files = Files.list(dir.resolve("home/.camel"))) {
                return files.findAny().isEmpty();
            }
        });
        hub.close();
    }

    @Test
    void consoles_show_what_the_api_shows() throws Exception {
        try (TestHub hub = hub().portal(portal).set("hub.camel-cli", "true").start()) {
            hub.awaitState(hub.send("ONCRMDEALADD", "7"), "noted", DeliveryState.DELIVERED);

            JsonNode flows = JSON.readTree(console(hub, "b24hub-flows.json"));
            JsonNode budget = JSON.readTree(console(hub, "b24hub-budget.json"));
            JsonNode whole = JSON.readTree(console(hub, "b24hub.json"));

            JsonNode status = StatusJson.of(hub.hub().status());
            assertThat(flows.path("flows").path(0).path("id").asText()).isEqualTo("noted");
            assertThat(budget.path("portals"))
                    .hasToString(status.path("portals").toString());
            assertThat(whole.path("version")).isEqualTo(status.path("version"));
            assertThat(whole.has("flows")).isFalse();
            assertThat(console(hub, "b24hub")).contains("Events: ", "Store: ");
            // the status is kept for two seconds, this one perhaps since before the flow began
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(console(hub, "b24hub-flows"))
                    .contains("noted: on, 0 due"));
            assertThat(console(hub, "b24hub-budget")).contains("main: bucket at");
            assertThat(console(hub, "route")).contains("noted");
            assertThat(console(hub, "b24hub") + whole + flows + budget)
                    .doesNotContain(TestHub.TOKEN, PortalServer.SECRET);
            for (String none : new String[] {"properties", "bean", "send", "system-properties", "endpoint"}) {
                assertThat(get(hub, none).statusCode()).isEqualTo(404);
            }
        }
    }

    @Test
    void nothing_of_it_is_there_unless_it_is_wanted() throws Exception {
        try (TestHub hub = hub().start()) {
            assertThat(hub.context().hasService(CliConnector.class)).isNull();
            assertThat(get(hub, "b24hub").statusCode()).isEqualTo(404);
        }
        assertThat(dir.resolve("home")).doesNotExist();
    }

    private TestHub.Preparation hub() {
        return TestHub.in(dir).route("flows/noted.camel.yaml", FLOW);
    }

    private Path file(String suffix) {
        return dir.resolve("home/.camel").resolve(ProcessHandle.current().pid() + suffix);
    }

    private void act(String action) throws IOException {
        Files.writeString(file("-action.json"), action);
        await().atMost(PATIENCE).until(() -> Files.notExists(file("-action.json")));
    }

    private JsonNode read(String suffix) throws IOException {
        return JSON.readTree(text(suffix));
    }

    private String text(String suffix) throws IOException {
        return Files.exists(file(suffix)) ? Files.readString(file(suffix)) : "";
    }

    private static String console(TestHub hub, String id) throws Exception {
        var answer = get(hub, id);
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private static java.net.http.HttpResponse<String> get(TestHub hub, String id) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(
                                        "http://127.0.0.1:" + hub.hub().managementPort() + "/q/dev/" + id))
                                .build(),
                        BodyHandlers.ofString());
    }
}
