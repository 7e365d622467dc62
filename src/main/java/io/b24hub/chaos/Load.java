package io.b24hub.chaos;

import io.b24hub.event.Bitrix24Event;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Calls a hub at a steady pace, whatever it answers. Each caller tells the life of one entity after the other: ten calls,
 * one after another, each with its place. After a call that was not acknowledged, which the hub may or may not have
 * stored, the entity is left alone, so that the order of what was acknowledged is beyond doubt.
 */
final class Load implements AutoCloseable {

    static final String TOKEN = "token-of-the-portal-in-trouble";

    private static final int CALLERS = 4;
    private static final int PER_TICK = 2;
    private static final Duration TICK = Duration.ofMillis(20);
    private static final int LIFE = 10;

    private final URI address;
    private final Ledger ledger;
    private final AtomicLong streams = new AtomicLong();
    private final Semaphore pace = new Semaphore(0);
    private final ScheduledExecutorService metronome = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    private volatile boolean calling = true;

    Load(int port, Ledger ledger) {
        address = URI.create("http://127.0.0.1:" + port + "/bitrix24/main");
        this.ledger = ledger;
    }

    void start() {
        metronome.scheduleAtFixedRate(this::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
        for (int i = 0; i < CALLERS; i++) {
            callers.execute(this::call);
        }
    }

    private void tick() {
        pace.drainPermits();
        pace.release(PER_TICK);
    }

    private void call() {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build();
        try {
            while (calling) {
                live(client, streams.incrementAndGet());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void live(HttpClient client, long stream) throws InterruptedException {
        for (int place = 0; place < LIFE && calling; place++) {
            pace.acquire();
            int status = post(client, stream, place);
            if (status != 200) {
                ledger.refused(status);
                return;
            }
            ledger.acknowledged(name(Long.toString(stream), Integer.toString(place)));
        }
    }

    /** The answer's status; 0 when none came. */
    private int post(HttpClient client, long stream, int place) throws InterruptedException {
        String form = "event=ONCRMDEALADD&event_handler_id=3&data%5BFIELDS%5D%5BID%5D=" + stream
                + "&data%5BFIELDS%5D%5BPLACE%5D=" + place
                + "&ts=1766047124&auth%5Bdomain%5D=demo.bitrix24.ru&auth%5Bmember_id%5D=m"
                + "&auth%5Bapplication_token%5D=" + TOKEN;
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .timeout(Duration.ofSeconds(5))
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    /** The name of the call that an event came from. */
    static String callOf(Bitrix24Event event) {
        Map<?, ?> fields = (Map<?, ?>) ((Map<?, ?>) event.data()).get("FIELDS");
        return name(event.entity().id(), String.valueOf(fields.get("PLACE")));
    }

    private static String name(String stream, String place) {
        return stream + "-" + place;
    }

    /** The entity of a call. */
    static String streamOf(String call) {
        return call.substring(0, call.indexOf('-'));
    }

    /** Ends the calls; those under way are waited for. */
    void stop() throws InterruptedException {
        calling = false;
        pace.release(1_000_000);
        callers.shutdown();
        if (!callers.awaitTermination(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("A caller does not end");
        }
    }

    @Override
    public void close() {
        calling = false;
        metronome.shutdownNow();
        callers.shutdownNow();
    }
}
