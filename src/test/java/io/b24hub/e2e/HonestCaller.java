package io.b24hub.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends an event every 20 ms as Bitrix24 does, each on a connection of its own, while somebody else does his worst; keeps
 * what went wrong and how long the slowest call took.
 */
final class HonestCaller implements AutoCloseable {

    /** Opens a connection to the hub. */
    interface Dialer {
        Socket dial() throws IOException;
    }

    private static final int PATIENCE_MILLIS = 20_000;
    private static final AtomicInteger IDS = new AtomicInteger();

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final Dialer dialer;
    private final String token;
    private final List<String> troubles = new CopyOnWriteArrayList<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicLong slowest = new AtomicLong();

    HonestCaller(Dialer dialer, String token) {
        this.dialer = dialer;
        this.token = token;
        thread.scheduleWithFixedDelay(this::call, 0, 20, TimeUnit.MILLISECONDS);
    }

    private void call() {
        long began = System.nanoTime();
        try (Socket socket = dialer.dial()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream()
                    .write(request(event(Integer.toString(IDS.incrementAndGet()), token), "Connection: close"));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            if (!answer.startsWith("HTTP/1.1 200 ") || !answer.endsWith("Stored.")) {
                troubles.add("answered: " + answer);
            }
        } catch (IOException | UncheckedIOException e) {
            troubles.add(e.toString());
        }
        slowest.accumulateAndGet(System.nanoTime() - began, Math::max);
        answered.incrementAndGet();
    }

    /** A form as Bitrix24 sends it. */
    static String event(String id, String token) {
        return "event=ONCRMDEALUPDATE&event_handler_id=975&data%5BFIELDS%5D%5BID%5D=" + id
                + "&ts=1766047124&auth%5Bmember_id%5D=member-1&auth%5Bapplication_token%5D=" + token;
    }

    /** A whole request with a form and further header lines. */
    static byte[] request(String form, String more) {
        return (head("Content-Length: " + form.getBytes(StandardCharsets.UTF_8).length + "\r\n" + more) + form)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The headers of a call, with further ones. */
    static String head(String more) {
        return "POST /bitrix24/main HTTP/1.1\r\nHost: hub\r\nContent-Type: application/x-www-form-urlencoded\r\n" + more
                + "\r\n\r\n";
    }

    /** Calls that were made so far. */
    int calls() {
        return answered.get();
    }

    /** What was answered otherwise than with "stored", or not at all. */
    List<String> troubles() {
        return List.copyOf(troubles);
    }

    Duration slowest() {
        return Duration.ofNanos(slowest.get());
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                troubles.add("a call did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
