package io.b24hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.intake.TokenUse;
import io.b24hub.store.OperatorAction;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens are replaced while the hub runs, as an operator does it: by its files. */
class TokenRotationTest {

    private static final String OLD = "old-token-of-the-portal-0001";
    private static final String NEW = "new-token-of-the-portal-0002";
    private static final Duration PATIENCE = Duration.ofSeconds(25);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path home;

    private final AtomicInteger ts = new AtomicInteger(1_736_500_000);
    private Path file;
    private TestHub hub;

    @BeforeEach
    void start() throws Exception {
        file = home.resolve("tokens");
        Files.writeString(file, "# of the sales portal\n" + OLD + "\n");
        Files.writeString(home.resolve("none.properties"), "hub.portal.main.robot-secret = first-secret-of-robots\n");
        hub = TestHub.in(home).set("hub.portal.main.token-file", "tokens").start();
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void a_changed_token_file_is_taken_over_within_seconds_and_kept_as_an_action_without_the_token() throws Exception {
        assertThat(call(NEW)).isEqualTo(403);

        Files.writeString(file, OLD + "\n" + NEW + "\n");

        await().atMost(PATIENCE).until(() -> call(NEW) == 200);
        assertThat(call(OLD)).isEqualTo(200);
        Files.writeString(file, NEW + "\n");
        await().atMost(PATIENCE).until(() -> call(OLD) == 403);
        assertThat(call(NEW)).isEqualTo(200);
        List<OperatorAction> actions = hub.hub().operations().actions(10);
        assertThat(actions).extracting(OperatorAction::origin).containsOnly("settings files");
        assertThat(actions)
                .extracting(OperatorAction::target)
                .allMatch(text -> text.matches("portal main: token [0-9a-f]{8} (no longer )?accepted"))
                .hasSize(2);
        assertThat(actions.toString()).doesNotContain(OLD, NEW);
    }

    @Test
    void the_robot_secret_of_the_properties_file_is_taken_over_too() throws Exception {
        Files.writeString(home.resolve("none.properties"), "hub.portal.main.robot-secret = second-secret-of-robots\n");

        assertThat(reload().statusCode()).isEqualTo(200);

        assertThat(robot("second-secret-of-robots")).isEqualTo(200);
        assertThat(robot("first-secret-of-robots")).isEqualTo(403);
        assertThat(hub.hub().operations().actions(1))
                .extracting(OperatorAction::target)
                .containsExactly("portal main: robot-secret replaced");
    }

    @Test
    void a_reload_ends_a_removed_token_at_once_and_tells_what_waits_for_a_restart() throws Exception {
        Files.writeString(file, NEW);
        Files.writeString(
                home.resolve("none.properties"),
                "hub.portal.main.robot-secret = first-secret-of-robots\nhub.rest.batch-size = 7\n");

        JsonNode answer = JSON.readTree(reload().body());

        assertThat(call(OLD)).isEqualTo(403);
        assertThat(call(NEW)).isEqualTo(200);
        assertThat(answer.path("changes")).hasSize(2);
        assertThat(answer.path("atRestart")).hasSize(1);
        assertThat(answer.at("/atRestart/0").asText()).isEqualTo("hub.rest.batch-size");
    }

    @Test
    void a_bad_file_keeps_the_old_tokens_and_says_why() throws Exception {
        Files.writeString(file, "a token with blanks, and a comma\n");

        HttpResponse<String> answer = reload();

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body())
                .contains("hub.portal.main.token-file", "no token: one a line", "keeps what it has")
                .doesNotContain("a token with blanks", OLD);
        assertThat(call(OLD)).isEqualTo(200);
        Files.delete(file);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(hub.hub().operations().actions(10))
                        .extracting(action -> action.origin() + ": " + action.action())
                        .contains("settings files: reload refused"));
        assertThat(call(OLD)).isEqualTo(200);
    }

    @Test
    void tells_which_token_was_used_last_when_also_after_a_restart() throws Exception {
        Files.writeString(file, OLD + "\n" + NEW + "\n");
        reload();
        call(OLD);

        // what was looked at is kept for two seconds
        List<TokenUse> tokens = await().atMost(PATIENCE)
                .until(
                        () -> hub.hub().status().intake().tokens(),
                        seen -> seen.size() == 3 && seen.get(1).calls() == 1);

        // the first one is the rig's own
        assertThat(tokens).extracting(TokenUse::fingerprint).allMatch(text -> text.matches("[0-9a-f]{8}"));
        assertThat(tokens.get(1).lastUsed()).isPresent();
        assertThat(tokens.get(2).lastUsed()).isEmpty();
        hub.close();
        hub = TestHub.in(home).set("hub.portal.main.token-file", "tokens").start();
        TokenUse again = hub.hub().status().intake().tokens().get(1);
        assertThat(again.fingerprint()).isEqualTo(tokens.get(1).fingerprint());
        assertThat(again.lastUsed()).isEqualTo(tokens.get(1).lastUsed());
        assertThat(again.calls()).isZero();
    }

    private int call(String token) {
        int second = ts.incrementAndGet();
        return hub.post(
                Map.of(
                        "event",
                        "ONCRMDEALUPDATE",
                        "data[FIELDS][ID]",
                        "7",
                        "ts",
                        Integer.toString(second),
                        "auth[application_token]",
                        token),
                Map.of());
    }

    private int robot(String secret) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + hub.hub().port() + "/bitrix24/main/robot/" + secret);
        return send(HttpRequest.newBuilder(address)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("document_id[0]=crm&document_id[1]=CCrmDocumentDeal"
                                + "&document_id[2]=DEAL_7&ts=" + ts.incrementAndGet())))
                .statusCode();
    }

    private HttpResponse<String> reload() throws Exception {
        URI address = URI.create("http://127.0.0.1:" + hub.hub().managementPort() + "/api/v1/reload");
        return send(HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}")));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }
}
