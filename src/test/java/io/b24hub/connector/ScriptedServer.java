package io.b24hub.connector;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;

/** A far side at the socket: answers by a script and remembers what it was asked. */
public final class ScriptedServer implements AutoCloseable {

    /** What came in; the body is unzipped. */
    public record Request(String path, String query, Map<String, List<String>> headers, byte[] body) {

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        public String header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(header -> header.getValue().get(0))
                    .findFirst()
                    .orElse("");
        }
    }

    /** What goes out. */
    public record Reply(int status, String body, Map<String, String> headers, Kind kind) {

        enum Kind {
            WHOLE,
            SILENCE,
            STALLED,
            RESET
        }

        public static Reply of(int status, String body) {
            return new Reply(status, body, Map.of(), Kind.WHOLE);
        }

        public Reply with(String header, String value) {
            return new Reply(status, body, Map.of(header, value), kind);
        }

        /** Never answers. */
        public static Reply silence() {
            return new Reply(0, "", Map.of(), Kind.SILENCE);
        }

        /** Sends the headers and nothing more. */
        public static Reply stalled() {
            return new Reply(200, "", Map.of(), Kind.STALLED);
        }

        /** Breaks the connection. */
        public static Reply reset() {
            return new Reply(0, "", Map.of(), Kind.RESET);
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile Function<Request, Reply> script;

    public ScriptedServer(Function<Request, Reply> script) {
        this.script = script;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        Request request = read(exchange);
        requests.add(request);
        Reply reply = script.apply(request);
        switch (reply.kind()) {
            case WHOLE -> send(exchange, reply);
            case SILENCE -> untilClosed();
            case STALLED -> {
                exchange.sendResponseHeaders(reply.status(), 100);
                exchange.getResponseBody().flush();
                untilClosed();
            }
            case RESET -> exchange.close();
        }
    }

    private static Request read(HttpExchange exchange) throws IOException {
        boolean zipped = "gzip".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        try (InputStream raw = exchange.getRequestBody();
                InputStream body = zipped ? new GZIPInputStream(raw) : raw) {
            return new Request(
                    exchange.getRequestURI().getPath(),
                    String.valueOf(exchange.getRequestURI().getRawQuery()),
                    Map.copyOf(exchange.getRequestHeaders()),
                    body.readAllBytes());
        }
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void untilClosed() {
        try {
            closed.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public void answers(Function<Request, Reply> newScript) {
        script = newScript;
    }

    public void answers(Reply reply) {
        script = request -> reply;
    }

    public List<Request> requests() {
        return requests;
    }

    public String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** An address where nobody listens. */
    public static String nobody() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "http://localhost:" + socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
