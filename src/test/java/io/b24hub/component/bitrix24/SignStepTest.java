package io.b24hub.component.bitrix24;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.b24hub.TestHub;
import io.b24hub.connector.ScriptedServer;
import io.b24hub.connector.ScriptedServer.Reply;
import io.b24hub.connector.ScriptedServer.Request;
import io.b24hub.event.EventJson;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.DeliveryState;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a receiver gets that verifies signatures, at its socket. */
class SignStepTest {

    private static final String KEY = "c2lnbmluZy1zZWNyZXQtb2YtdGhlLXRlc3QtMDE=";
    private static final String OLD_KEY = "b2xkLXNpZ25pbmctc2VjcmV0LW9mLXRoZS10ZXN0";

    @TempDir
    private Path dir;

    private final AtomicInteger failures = new AtomicInteger();
    private final ScriptedServer far =
            new ScriptedServer(request -> failures.getAndDecrement() > 0 ? Reply.of(500, "busy") : Reply.of(200, "ok"));

    @AfterEach
    void stop() {
        far.close();
    }

    private TestHub.Preparation hub(String parameters, String steps) {
        return TestHub.in(dir)
                .set("hub.delivery.retry-schedule", "100ms")
                .route(
                        "flows/signed.camel.yaml",
                        """
                        - route:
                            id: signed
                            from:
                              uri: bitrix24:ONCRMDEALADD
                              parameters: {%s}
                              steps:
                        """.formatted(parameters)
                                + steps.replace("FAR", far.url()).indent(8));
    }

    private static final String SIGN_AND_SEND = "- process: {ref: sign}\n- to: FAR/in\n";

    private static String secrets(String... keys) {
        return String.join(", ", Arrays.stream(keys).map(key -> "whsec_" + key).toList());
    }

    private Request only() {
        assertThat(far.requests()).hasSize(1);
        return far.requests().get(0);
    }

    /** HMAC by its definition (RFC 2104), so that the same mistake is not made twice. */
    private static String expected(Request request, String key) throws GeneralSecurityException {
        byte[] block = Arrays.copyOf(Base64.getDecoder().decode(key), 64);
        byte[] inner = block.clone();
        byte[] outer = block.clone();
        IntStream.range(0, 64).forEach(i -> {
            inner[i] ^= 0x36;
            outer[i] ^= 0x5c;
        });
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        sha.update(inner);
        sha.update((request.header("webhook-id") + "." + request.header("webhook-timestamp") + ".").getBytes(UTF_8));
        byte[] digest = sha.digest(request.body());
        sha.update(outer);
        return "v1," + Base64.getEncoder().encodeToString(sha.digest(digest));
    }

    @Test
    void the_receiver_can_verify_an_event_and_knows_it_again() throws GeneralSecurityException {
        try (TestHub hub = hub("", SIGN_AND_SEND)
                .set("flow.signed.signing-secret", secrets(KEY, OLD_KEY))
                .start()) {
            failures.set(1);
            String event = hub.send("ONCRMDEALADD", Map.of("ID", "5", "TITLE", "Насос 🙂"));

            hub.awaitState(event, "signed", DeliveryState.DELIVERED);

            assertThat(far.requests()).hasSize(2);
            for (Request request : far.requests()) {
                assertThat(request.header("webhook-id")).isEqualTo(event);
                assertThat(Long.parseLong(request.header("webhook-timestamp")))
                        .isCloseTo(Instant.now().getEpochSecond(), within(60L));
                assertThat(request.header("webhook-signature"))
                        .isEqualTo(expected(request, KEY) + " " + expected(request, OLD_KEY));
                assertThat(request.text())
                        .isEqualTo(EventJson.toJson(hub.store().event(event).orElseThrow()))
                        .contains("Насос 🙂");
            }
        }
    }

    @Test
    void without_a_secret_nothing_is_signed_and_the_id_is_there_all_the_same() {
        try (TestHub hub = hub("", SIGN_AND_SEND)
                .set("flow.other.signing-secret", secrets(KEY))
                .start()) {
            String event = hub.send("ONCRMDEALADD", "5");
            hub.awaitState(event, "signed", DeliveryState.DELIVERED);

            assertThat(only().header("webhook-id")).isEqualTo(event);
            assertThat(only().header("webhook-timestamp")).isNotEmpty();
            assertThat(only().header("webhook-signature")).isEmpty();
        }
    }

