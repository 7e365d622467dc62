package io.b24hub.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Load at a fixed rate, whatever the answers do. An answer time counts from when the call should have been sent, so that a
 * server that stalls is charged for every call it kept from being sent.
 */
final class OpenLoop {

    private final Histogram times = Measured.histogram();
    private final BlockingQueue<Connection> idle = new LinkedBlockingQueue<>();
    private volatile long total = Long.MAX_VALUE;
    private long acknowledged;
    private long errors;

    private OpenLoop() {}

    static Measured run(int port, WebhookCalls calls, int connections, int perSecond, Duration time)
            throws IOException, InterruptedException {
        return new OpenLoop().run(port, connections, calls, perSecond, time);
    }

    private Measured run(int port, int connections, WebhookCalls calls, int perSecond, Duration time)
            throws IOException, InterruptedException {
        List<Connection> open = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < connections; i++) {
                open.add(Connection.open(port, selector));
            }
            idle.addAll(open);
            long began = System.nanoTime();
            Thread reader = new Thread(() -> readAll(selector), "bench-reader");
            reader.start();
            total = send(calls, began, 1_000_000_000L / perSecond, time.toSeconds() * perSecond);
            reader.join();
            return new Measured(acknowledged, errors, System.nanoTime() - began, times);
        } finally {
            for (Connection connection : open) {
                connection.close();
            }
        }
    }

    private long send(WebhookCalls calls, long began, long gap, long count) throws IOException, InterruptedException {
        for (long i = 0; i < count; i++) {
            long intended = began + i * gap;
            for (long left = intended - System.nanoTime(); left > 0; left = intended - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            idle.take().send(calls.next(), intended);
        }
        return count;
    }

    private void readAll(Selector selector) {
        try {
            while (acknowledged + errors < total) {
                selector.select(this::take, 100);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void take(SelectionKey key) {
        Connection connection = (Connection) key.attachment();
        try {
            if (!connection.read()) {
                return;
            }
            if (connection.ok()) {
                acknowledged++;
                times.recordValue(System.nanoTime() - connection.intended());
            } else {
                errors++;
            }
            idle.add(connection);
        } catch (IOException e) {
            errors++;
            key.cancel();
        }
    }
}
