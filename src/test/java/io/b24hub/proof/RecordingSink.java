package io.b24hub.proof;

import com.sun.net.httpserver.HttpServer;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Where all flows deliver to, each to a path of its own. Thread-safe. */
final class RecordingSink implements AutoCloseable {

    private static final int THREADS = 8;

    /** One delivery. */
    record Arrival(String flow, Bitrix24Event event) {}

    private final Queue<Arrival> arrivals = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final HttpServer server;
    private volatile boolean deaf;

    RecordingSink() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String flow = exchange.getRequestURI().getPath().substring(1);
            boolean refused = deaf;
            if (!refused) {
                arrivals.add(new Arrival(flow, EventJson.fromJson(body)));
            }
            exchange.sendResponseHeaders(refused ? 503 : 204, -1);
            exchange.close();
        });
        server.setExecutor(threads);
        server.start();
    }

    String address(String flow) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + flow;
    }

    /** Whether it refuses everything. */
    void deaf(boolean now) {
        deaf = now;
    }

    /** In the order in which they came. */
    List<Arrival> arrivals() {
        return List.copyOf(arrivals);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
