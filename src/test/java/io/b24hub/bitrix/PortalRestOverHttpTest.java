package io.b24hub.bitrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.b24hub.settings.BudgetSettings;
import io.b24hub.settings.PortalSettings;
import io.b24hub.settings.PortalSettings.Webhook;
import io.b24hub.settings.RestSettings;
import io.b24hub.settings.Secret;
import io.b24hub.time.SystemClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Through real sockets, a real clock and a portal with a bucket of its own. */
class PortalRestOverHttpTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final SystemClock clock = new SystemClock();
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final AtomicInteger refused = new AtomicInteger();
    private HttpServer server;
    private double level;
    private long lastNanos;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/rest/7/abcdefgh/crm.item.get.json", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean room = pour();
            if (room) {
                bodies.add(body);
            } else {
                refused.incrementAndGet();
            }
            byte[] answer = (room
                            ? "{\"result\":{\"item\":{\"title\":\"Сделка\"}}}"
                            : "{\"error\":\"QUERY_LIMIT_EXCEEDED\",\"error_description\":\"Too many requests\"}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
            exchange.sendResponseHeaders(room ? 200 : 503, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
        threads.shutdownNow();
        clock.close();
    }

    @Test
    void sixty_reads_are_each_answered_once() throws Exception {
        PortalRest rest = rest(new BudgetSettings(20, 40), server.getAddress().getPort());
        EntityReader reader = new EntityReader("main", rest);

        List<CompletableFuture<ReadOutcome>> reads = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            reads.add(reader.read(new ReadPlan("crm.item.get", Map.of("id", i), "result.item"))
                    .toCompletableFuture());
        }

        for (CompletableFuture<ReadOutcome> read : reads) {
            assertThat(read.get(20, TimeUnit.SECONDS)).isEqualTo(new ReadOutcome.Found(Map.of("title", "Сделка")));
        }
        assertThat(bodies).hasSize(60).doesNotHaveDuplicates();
    }

    @Test
    void learns_from_refusals_when_somebody_else_uses_the_bucket() throws Exception {
        PortalRest rest = rest(new BudgetSettings(100, 40), server.getAddress().getPort());

        List<CompletableFuture<RestResult>> calls = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            calls.add(rest.call("crm.item.get", Map.of("id", i)).toCompletableFuture());
        }

        for (CompletableFuture<RestResult> call : calls) {
            call.get(30, TimeUnit.SECONDS);
        }
        assertThat(refused.get()).isPositive();
        assertThat(bodies).hasSize(40).doesNotHaveDuplicates();
    }

    @Test
    void a_portal_that_is_down_is_a_temporary_failure_without_an_address() {
        int port = server.getAddress().getPort();
        server.stop(0);

        CompletableFuture<RestResult> call = rest(BudgetSettings.STANDARD, port)
                .call("crm.item.get", Map.of())
                .toCompletableFuture();

        assertThatThrownBy(() -> call.get(20, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        RestException.class, e -> assertThat(e.errorClass()).isEqualTo(RestErrorClass.TEMPORARY))
                .hasMessageContaining("ConnectException")
                .message()
                .doesNotContain("abcdefgh", "127.0.0.1", "localhost");
    }

    // the portal's bucket: 20 drops, 40 drain a second
    private synchronized boolean pour() {
        long now = System.nanoTime();
        level = lastNanos == 0 ? 0 : Math.max(0, level - (now - lastNanos) / 1e9 * 40);
        lastNanos = now;
        if (level + 1 > 20) {
            return false;
        }
        level++;
        return true;
    }

    private PortalRest rest(BudgetSettings budget, int port) {
        Webhook webhook = new Webhook(URI.create("http://127.0.0.1:" + port), 7, Secret.of("abcdefgh"));
        PortalSettings settings = new PortalSettings(
                "main", List.of(), Optional.empty(), false, Optional.empty(), Optional.of(webhook), budget);
        return new PortalRest(
                settings,
                new RestSettings(Duration.ZERO, 1),
                PortalRestOverHttpTest::post,
                new LeakyBucket(budget, clock),
                clock,
                PortalListener.NONE);
    }

    private static CompletableFuture<HttpAnswer> post(String url, byte[] body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return CLIENT.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
                .thenApply(answer -> new HttpAnswer(
                        answer.statusCode(),
                        answer.headers().firstValue("Content-Type").orElse(""),
                        answer.body(),
                        answer.headers().firstValue("Location")));
    }
}
