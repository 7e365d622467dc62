package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.b24hub.HubRig;
import io.b24hub.event.EventJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise as a whole: a hub that is killed again and again, in the middle of its work, delivers everything it has
 * acknowledged to every flow, and repeats no more than what its flows had in hand.
 */
@Tag("slow")
@Timeout(400)
class KillTest {

    private static final int KILLS = 22;
    private static final int CALLERS = 6;
    private static final int PER_20_MILLIS = 6;
    private static final int MOST_PER_LIFE = 400;
    private static final int HTTP_CONCURRENCY = 4;
    private static final int FILE_CONCURRENCY = 1;
    private static final String TOKEN = "token-of-the-portal-that-is-killed";

    @TempDir
    private Path home;

    private final Random random = new Random(24);
    private final int port = HubRig.freePort();
    private final Queue<String> sink = new ConcurrentLinkedQueue<>();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicInteger posted = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicBoolean sending = new AtomicBoolean(true);
    private final Semaphore pace = new Semaphore(0);
    private final ScheduledExecutorService metronome = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    private final ExecutorService sinkThreads = Executors.newFixedThreadPool(HTTP_CONCURRENCY * 2);
    private HttpServer server;

    @BeforeEach
    void prepare() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            sink.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.setExecutor(sinkThreads);
        server.start();
        ChildProcess.writeSettings(home, settings());
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        settings.put("hub.portals", "main");
        settings.put("hub.portal.main.tokens", TOKEN);
        settings.put("hub.intake.host", "127.0.0.1");
        settings.put("hub.intake.port", Integer.toString(port));
        settings.put("hub.management.port", Integer.toString(HubRig.freePort()));
        settings.put("hub.routes.dir", HubRig.ROUTES.toString());
        settings.put("hub.delivery.concurrency", Integer.toString(HTTP_CONCURRENCY));
        settings.put("hub.delivery.retry-schedule", "200ms");
        settings.put("flow.events-to-file.dir", home.toString());
        settings.put(
                "flow.events-to-http.url",
                "http://127.0.0.1:" + server.getAddress().getPort() + "/");
        return settings;
    }

    @AfterEach
    void stop() {
        sending.set(false);
        callers.shutdownNow();
        metronome.shutdownNow();
        server.stop(0);
        sinkThreads.shutdownNow();
    }

    @Test
    void every_acknowledged_event_reaches_every_flow_over_many_kills() throws Exception {
        metronome.scheduleAtFixedRate(this::tick, 0, 20, TimeUnit.MILLISECONDS);
        for (int i = 0; i < CALLERS; i++) {
            callers.execute(this::call);
        }

        for (int kill = 0; kill < KILLS; kill++) {
            try (ChildProcess hub = ChildProcess.hub(home, Map.of(), "run")) {
                if (kill % 6 == 5) {
                    // in the middle of a start, deliveries of the last life are in order and the port is still closed
                    hub.awaitLine("Flow ");
                } else {
                    int enough = acknowledged.size() + random.nextInt(MOST_PER_LIFE);
                    await().atMost(Duration.ofSeconds(30))
                            .pollInterval(Duration.ofMillis(1))
                            .until(() -> acknowledged.size() > enough);
                }
                hub.kill();
            }
        }
        sending.set(false);
        callers.shutdownNow();
        assertThat(callers.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        try (ChildProcess hub = ChildProcess.hub(home, Map.of(), "run")) {
            hub.awaitLine("Receiving events on");
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                assertThat(missing(entitiesAtSink()))
                        .as("acknowledged, not at the HTTP sink")
                        .isEmpty();
                assertThat(missing(entitiesInFile()))
                        .as("acknowledged, not in the file")
                        .isEmpty();
            });
            assertThat(hub.terminate()).isIn(0, 143);
        }

        int repeatedHttp = repeated(sink.stream().map(KillTest::id).toList());
        int repeatedFile = repeated(fileLines().stream().map(KillTest::id).toList());
        System.out.printf(
                "KillTest: %d kills, %d calls tried, %d acknowledged, %d not (mostly nobody listened), 0 lost;"
                        + " repeated: %d of %d over HTTP, %d of %d in the file%n",
                KILLS,
                posted.get(),
                acknowledged.size(),
                refused.get(),
                repeatedHttp,
                sink.size(),
                repeatedFile,
                fileLines().size());
        assertThat(acknowledged).hasSizeGreaterThan(KILLS * 10);
        assertThat(repeatedHttp).isLessThanOrEqualTo(KILLS * HTTP_CONCURRENCY);
        assertThat(repeatedFile).isLessThanOrEqualTo(KILLS * FILE_CONCURRENCY);
    }

    private void tick() {
        pace.drainPermits();
        pace.release(PER_20_MILLIS);
    }

    private void call() {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build();
        try {
            while (sending.get()) {
                pace.acquire();
                String id = Integer.toString(posted.incrementAndGet());
                if (post(client, id)) {
                    acknowledged.add(id);
                } else {
                    refused.incrementAndGet();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean post(HttpClient client, String id) throws InterruptedException {
        String form = "event=ONCRMLEADUPDATE&event_handler_id=3&data%5BFIELDS%5D%5BID%5D=" + id
                + "&ts=1766047124&auth%5Bdomain%5D=demo.bitrix24.ru&auth%5Bmember_id%5D=m"
                + "&auth%5Bapplication_token%5D=" + TOKEN;
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/bitrix24/main"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .timeout(Duration.ofSeconds(5))
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private Set<String> missing(Set<String> delivered) {
        Set<String> missing = new HashSet<>(acknowledged);
        missing.removeAll(delivered);
        return missing;
    }

    private Set<String> entitiesAtSink() {
        return sink.stream().map(KillTest::entity).collect(Collectors.toSet());
    }

    private Set<String> entitiesInFile() throws IOException {
        return fileLines().stream().map(KillTest::entity).collect(Collectors.toSet());
    }

    private static String entity(String json) {
        return EventJson.fromJson(json).entity().id();
    }

    private static String id(String json) {
        return EventJson.fromJson(json).id();
    }

    private List<String> fileLines() throws IOException {
        Path file = home.resolve("events.jsonl");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private static int repeated(List<String> ids) {
        return ids.size() - new HashSet<>(ids).size();
    }
}
