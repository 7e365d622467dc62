package io.b24hub.source;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.b24hub.time.HubClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Publishes a list of addresses, or whatever a test wants it to answer, and remembers when it was asked. */
public final class ListServer implements AutoCloseable {

    /** What to answer. */
    @FunctionalInterface
    interface Script {

        void answer(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final List<Instant> polls = new CopyOnWriteArrayList<>();
    private volatile Script script = exchange -> send(exchange, 503, "");

    public ListServer(HubClock clock) {

        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            polls.add(clock.instant());
            script.answer(exchange);
        });
        server.start();
    }

    /** From now on it publishes these. */
    public void publish(String... addresses) {
        String nodes = Stream.of(addresses).map(each -> "\"" + each + "\"").collect(Collectors.joining(","));
        answer(200, "{\"nodes\":[" + nodes + "]}");
    }

    /** From now on it answers this. */
    public void answer(int status, String body) {
        script = exchange -> send(exchange, status, body);
    }

    void play(Script given) {
        script = given;
    }

    static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    /** When it was asked. */
    public List<Instant> polls() {
        return List.copyOf(polls);
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/app.json");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