    @Test
    void a_batch_is_signed_as_it_is_sent_and_has_the_same_id_when_it_is_repeated() throws GeneralSecurityException {
        try (TestHub hub = hub("batchSize: 3, batchWait: 20s", SIGN_AND_SEND)
                .set("flow.signed.signing-secret", secrets(KEY))
                .start()) {
            failures.set(1);
            List<String> events = List.of(
                    hub.send("ONCRMDEALADD", "1"), hub.send("ONCRMDEALADD", "2"), hub.send("ONCRMDEALADD", "3"));

            events.forEach(event -> hub.awaitState(event, "signed", DeliveryState.DELIVERED));

            assertThat(far.requests()).hasSize(2);
            assertThat(far.requests().get(0).header("webhook-id"))
                    .matches("batch_[0-9a-f]{32}")
                    .isEqualTo(far.requests().get(1).header("webhook-id"));
            Request request = far.requests().get(1);
            assertThat(request.header("webhook-signature")).isEqualTo(expected(request, KEY));
            assertThat(request.text()).startsWith("[{").contains(events);
        }
    }

    @Test
    void parts_of_a_split_are_messages_of_their_own() throws GeneralSecurityException {
        try (TestHub hub =
                hub("", """
                        - split:
                            constant: один,два
                            delimiter: ","
                            steps:
                              - process: {ref: sign}
                              - to: FAR/in
                        """).set("flow.signed.signing-secret", secrets(KEY)).start()) {
            String event = hub.send("ONCRMDEALADD", "5");
            hub.awaitState(event, "signed", DeliveryState.DELIVERED);

            assertThat(far.requests())
                    .extracting(request -> request.header("webhook-id"), Request::text)
                    .containsExactly(tuple(event + "_0", "один"), tuple(event + "_1", "два"));
            for (Request request : far.requests()) {
                assertThat(request.header("webhook-signature")).isEqualTo(expected(request, KEY));
            }
        }
    }

    @Test
    void each_event_of_a_batch_that_is_split_keeps_its_own_id() {
        try (TestHub hub = hub("batchSize: 2, batchWait: 20s", """
                        - split:
                            simple: "${body}"
                            steps:
                              - process: {ref: sign}
                              - to: FAR/in
                        """).start()) {
            List<String> events = List.of(hub.send("ONCRMDEALADD", "1"), hub.send("ONCRMDEALADD", "2"));
            events.forEach(event -> hub.awaitState(event, "signed", DeliveryState.DELIVERED));

            assertThat(far.requests())
                    .extracting(request -> request.header("webhook-id"))
                    .containsExactlyElementsOf(events);
        }
    }

    @Test
    void a_part_of_a_batch_that_names_no_event_is_refused_with_advice() {
        try (TestHub hub = hub("batchSize: 2, batchWait: 100ms", """
                        - split:
                            simple: "${body}"
                            steps:
                              - setBody: {constant: text}
                              - process: {ref: sign}
                              - to: FAR/in
                        """).start()) {
            DeliveryRecord end = hub.awaitOutcome(hub.send("ONCRMDEALADD", "1"), "signed");

            assertThat(end.state()).isEqualTo(DeliveryState.PARKED);
            assertThat(end.reason()).contains("which event of the batch");
            assertThat(far.requests()).isEmpty();
        }
    }

    @Test
    void a_row_becomes_json() throws GeneralSecurityException {
        try (TestHub hub =
                hub("", """
                        - setBody: {simple: "${list(${body.entity.id},'Сделка')}"}
                        - process: {ref: sign}
                        - to: FAR/in
                        """).set("flow.signed.signing-secret", secrets(KEY)).start()) {
            hub.awaitState(hub.send("ONCRMDEALADD", "5"), "signed", DeliveryState.DELIVERED);

            assertThat(only().text()).isEqualTo("[\"5\",\"Сделка\"]");
            assertThat(only().header("webhook-signature")).isEqualTo(expected(only(), KEY));
        }
    }
}
