package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.TestHub;
import io.b24hub.connector.ScriptedServer;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.DeliveryState;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The flow to an object store that the documents show, word for word, with the library that people add for it. */
@Timeout(120)
class S3FlowTest {

    private static final String SECRET = "s3-secret-key-never-seen";
    private static final String FLOW = "events-to-s3";
    private static final List<String> OF_THE_LIBRARY =
            List.of("aws.accessKeyId", "aws.secretAccessKey", "aws.maxAttempts", "aws.requestChecksumCalculation");

    @TempDir
    private Path dir;

    @BeforeEach
    void give_keys_as_the_environment_does() {
        System.setProperty("aws.accessKeyId", "test-key");
        System.setProperty("aws.secretAccessKey", SECRET);
    }

    @AfterEach
    void forget_what_the_library_was_told() {
        OF_THE_LIBRARY.forEach(System::clearProperty);
    }

    @Test
    void an_event_becomes_an_object_and_the_key_stays_unseen() throws Exception {
        Map<String, Level> loud = Map.of("ROOT", Level.DEBUG, "org.apache.camel", Level.TRACE);
        try (S3Server store = new S3Server("my-bucket");
                CapturedLog log = new CapturedLog(loud);
                TestHub hub = hub(store.url(), "10m")) {
            String event = hub.send("ONCRMDEALADD", Map.of("FIELDS", "7", "TITLE", "Сделка «Ромашка» 🌼"));
            hub.awaitState(event, FLOW, DeliveryState.DELIVERED);

            S3Server.Request put = store.requests("PUT").get(0);
            assertThat(put.header("Authorization"))
                    .startsWith("AWS4-HMAC-SHA256 Credential=test-key/")
                    .contains("/us-east-1/s3/aws4_request");
            assertThat(put.header("Content-Type")).isEqualTo("application/json");
            assertThat(store.objects()).containsOnlyKeys("/my-bucket/main/ONCRMDEALADD/" + event + ".json");
            JsonNode stored = new ObjectMapper()
                    .readTree(store.objects().values().iterator().next());
            assertThat(stored.path("id").asText()).isEqualTo(event);
            assertThat(stored.at("/data/FIELDS/TITLE").asText()).isEqualTo("Сделка «Ромашка» 🌼");
            assertThat(log.lines()).hasSizeGreaterThan(200).noneMatch(line -> line.text()
                    .contains(SECRET));
            assertThat(Jmx.everything()).contains("aws2-s3://my-bucket").doesNotContain(SECRET);
        }
    }

    @Test
    void a_store_that_knows_no_checksums_gets_none() throws Exception {
        System.setProperty("aws.requestChecksumCalculation", "when_required");
        try (S3Server store = new S3Server("my-bucket");
                TestHub hub = hub(store.url(), "10m")) {
            String event = hub.send("ONCRMDEALADD", "7");
            hub.awaitState(event, FLOW, DeliveryState.DELIVERED);

            S3Server.Request put = store.requests("PUT").get(0);
            assertThat(put.header("x-amz-content-sha256")).doesNotContain("TRAILER");
            assertThat(put.headers().keySet()).noneMatch(name -> name.matches("(?i)x-amz-(trailer|.*checksum.*)"));
            assertThat(store.objects().values()).singleElement().asString().contains(event);
        }
    }

    @Test
    void a_busy_store_is_asked_again_by_the_hub_alone() throws Exception {
        System.setProperty("aws.maxAttempts", "1");
        try (S3Server store = new S3Server("my-bucket").refuses(503, "SlowDown");
                TestHub hub = hub(store.url(), "50ms")) {
            String event = hub.send("ONCRMDEALADD", "7");
            DeliveryRecord delivered = hub.awaitState(event, FLOW, DeliveryState.DELIVERED);

            assertThat(delivered.failures()).isOne();
            assertThat(store.requests("PUT"))
                    .hasSize(2)
                    .extracting(S3Server.Request::path)
                    .as("one object, whatever the number of attempts")
                    .containsOnly(store.objects().keySet().iterator().next());
        }
    }

    @ParameterizedTest
    @CsvSource({"my-bucket, SignatureDoesNotMatch, 403", "my-bucket, AccessDenied, 403", "another, NoSuchBucket, 404"})
    void a_refusal_is_tried_again_and_says_why(String bucket, String code, int status) throws Exception {
        try (S3Server store = new S3Server(bucket).refuses(status, code);
                TestHub hub = hub(store.url(), "10m")) {
            String event = hub.send("ONCRMDEALADD", "7");
            DeliveryRecord waiting = hub.awaitOutcome(event, FLOW);

            assertThat(waiting.state()).isEqualTo(DeliveryState.DUE);
            assertThat(waiting.reason())
                    .contains(code, "Status Code: " + status)
                    .doesNotContain(SECRET);
            assertThat(store.requests("PUT")).hasSize(1);
        }
    }

    @Test
    void the_hub_starts_without_the_store() throws Exception {
        try (TestHub hub = hub(ScriptedServer.nobody(), "10m")) {
            String event = hub.send("ONCRMDEALADD", "7");
            DeliveryRecord waiting = hub.awaitOutcome(event, FLOW);

            assertThat(waiting.state()).isEqualTo(DeliveryState.DUE);
            assertThat(waiting.reason()).contains("connection failed");
        }
    }

    private TestHub hub(String store, String retries) throws IOException {
        Properties shown = new Properties();
        shown.load(new StringReader(shown("properties").replace("https://s3.example.com", store)));
        TestHub.Preparation hub = TestHub.in(dir)
                .set("hub.delivery.retry-schedule", retries)
                .route(
                        "flows/" + FLOW + ".camel.yaml",
                        "- route:\n    id: " + FLOW + "\n    from:\n      uri: bitrix24:ONCRMDEAL*\n      steps:\n"
                                + shown("yaml").indent(8));
        shown.stringPropertyNames().forEach(key -> hub.set(key, shown.getProperty(key)));
        return hub.start();
    }

    /** The first block of a language in the section on S3. */
    private static String shown(String language) throws IOException {
        String section =
                Files.readString(Path.of("src/main/docs/connectors.md")).split("(?m)^## S3$")[1];
        Matcher block = Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```").matcher(section);
        assertThat(block.find()).as("a block of " + language).isTrue();
        return block.group(1);
    }
}
