package io.b24hub.chaos;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Where events are delivered to. Takes what it is given unless it is told to fail or to be slow. */
final class ChaosSink implements AutoCloseable {

    /** How it behaves. */
    enum Mood {
        WELL,
        AWAY,
        SLOW,
        /** Takes calls and never answers them. */
        SILENT
    }

    private static final long SLOW_MILLIS = 1_000;

    private final Ledger ledger;
    private final HttpServer server;
    private final ScheduledExecutorService later = Executors.newScheduledThreadPool(2);
    private volatile Mood mood = Mood.WELL;

    ChaosSink(Ledger ledger) {
        this.ledger = ledger;
        // otherwise each answer on a used connection waits 40 ms for an acknowledgement
        System.setProperty("sun.net.httpserver.nodelay", "true");
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::take);
        server.setExecutor(later);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        Mood now = mood;
        if (now == Mood.AWAY) {
            answer(exchange, 503);
            return;
        }
        Bitrix24Event event = EventJson.fromJson(body);
        ledger.arrived(Load.callOf(event), event.id());
        if (now == Mood.SLOW) {
            later.schedule(() -> answer(exchange, 204), SLOW_MILLIS, TimeUnit.MILLISECONDS);
        } else if (now == Mood.WELL) {
            answer(exchange, 204);
        }
    }

    private static void answer(HttpExchange exchange, int status) {
        try (exchange) {
            exchange.sendResponseHeaders(status, -1);
        } catch (IOException e) {
            // the hub was killed meanwhile
        }
    }

    void is(Mood next) {
        mood = next;
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    @Override
    public void close() {
        server.stop(0);
        later.shutdownNow();
    }
}
