package io.b24hub.bitrix;

import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.b24hub.component.bitrix24.CamelHttpTransport;
import io.b24hub.settings.BudgetSettings;
import io.b24hub.settings.PortalSettings;
import io.b24hub.settings.PortalSettings.Webhook;
import io.b24hub.settings.Secret;
import io.b24hub.time.ManualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.core.ConditionFactory;

/**
 * A portal at the socket with the real REST client and the real transport before it, and a clock moved by hand. All hosts
 * lead to one local server, so that a portal can be renamed. Without an answer in hand the portal answers well.
 */
final class SocketPortal implements AutoCloseable {

    /** What the portal sends, byte for byte. A {@code length} above the body's cuts the connection off. */
    record Answer(int status, String contentType, Map<String, String> headers, byte[] body, long length) {

        static Answer of(int status, String contentType, byte[] body) {
            return new Answer(status, contentType, Map.of(), body, body.length);
        }

        static Answer json(int status, String body) {
            return of(status, "application/json; charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
        }

        Answer with(Map<String, String> more) {
            return new Answer(status, contentType, more, body, length);
        }

        Answer cutOff() {
            return new Answer(status, contentType, headers, body, body.length + 100L);
        }
    }

    /** A call as it came. */
    record Request(String http, String host, String method, String body) {}

    static final String HOST = "old-name.bitrix24.ru";
    static final String SECRET = "secret";
    static final Answer GOOD = Answer.json(200, "{\"result\":{\"ID\":\"1\"},\"time\":{}}");

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CamelContext context = new DefaultCamelContext();
    private final CamelHttpTransport transport = new CamelHttpTransport(context);
    private final Queue<Answer> script = new ArrayDeque<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<String> news = new CopyOnWriteArrayList<>();
    private final ManualClock clock = new ManualClock();
    private final PortalRest rest;

    SocketPortal() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
            context.addService(transport);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        context.start();
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
        Webhook webhook = new Webhook(URI.create("https://" + HOST), 1, Secret.of(SECRET));
        rest = new PortalRest(
                new PortalSettings(
                        "main",
                        List.of(),
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        Optional.of(webhook),
                        BudgetSettings.STANDARD),
                (url, body) -> transport.post(toServer(url), body),
                new LeakyBucket(BudgetSettings.STANDARD, clock),
                clock,
                listener());
    }

    private String toServer(String url) {
        return "http://localhost:" + server.getAddress().getPort() + "/" + url.substring("https://".length());
    }

    private void answer(HttpExchange exchange) throws IOException {
        String[] path = exchange.getRequestURI().getPath().split("/");
        requests.add(new Request(
                exchange.getRequestMethod(),
                path[1],
                path[path.length - 1].replace(".json", ""),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        Answer answer;
        synchronized (script) {
            answer = Optional.ofNullable(script.poll()).orElse(GOOD);
        }
        if (!answer.contentType().isEmpty()) {
            exchange.getResponseHeaders().set("Content-Type", answer.contentType());
        }
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), answer.length() == 0 ? -1 : answer.length());
        exchange.getResponseBody().write(answer.body());
        exchange.getResponseBody().flush();
        exchange.close();
    }

    private PortalListener listener() {
        return new PortalListener() {
            @Override
            public void stopped(String name, String advice) {
                news.add("stopped " + name + ": " + advice);
            }

            @Override
            public void recovered(String name) {
                news.add("recovered " + name);
            }

            @Override
            public void moved(String name, URI address) {
                news.add("moved " + name + ": " + address);
            }
        };
    }

    /** What the portal sends next; further ones wait behind it. */
    SocketPortal sends(Answer answer) {
        synchronized (script) {
            script.add(answer);
        }
        return this;
    }

    ManualClock clock() {
        return clock;
    }

    PortalCalls calls() {
        return rest;
    }

    /** What the operator was told. */
    List<String> news() {
        return news;
    }

    List<Request> requests() {
        return requests;
    }

    List<String> methods() {
        return requests.stream().map(Request::method).toList();
    }

    CompletableFuture<RestResult> begin(String method) {
        return rest.call(method, Map.of("id", 1)).toCompletableFuture();
    }

    RestResult result(String method) {
        CompletableFuture<RestResult> call = begin(method);
        patiently().until(call::isDone);
        return call.join();
    }

    RestException failure(String method) {
        CompletableFuture<RestResult> call = begin(method);
        patiently().until(call::isDone);
        try {
            throw new AssertionError("a result came: " + call.get());
        } catch (ExecutionException | CompletionException e) {
            return (RestException) e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Looks every few milliseconds: most waits here are short. */
    static ConditionFactory patiently() {
        return await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
    }

    @Override
    public void close() {
        context.stop();
        server.stop(0);
        threads.shutdownNow();
    }
}
