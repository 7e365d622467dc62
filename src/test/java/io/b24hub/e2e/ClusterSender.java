package io.b24hub.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Sends events of many entities to several hubs in turn. The next one of an entity is sent when the one before was
 * acknowledged, by whichever hub; until then that one is sent again.
 */
final class ClusterSender implements AutoCloseable {

    private static final int ENTITIES = 50;
    private static final int CALLERS = 8;
    private static final int PER_20_MILLIS = 2;

    private final List<String> hubs;
    private final LinkedBlockingQueue<ClusterSink.Numbered> next = new LinkedBlockingQueue<>();
    private final Set<ClusterSink.Numbered> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final Semaphore pace = new Semaphore(0);
    private final ScheduledExecutorService metronome = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);

    ClusterSender(List<String> hubs) {
        this.hubs = hubs;
        IntStream.rangeClosed(1, ENTITIES).forEach(i -> next.add(new ClusterSink.Numbered("" + i, 1)));
    }

    void start() {
        metronome.scheduleAtFixedRate(
                () -> {
                    pace.drainPermits();
                    pace.release(PER_20_MILLIS);
                },
                0,
                20,
                TimeUnit.MILLISECONDS);
        IntStream.range(0, CALLERS).forEach(i -> callers.execute(this::call));
    }

    private void call() {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(1))
                .build();
        try {
            while (!callers.isShutdown()) {
                pace.acquire();
                ClusterSink.Numbered event = next.take();
                if (post(client, event)) {
                    acknowledged.add(event);
                    next.add(new ClusterSink.Numbered(event.entity(), event.number() + 1));
                } else {
                    refused.incrementAndGet();
                    next.add(event);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean post(HttpClient client, ClusterSink.Numbered event) throws InterruptedException {
        String form = "event=ONCRMLEADADD&event_handler_id=3&data%5BFIELDS%5D%5BID%5D=" + event.entity()
                + "&data%5BFIELDS%5D%5BNUMBER%5D=" + event.number()
                + "&ts=1766047124&auth%5Bdomain%5D=demo.bitrix24.ru&auth%5Bmember_id%5D=m"
                + "&auth%5Bapplication_token%5D=" + ClusterHub.TOKEN;
        HttpRequest request = HttpRequest.newBuilder(URI.create(hubs.get(turn.getAndIncrement() % hubs.size())))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .timeout(Duration.ofSeconds(2))
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    Set<ClusterSink.Numbered> acknowledged() {
        return Set.copyOf(acknowledged);
    }

    int acknowledgedCount() {
        return acknowledged.size();
    }

    /** Calls without a 200. */
    int refused() {
        return refused.get();
    }

    @Override
    public void close() {
        metronome.shutdownNow();
        callers.shutdownNow();
        try {
            callers.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
