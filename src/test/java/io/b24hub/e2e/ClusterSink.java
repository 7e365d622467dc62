package io.b24hub.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Where the flow of the cluster delivers to: takes its time, and remembers what came in which order. */
final class ClusterSink implements AutoCloseable {

    private static final long ANSWER_AFTER_MILLIS = 25;

    private final List<Arrival> arrivals = new ArrayList<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final ScheduledExecutorService later = Executors.newScheduledThreadPool(2);
    private final HttpServer server;

    /** An event of the test: the how-many-th of an entity. */
    record Numbered(String entity, int number) {}

    private record Arrival(String eventId, Numbered event) {}

    ClusterSink() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::take);
        server.setExecutor(threads);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    private void take(HttpExchange exchange) throws IOException {
        Bitrix24Event event =
                EventJson.fromJson(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Map<?, ?> fields = (Map<?, ?>) ((Map<?, ?>) event.data()).get("FIELDS");
        Numbered numbered = new Numbered(event.entity().id(), Integer.parseInt((String) fields.get("NUMBER")));
        synchronized (this) {
            arrivals.add(new Arrival(event.id(), numbered));
        }
        later.schedule(() -> answer(exchange), ANSWER_AFTER_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static void answer(HttpExchange exchange) {
        try (exchange) {
            exchange.sendResponseHeaders(204, -1);
        } catch (IOException e) {
            // the hub was killed meanwhile
        }
    }

    synchronized int arrived() {
        return arrivals.size();
    }

    synchronized Set<Numbered> missing(Set<Numbered> acknowledged) {
        Set<Numbered> missing = new HashSet<>(acknowledged);
        missing.removeAll(arrivals.stream().map(Arrival::event).collect(Collectors.toSet()));
        return missing;
    }

    /** How often an event came again. An event that was sent twice, since its sender got no answer, is two events. */
    synchronized int repeated() {
        return arrivals.size()
                - (int) arrivals.stream().map(Arrival::eventId).distinct().count();
    }

    /** What came for the first time after a later one of its entity. */
    synchronized List<String> outOfOrder() {
        List<String> wrong = new ArrayList<>();
        Map<String, Integer> highest = new HashMap<>();
        Set<Numbered> known = new HashSet<>();
        for (Arrival arrival : arrivals) {
            Numbered event = arrival.event;
            if (known.add(event) && highest.getOrDefault(event.entity, 0) > event.number) {
                wrong.add(event + " after " + highest.get(event.entity));
            }
            highest.merge(event.entity, event.number, Math::max);
        }
        return wrong;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        later.shutdownNow();
    }
}
