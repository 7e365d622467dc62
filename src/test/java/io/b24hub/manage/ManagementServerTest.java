package io.b24hub.manage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.HubRig;
import io.b24hub.emulator.Kind;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.store.DeliveryState;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The management listener of a real hub, over its socket. */
class ManagementServerTest {

    private static final String TOKEN = "a-token-for-programs";
    private static final String PASSWORD = "a-password-for-people";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path home;

    private static HubRig rig;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        rig = new HubRig(home)
                .set("hub.management.port", "0")
                .set("hub.management.token", TOKEN)
                .set("hub.management.password", PASSWORD)
                .start();
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    @Test
    void health_needs_no_credentials_and_names_what_it_looked_at() throws Exception {
        HttpResponse<String> ready = send(request("/observe/health"));
        HttpResponse<String> live = send(request("/observe/health/live"));

        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(ready.body()).findValuesAsText("name")).containsExactly("store", "intake", "camel");
        assertThat(live.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "Bearer a-token-for-programs, 200",
        "Bearer a-token-for-program, 401",
        "Basic aXZhbjphLXBhc3N3b3JkLWZvci1wZW9wbGU=, 200",
        "Basic aXZhbjphLXRva2VuLWZvci1wcm9ncmFtcw==, 401",
        "Basic ###, 401",
        "Digest x, 401"
    })
    void lets_in_who_knows_the_token_or_the_password(String authorization, int status) throws Exception {
        HttpResponse<String> answer = send(request("/api/v1/status").header("Authorization", authorization));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).doesNotContain(TOKEN, PASSWORD);
    }

    @Test
    void tells_the_state_of_flows_portals_and_store() throws Exception {
        changeDeal();

        // an answer is kept for two seconds
        JsonNode status = await().until(
                        () -> get("/api/v1/status"),
                        answer -> answer.at("/intake/accepted").asLong() > 0);

        assertThat(status.path("flows").findValuesAsText("id")).contains("events-to-file", "deal-won-to-telegram");
        assertThat(status.path("portals").findValuesAsText("name")).containsExactly("main");
        assertThat(status.path("destinations").isArray()).isTrue();
        assertThat(status.at("/store/commits").asLong()).isPositive();
        assertThat(status.at("/store/commitMeanMillis").asDouble()).isPositive();
        assertThat(status.at("/store/commitSlowMillis").asDouble()).isPositive();
        assertThat(status.at("/store/groupSize").asDouble()).isGreaterThanOrEqualTo(1);
    }

    @Test
    void finds_deliveries_page_by_page_and_tells_the_story_of_their_event() throws Exception {
        Bitrix24Event event = changeDeal();

        JsonNode first = get("/api/v1/deliveries?flow=events-to-file&limit=1");
        JsonNode found = get("/api/v1/deliveries?event=" + event.id() + "&state=delivered&from=1h");
        JsonNode story = get("/api/v1/events/" + event.id());

        assertThat(first.path("deliveries")).hasSize(1);
        assertThat(first.path("before").asLong())
                .isEqualTo(first.at("/deliveries/0/id").asLong());
        assertThat(found.path("deliveries").findValuesAsText("flow")).contains("events-to-file");
        assertThat(story.at("/event/id").asText()).isEqualTo(event.id());
        assertThat(story.path("flows").findValuesAsText("id")).contains("events-to-file");
    }

    @Test
    void pauses_and_resumes_a_flow_and_keeps_who_did_it() throws Exception {
        JsonNode paused = post(
                "/api/v1/pause",
                "{\"kind\":\"flow\",\"name\":\"events-to-file\",\"for\":\"1h\",\"reason\":\"looking\"}");
        JsonNode holds = JSON.readTree(send(asIvan("/api/v1/status")).body());
        JsonNode resumed = post("/api/v1/resume", "{\"kind\":\"flow\",\"name\":\"events-to-file\"}");

        assertThat(paused.path("until").asText()).isNotEmpty();
        assertThat(holds.has("holds")).isTrue();
        assertThat(resumed.path("lifted").asBoolean()).isTrue();
        JsonNode newest = get("/api/v1/actions").at("/actions/0");
        assertThat(newest.path("action").asText()).isEqualTo("resume");
        assertThat(newest.path("origin").asText()).isEqualTo("API by token from 127.0.0.1");
    }

    @Test
    void replays_what_was_previewed() throws Exception {
        Bitrix24Event event = changeDeal();
        String filter = "{\"flow\":\"events-to-file\",\"event\":\"" + event.id() + "\",\"state\":\"delivered\"}";

        JsonNode preview = post("/api/v1/preview", "{\"change\":\"replay\",\"filter\":" + filter + "}");
        JsonNode begun =
                post("/api/v1/changes", "{\"token\":\"" + preview.path("token").asText() + "\"}");

        assertThat(preview.path("count").asLong()).isEqualTo(1);
        await().until(() ->
                get("/api/v1/changes/" + begun.path("id")).path("end").asText().equals("complete"));
        rig.settle();
        assertThat(rig.hub().store().deliveries(event.id()).stream()
                        .filter(delivery -> delivery.flow().equals("events-to-file")))
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1/pause | {\"kind\":\"flow\",\"name\":\"nobody\"} | 409 | There is no flow nobody",
                "/api/v1/pause | {\"kind\":\"flow\"} | 400 | \"name\\\" is missing",
                "/api/v1/pause | [] | 400 | must be a JSON object",
                "/api/v1/pause | {nonsense | 400 | must be a JSON object",
                "/api/v1/preview | {\"change\":\"explode\"} | 400 | there is no explode",
                "/api/v1/preview | {\"change\":\"drop\",\"filter\":{}} | 409 | ",
                "/api/v1/changes | {\"token\":\"AAAA\"} | 409 | token of a preview",
                "/api/v1/deliveries/999999/replay | {} | 409 | There is no delivery 999999",
            })
    void says_what_is_wrong_with_a_request(String path, String body, int status, String words) throws Exception {
        HttpResponse<String> answer =
                send(authorized(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(words == null ? "error" : words);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/deliveries?state=sleeping, 400",
        "/api/v1/deliveries?from=yesterday, 400",
        "/api/v1/events/x, 404"
    })
    void says_what_is_wrong_with_a_question(String path, int status) throws Exception {
        HttpResponse<String> answer = send(authorized(path));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(JSON.readTree(answer.body()).path("error").asText()).isNotBlank();
    }

    @Test
    void does_nothing_for_a_page_of_another_site() throws Exception {
        String body = "{\"kind\":\"flow\",\"name\":\"events-to-file\"}";

        HttpResponse<String> form = send(
                authorized("/api/v1/pause").header("Content-Type", "text/plain").POST(BodyPublishers.ofString(body)));
        HttpResponse<String> foreign = send(authorized("/api/v1/pause")
                .header("Content-Type", "application/json")
                .header("Origin", "https://evil.example")
                .POST(BodyPublishers.ofString(body)));

        assertThat(form.statusCode()).isEqualTo(403);
        assertThat(foreign.statusCode()).isEqualTo(403);
        assertThat(rig.hub().operations().holds()).isEmpty();
    }

    private static Bitrix24Event changeDeal() {
        long id = rig.far().portal().records().add(Kind.DEAL, Map.of("TITLE", "Looked at"));
        Bitrix24Event event = rig.event("ONCRMDEALADD", "deal:" + id);
        rig.delivery(event, "events-to-file", DeliveryState.DELIVERED);
        return event;
    }

    private static JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(send(authorized(path)).body());
    }

    private static JsonNode post(String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                send(authorized(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static HttpRequest.Builder authorized(String path) {
        return request(path).header("Authorization", "Bearer " + TOKEN);
    }

    private static HttpRequest.Builder asIvan(String path) {
        byte[] pair = ("ivan:" + PASSWORD).getBytes(StandardCharsets.UTF_8);
        return request(path)
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + rig.hub().managementPort() + path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }
}
