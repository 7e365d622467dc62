package io.b24hub.bench;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Load where each connection sends its next call as soon as the last one is answered. One thread for all connections: the
 * generator shares the machine with what it measures.
 */
final class ClosedLoop {

    private final Histogram times = Measured.histogram();
    private final WebhookCalls calls;
    private long acknowledged;
    private long errors;
    private int onTheirWay;

    private ClosedLoop(WebhookCalls calls) {
        this.calls = calls;
    }

    static Measured run(int port, WebhookCalls calls, int connections, Duration slice) throws IOException {
        return new ClosedLoop(calls).run(port, connections, slice);
    }

    private Measured run(int port, int connections, Duration slice) throws IOException {
        List<Connection> open = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < connections; i++) {
                open.add(Connection.open(port, selector));
            }
            long began = System.nanoTime();
            for (Connection connection : open) {
                send(connection);
            }
            long end = began + slice.toNanos();
            while (onTheirWay > 0) {
                selector.select(this::take, 1000);
                for (Connection idle : answered) {
                    if (System.nanoTime() < end) {
                        send(idle);
                    }
                }
                answered.clear();
            }
            return new Measured(acknowledged, errors, System.nanoTime() - began, times);
        } finally {
            for (Connection connection : open) {
                connection.close();
            }
        }
    }

    private final List<Connection> answered = new ArrayList<>();

    private void send(Connection connection) throws IOException {
        onTheirWay++;
        connection.send(calls.next(), System.nanoTime());
    }

    private void take(SelectionKey key) {
        Connection connection = (Connection) key.attachment();
        try {
            if (!connection.read()) {
                return;
            }
            onTheirWay--;
            if (connection.ok()) {
                acknowledged++;
                times.recordValue(System.nanoTime() - connection.intended());
            } else {
                errors++;
            }
            answered.add(connection);
        } catch (IOException e) {
            onTheirWay--;
            errors++;
            key.cancel();
        }
    }
}
