package io.b24hub.component.bitrix24;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpServer;
import io.b24hub.bitrix.HttpAnswer;
import io.b24hub.bitrix.HttpTransport;
import io.b24hub.connector.ScriptedServer;
import io.b24hub.connector.ScriptedServer.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CamelHttpTransportTest {

    private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);
    private static final String PATH = "/rest/1/s3cr3t/crm.deal.get.json";

    private final ScriptedServer server = new ScriptedServer(request -> Reply.of(200, "{\"result\":1}"));
    private final CamelContext context = new DefaultCamelContext();
    private final CamelHttpTransport transport = new CamelHttpTransport(context);

    @BeforeEach
    void start() throws Exception {
        context.addService(transport);
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
        server.close();
    }

    private HttpAnswer post(String url) throws Exception {
        return transport
                .post(url, "{\"id\":\"ж\"}".getBytes(StandardCharsets.UTF_8))
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private Throwable failureOf(String url) {
        Throwable failure = catchThrowable(() -> post(url));
        assertThat(failure).isInstanceOf(ExecutionException.class);
        return failure.getCause();
    }

    @Test
    void hands_over_status_type_and_body_and_sends_json_under_its_own_name() throws Exception {
        HttpAnswer answer = post(server.url() + PATH);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.contentType()).isEqualTo("application/json");
        assertThat(answer.body()).asString().isEqualTo("{\"result\":1}");
        assertThat(server.requests()).singleElement().satisfies(request -> {
            assertThat(request.path()).isEqualTo(PATH);
            assertThat(request.text()).isEqualTo("{\"id\":\"ж\"}");
            assertThat(request.header("Content-Type")).isEqualToIgnoringCase("application/json; charset=utf-8");
            assertThat(request.header("User-Agent")).isEqualTo("b24hub");
            assertThat(request.header("Accept")).isEqualTo("application/json");
        });
    }

    @Test
    void more_calls_than_can_be_on_their_way_wait_for_their_turn() throws Exception {
        List<CompletableFuture<HttpAnswer>> answers = IntStream.range(0, 50)
                .mapToObj(call -> transport
                        .post(server.url() + PATH, new byte[] {'{', '}'})
                        .toCompletableFuture())
                .toList();

        CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new)).get(20, TimeUnit.SECONDS);

        assertThat(server.requests()).hasSize(50);
    }

    @Test
    void a_redirect_is_handed_over_and_not_followed() throws Exception {
        server.answers(Reply.of(302, "").with("Location", server.url() + "/elsewhere"));

        HttpAnswer answer = post(server.url() + PATH);

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.location()).contains(server.url() + "/elsewhere");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void a_refusal_with_retry_after_returns_at_once_and_is_not_repeated() throws Exception {
        server.answers(Reply.of(503, "{\"error\":\"QUERY_LIMIT_EXCEEDED\"}").with("Retry-After", "5"));
        long began = System.nanoTime();

        HttpAnswer answer = post(server.url() + PATH);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).asString().contains("QUERY_LIMIT_EXCEEDED");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void an_error_without_a_body_is_an_answer_too() throws Exception {
        server.answers(Reply.of(401, ""));

        HttpAnswer answer = post(server.url() + PATH);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void an_answer_over_the_limit_fails() {
        server.answers(Reply.of(200, "x".repeat(HttpTransport.MAX_ANSWER + 1)));

        assertThat(failureOf(server.url() + PATH))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("larger than " + HttpTransport.MAX_ANSWER);
    }

    @Test
    void an_answer_of_just_the_limit_arrives() throws Exception {
        server.answers(Reply.of(200, "x".repeat(HttpTransport.MAX_ANSWER)));

        assertThat(post(server.url() + PATH).body()).hasSize(HttpTransport.MAX_ANSWER);
    }

    @Test
    void a_zipped_answer_is_unzipped() throws Exception {
        HttpServer zipping = zipping(EMPTY);
        try {
            HttpAnswer answer = post("http://localhost:" + zipping.getAddress().getPort() + PATH);

            assertThat(answer.body()).asString().isEqualTo("{}");
        } finally {
            zipping.stop(0);
        }
    }

    @Test
    void the_limit_counts_what_a_zipped_answer_unzips_to() throws Exception {
        HttpServer zipping = zipping(new byte[HttpTransport.MAX_ANSWER + 1]);
        try {
            assertThat(failureOf("http://localhost:" + zipping.getAddress().getPort() + PATH))
                    .hasMessageContaining("larger than " + HttpTransport.MAX_ANSWER);
        } finally {
            zipping.stop(0);
        }
    }

    @Test
    void a_refused_connection_fails_without_the_address() {
        String nobody = ScriptedServer.nobody();

        Throwable failure = failureOf(nobody + PATH);

        assertThat(failure).isInstanceOf(IOException.class).hasNoCause();
        assertThat(failure.toString()).doesNotContain("s3cr3t").doesNotContain("localhost");
    }

    @Test
    void a_broken_connection_fails_without_the_address_and_is_not_repeated() {
        server.answers(Reply.reset());

        Throwable failure = failureOf(server.url() + PATH);

        assertThat(failure).isInstanceOf(IOException.class).hasNoCause();
        assertThat(failure.toString()).doesNotContain("s3cr3t").doesNotContain("localhost");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void a_call_after_the_stop_fails_and_does_not_hang() {
        context.stop();

        assertThat(failureOf(server.url() + PATH)).hasMessageContaining("stopping");
    }

    private static HttpServer zipping(byte[] plain) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(zipped)) {
            out.write(plain);
        }
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            exchange.sendResponseHeaders(200, zipped.size());
            exchange.getResponseBody().write(zipped.toByteArray());
            exchange.close();
        });
        server.start();
        return server;
    }
}
