package io.b24hub.emulator;

import io.b24hub.failure.HubException;
import io.b24hub.time.HubClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP server that plays a far side: it remembers the newest 1,000 requests, fails as its {@link #faults()} say and
 * leaves the rest to its kind. Under {@code /_emulator/} it can be watched and steered over HTTP.
 *
 * <p>This class is thread-safe. Requests are served one after the other on one event loop.
 */
public abstract class Emulator implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Emulator.class);
    private static final int REMEMBERED = 1_000;
    private static final int SHOWN_BODY = 64 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String name;
    private final Vertx vertx;
    private final HubClock clock;
    private final Faults faults = new Faults();
    private final Journal<Received> received = new Journal<>(REMEMBERED);
    private final Control control = new Control(this);
    private volatile Optional<HttpServer> server = Optional.empty();
    private volatile String host = "";

    Emulator(String name, Vertx vertx, HubClock clock) {
        this.name = name;
        this.vertx = vertx;
        this.clock = clock;
    }

    /**
     * Begins to listen.
     *
     * @param address name or address of the interface, for example {@code 127.0.0.1}
     * @param port 0 takes a free one; {@link #baseUri()} tells which
     * @throws HubException when it cannot listen there
     */
    public final void start(String address, int port) {
        Future<HttpServer> listening = vertx.createHttpServer()
                .exceptionHandler(e -> LOG.debug("A connection of the {} emulator broke", name, e))
                .requestHandler(this::receive)
                .listen(port, address);
        server = Optional.of(await(listening, "listen on " + address + ":" + port));
        host = address;
    }

    /** Where clients on this machine find it, without a slash at the end. */
    public final URI baseUri() {
        HttpServer running = server.orElseThrow(
                () -> new IllegalStateException("The " + name + " emulator has no address before start"));
        String reachable = host.equals("0.0.0.0") ? "127.0.0.1" : host;
        return URI.create("http://" + reachable + ":" + running.actualPort());
    }

    /** What came in, oldest first; calls below {@code /_emulator/} are not among it. */
    public final List<Received> received() {
        return received.entries();
    }

    /** Empties {@link #received()}. */
    public final void forgetReceived() {
        received.clear();
    }

    /** What it shall do wrong. */
    public final Faults faults() {
        return faults;
    }

    /** Stops to listen. Harmless when it has not begun. */
    @Override
    public void close() {
        server.ifPresent(running -> await(running.close(), "stop"));
        server = Optional.empty();
    }

    final String name() {
        return name;
    }

    final Vertx vertx() {
        return vertx;
    }

    final HubClock clock() {
        return clock;
    }

    /** What the page at {@code /} says, one paragraph. */
    abstract String explanation();

    /** Does what a request asks for. Runs on the event loop and must not block. */
    abstract Reply answer(Call call);

    /** The answer that the real service gives when it refuses with this status. */
    abstract Reply refusal(int status, int retryAfter);

    /** A path and query with its secrets replaced. */
    String shown(String pathAndQuery) {
        return pathAndQuery;
    }

    /** A body with its secrets replaced. */
    String shownBody(Call call) {
        return call.text();
    }

    /** Answers a call below {@code /_emulator/} that only this kind knows. */
    Optional<Reply> control(Call call) {
        return Optional.empty();
    }

    private void receive(HttpServerRequest request) {
        request.body()
                .map(body -> call(request, body))
                .onSuccess(call -> handle(call, request.response()))
                .onFailure(e -> {
                    LOG.debug("The {} emulator got no whole request", name, e);
                    send(Reply.text(400, "The body cannot be read.\n"), request.response());
                });
    }

    private Call call(HttpServerRequest request, Buffer body) {
        Map<String, String> headers = new LinkedHashMap<>();
        request.headers().forEach((key, value) -> headers.put(key.toLowerCase(Locale.ROOT), value));
        String query = request.query() == null ? "" : request.query();
        boolean gzip = headers.getOrDefault("content-encoding", "").equals("gzip");
        return new Call(
                clock.instant(),
                request.method().name(),
                request.path(),
                query,
                headers,
                gzip ? Gzip.unpacked(body.getBytes()) : body.getBytes(),
                request.remoteAddress().hostAddress());
    }

    private void handle(Call call, HttpServerResponse response) {
        Optional<Reply> own = control.answer(call);
        if (own.isPresent()) {
            send(own.get(), response);
            return;
        }
        received.add(shown(call));
        Optional<Fault> fault = faults.take(call.pathAndQuery());
        if (fault.isEmpty()) {
            send(guarded(call), response);
        } else if (fault.get().delay().isZero()) {
            fail(fault.get(), call, response);
        } else {
            Context here = vertx.getOrCreateContext();
            clock.runIn(fault.get().delay(), () -> here.runOnContext(x -> fail(fault.get(), call, response)));
        }
    }

    private void fail(Fault fault, Call call, HttpServerResponse response) {
        if (fault.how() == Fault.Connection.RESET) {
            response.reset();
        } else if (fault.status() != 0) {
            Reply usual = refusal(fault.status(), fault.retryAfter().orElse(0));
            send(fault.body().map(b -> replaced(usual, b)).orElse(usual), response);
        } else {
            Reply reply = guarded(call);
            if (fault.how() == Fault.Connection.ANSWER_LOST) {
                response.reset();
            } else {
                send(reply, response);
            }
        }
    }

    private static Reply replaced(Reply usual, String body) {
        String type = body.startsWith("<") ? "text/html; charset=utf-8" : usual.contentType();
        return new Reply(usual.status(), type, usual.headers(), body);
    }

    private Reply guarded(Call call) {
        try {
            return answer(call);
        } catch (RuntimeException e) {
            LOG.error("The {} emulator failed at {} {}", name, call.method(), shown(call.path()), e);
            return Reply.text(500, "The emulator itself failed; its log says why.\n");
        }
    }

    private static void send(Reply reply, HttpServerResponse response) {
        if (response.closed() || response.ended()) {
            return;
        }
        response.setStatusCode(reply.status()).putHeader("Content-Type", reply.contentType());
        reply.headers().forEach(response::putHeader);
        response.end(reply.body());
    }

    private Received shown(Call call) {
        Map<String, String> headers = new LinkedHashMap<>(call.headers());
        headers.computeIfPresent("authorization", (key, value) -> value.replaceFirst("(?s)\\s.*", " xxxxxx"));
        headers.computeIfPresent("cookie", (key, value) -> "xxxxxx");
        String body = shownBody(call);
        String cut = body.length() <= SHOWN_BODY ? body : body.substring(0, SHOWN_BODY);
        return new Received(call.at(), call.method(), shown(call.pathAndQuery()), headers, cut);
    }

    private <T> T await(Future<T> future, String what) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HubException("The " + name + " emulator was interrupted while it tried to " + what, e);
        } catch (ExecutionException | TimeoutException e) {
            throw new HubException("The " + name + " emulator could not " + what + ": " + e.getMessage(), e);
        }
    }
}
