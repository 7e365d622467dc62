package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.TestHub;
import io.b24hub.connector.ScriptedServer;
import io.b24hub.connector.ScriptedServer.Reply;
import io.b24hub.connector.ScriptedServer.Request;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.DeliveryState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Flows to addresses that are secrets, as Slack and Mattermost give them. */
@Timeout(120)
class HookFlowTest {

    private static final String SECRET = "T0secret00/B0secret00/x0secret0000000x";
    private static final String FLOW = """
            - route:
                id: lead-to-slack
                from:
                  uri: bitrix24:ONCRMLEADADD
                  parameters:
                    rate: 1/s
                  steps:
                    - setBody:
                        simple: "${map(text,Новый лид «${body.entity.id}» 🎉)}"
                    - marshal:
                        json: {}
                    - to: hook:salesOPTIONS
            """;

    @TempDir
    private Path dir;

    @Test
    void the_text_arrives_and_the_address_stays_unseen() throws Exception {
        Map<String, Level> loud =
                Map.of("ROOT", Level.DEBUG, "io.b24hub", Level.TRACE, "org.apache.camel", Level.TRACE);
        try (ScriptedServer slack = new ScriptedServer(request -> Reply.of(200, "ok"));
                CapturedLog log = new CapturedLog(loud);
                TestHub hub = hub(slack.url(), "")) {
            String event = hub.send("ONCRMLEADADD", "7");
            hub.awaitState(event, "lead-to-slack", DeliveryState.DELIVERED);

            Request request = slack.requests().get(0);
            assertThat(request.path()).isEqualTo("/services/" + SECRET);
            assertThat(request.query()).isEqualTo("a=b%20c");
            assertThat(new ObjectMapper().readTree(request.body()).path("text").asText())
                    .isEqualTo("Новый лид «7» 🎉");
            assertThat(request.header("Content-Type")).startsWith("application/json");
            assertThat(request.headers().keySet())
                    .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("camel"));
            assertThat(hub.hub().explain().event(event).text())
                    .contains("- hook ")
                    .doesNotContain(SECRET);

            slack.answers(Reply.of(500, "/services/" + SECRET + " is broken"));
            String failing = hub.send("ONCRMLEADADD", "8");
            hub.awaitOutcome(failing, "lead-to-slack");
            assertThat(hub.hub().explain().event(failing).text())
                    .contains("500")
                    .doesNotContain(SECRET);
            assertThat(Jmx.everything()).contains("hook://sales").doesNotContain(SECRET);
            assertThat(log.lines()).hasSizeGreaterThan(300).noneMatch(line -> line.text()
                    .contains(SECRET));
        }
        assertThat(Files.readString(dir.resolve("data/hub.db"), StandardCharsets.ISO_8859_1))
                .doesNotContain(SECRET);
    }

    @Test
    void what_people_type_arrives_as_text() throws Exception {
        String title = "Acme, Inc: \"25%\", <b>bold</b> & <!channel> '${body}' {{x}}";
        try (ScriptedServer slack = new ScriptedServer(request -> Reply.of(200, "ok"));
                TestHub hub = TestHub.in(dir)
                        .set("hub.hook.sales.url", slack.url() + "/services/" + SECRET)
                        .route("messages/en/slack-lead.row.yaml", documented())
                        .route("flows/lead-to-slack.camel.yaml", """
                                - route:
                                    id: lead-to-slack
                                    from:
                                      uri: bitrix24:ONCRMLEADADD
                                      steps:
                                        - to: template:slack-lead
                                        - marshal:
                                            json: {}
                                        - to: hook:sales
                                """)
                        .start()) {
            String event = hub.send("ONCRMLEADADD", Map.of("FIELDS", "7", "TITLE", title));
            hub.awaitState(event, "lead-to-slack", DeliveryState.DELIVERED);

            assertThat(new ObjectMapper()
                            .readTree(slack.requests().get(0).body())
                            .path("text")
                            .asText())
                    .startsWith(
                            "New lead: Acme, Inc: \"25%\", &lt;b&gt;bold&lt;/b&gt; &amp; &lt;!channel&gt; '${body}' {{x}}");
        }
    }

    /** The row that the documents show, of what the portal sent in place of what is read. */
    private static String documented() throws Exception {
        String document = Files.readString(Path.of("src/main/docs/connectors.md"));
        int begin = document.indexOf("# routes/messages/en/slack-lead.row.yaml");
        return document.substring(begin, document.indexOf("```", begin)).replace("fields.TITLE", "data.FIELDS.TITLE");
    }

    @Test
    void slack_says_how_long_to_wait() {
        try (ScriptedServer slack = new ScriptedServer(
                        request -> Reply.of(429, "rate_limited").with("Retry-After", "120"));
                TestHub hub = hub(slack.url(), "")) {
            Instant before = Instant.now();
            String event = hub.send("ONCRMLEADADD", "7");
            DeliveryRecord waiting = hub.awaitOutcome(event, "lead-to-slack");

            assertThat(waiting.failures()).isZero();
            assertThat(waiting.dueAt()).isBetween(before.plusSeconds(119), before.plus(Duration.ofMinutes(3)));
            assertThat(waiting.reason()).contains("429").doesNotContain(SECRET);
            assertThat(slack.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"404, no_service", "403, action_prohibited", "410, channel_is_archived", "400, invalid_payload"})
    void a_refusal_is_parked_with_advice(int status, String said) {
        try (ScriptedServer slack = new ScriptedServer(request -> Reply.of(status, said));
                TestHub hub = hub(slack.url(), "")) {
            String event = hub.send("ONCRMLEADADD", "7");
            hub.awaitState(event, "lead-to-slack", DeliveryState.PARKED);

            assertThat(hub.hub().explain().event(event).text())
                    .contains(Integer.toString(status), said)
                    .doesNotContain(SECRET);
        }
    }

    @Test
    void takes_another_method_and_time_limits() {
        try (ScriptedServer slow = new ScriptedServer(request -> Reply.silence());
                TestHub hub = hub(slow.url(), "?httpMethod=PUT&responseTimeout=300ms&connectTimeout=1s")) {
            String event = hub.send("ONCRMLEADADD", "7");
            DeliveryRecord waiting = hub.awaitOutcome(event, "lead-to-slack");

            assertThat(waiting.reason()).contains("no answer in time").doesNotContain(SECRET);
        }
    }

    @Test
    void nobody_there_is_tried_again() {
        try (TestHub hub = hub(ScriptedServer.nobody(), "")) {
            String event = hub.send("ONCRMLEADADD", "7");
            DeliveryRecord waiting = hub.awaitOutcome(event, "lead-to-slack");

            assertThat(waiting.state()).isNotEqualTo(DeliveryState.PARKED);
            assertThat(waiting.reason()).contains("connection failed").doesNotContain(SECRET);
        }
    }

    @Test
    void a_misspelt_option_is_told() {
        assertThatThrownBy(() -> hub("http://localhost:1", "?httpMetod=PUT"))
                .hasMessageContaining("httpMetod")
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void a_flow_waits_for_its_address_to_be_set() {
        try (TestHub hub = TestHub.in(dir)
                .route("flows/lead-to-slack.camel.yaml", FLOW.replace("OPTIONS", ""))
                .start()) {
            assertThat(hub.hub().flows()).anyMatch(line -> line.contains("hub.hook.sales.url"));
        }
    }

    private TestHub hub(String server, String options) {
        return TestHub.in(dir)
                .set("hub.hook.sales.url", server + "/services/" + SECRET + "?a=b%20c")
                .set("hub.delivery.retry-schedule", "10m")
                .route("flows/lead-to-slack.camel.yaml", FLOW.replace("OPTIONS", options))
                .start();
    }
}
