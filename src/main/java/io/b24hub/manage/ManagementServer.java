package io.b24hub.manage;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.b24hub.failure.HubException;
import io.b24hub.listen.Connections;
import io.b24hub.settings.ManagementSettings;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The listener for operators and probes.
 *
 * <p>{@code /observe/health} and {@code /observe/health/ready}: 200 while the hub can take events, else 503, with the checks.
 * {@code /observe/health/live}: 200 as long as the process answers. They need no credentials and tell no secrets.
 *
 * <p>{@code /observe/metrics}: for Prometheus. {@code /api/v1}: {@link Api}. Both for who may, see {@link Access}.
 *
 * <p>This class is thread-safe.
 */
public final class ManagementServer implements AutoCloseable {

    private static final int IDLE_SECONDS = 75;
    private static final int THREADS = 4;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Vertx vertx;
    private final Health health;
    private final WorkerExecutor workers;
    private final Router router;
    private final Calls calls;
    private final HttpServer server;

    /**
     * Opens the listener.
     *
     * @param more answers the paths that are not the listener's own
     * @throws HubException when it cannot listen, naming address and reason
     */
    public ManagementServer(
            Vertx vertx,
            ManagementSettings settings,
            HubParts parts,
            StatusReader status,
            Health health,
            Supplier<String> metrics,
            Consumer<Router> more) {
        this.vertx = vertx;
        this.health = health;
        workers = vertx.createSharedWorkerExecutor("b24hub-management", THREADS);
        router = Router.router(vertx);
        router.route().handler(context -> {
            protect(context.response());
            context.next();
        });
        router.get("/observe/health").handler(this::ready);
        router.get("/observe/health/ready").handler(this::ready);
        router.get("/observe/health/live").handler(context -> answer(context, 200, up()));
        calls = new Calls(parts.access(), workers);
        calls.text(router, "/observe/metrics", "text/plain; version=0.0.4; charset=utf-8", metrics);
        new Api(parts, status).mount(router, calls);
        more.accept(router);
        server = listen(settings);
    }

    private HttpServer listen(ManagementSettings settings) {
        try {
            return vertx.createHttpServer(
                            new HttpServerOptions().setIdleTimeout(IDLE_SECONDS).setHttp2ClearTextEnabled(false))
                    .connectionHandler(Connections::attend)
                    .requestHandler(router)
                    .invalidRequestHandler(ManagementServer::notUnderstood)
                    .listen(settings.port(), settings.host())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            workers.close();
            throw new HubException(
                    "The management server cannot listen on " + settings.host() + ":" + settings.port() + ": "
                            + e.getCause().getMessage() + ". Set hub.management.host and hub.management.port",
                    e.getCause());
        }
    }

    /** What is no HTTP, or has a longer line or header than the server reads. */
    private static void notUnderstood(HttpServerRequest request) {
        protect(request.response());
        HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER.handle(request);
    }

    /** Headers of everything that is answered here, also of what goes wrong; pages of the console have a looser policy. */
    private static void protect(HttpServerResponse response) {
        response.putHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("X-Frame-Options", "DENY")
                .putHeader("Referrer-Policy", "same-origin")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    /**
     * Shows one more text to who may see the API.
     *
     * @param text may wait
     */
    public void show(String path, String type, Supplier<String> text) {
        calls.text(router, path, type, text);
    }

    /** The port that is open. */
    public int port() {
        return server.actualPort();
    }

    private void ready(RoutingContext context) {
        workers.executeBlocking(health::look, false)
                .onSuccess(checks -> answer(
                        context, checks.values().stream().anyMatch(Optional::isPresent) ? 503 : 200, json(checks)))
                .onFailure(failure -> answer(context, 503, up().put("status", "DOWN")));
    }

    private static ObjectNode up() {
        return JSON.createObjectNode().put("status", "UP");
    }

    private static ObjectNode json(Map<String, Optional<String>> checks) {
        ObjectNode json = up();
        ArrayNode all = json.putArray("checks");
        checks.forEach((name, trouble) -> {
            ObjectNode check = all.addObject();
            check.put("name", name).put("status", trouble.isPresent() ? "DOWN" : "UP");
            trouble.ifPresent(words -> check.put("trouble", words));
        });
        if (checks.values().stream().anyMatch(Optional::isPresent)) {
            json.put("status", "DOWN");
        }
        return json;
    }

    private static void answer(RoutingContext context, int status, ObjectNode json) {
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json; charset=utf-8")
                .end(json.toString());
    }

    @Override
    public void close() {
        server.close().toCompletionStage().toCompletableFuture().join();
        workers.close();
    }
}
