package io.b24hub;

import static org.awaitility.Awaitility.await;

import io.b24hub.delivery.DeliveryListener;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.settings.HubSettings;
import io.b24hub.settings.SettingsReader;
import io.b24hub.settings.SettingsSource;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.HubStore;
import io.b24hub.time.HubClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;

/**
 * The real hub in a folder of its own, as {@code b24hub run} starts it: ports are free ones, one portal {@code main} whose
 * token is {@value #TOKEN}, no flows but those a test writes, retries after 50 ms.
 *
 * <pre>{@code
 * try (TestHub hub = TestHub.in(dir).route("flows/a.camel.yaml", yaml).start()) {
 *     String event = hub.send("ONCRMDEALADD", "662");
 *     hub.awaitState(event, "a", DeliveryState.DELIVERED);
 * }
 * }</pre>
 *
 * <p>A start takes a second or two: share a hub within a class where tests do not disturb each other.
 */
public final class TestHub implements AutoCloseable {

    /** The application token of portal {@code main}. */
    public static final String TOKEN = "token-of-the-test-portal";

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final AtomicInteger TS = new AtomicInteger(1_736_405_807);

    private final Path dir;
    private final Hub hub;
    private final HttpClient client = HttpClient.newHttpClient();

    private TestHub(Path dir, Hub hub) {
        this.dir = dir;
        this.hub = hub;
    }

    /** Prepares a hub whose store, routes and settings live in a folder; what is there already is used again. */
    public static Preparation in(Path dir) {
        return new Preparation(dir);
    }

    /** What a hub is to start with. */
    public static final class Preparation {

        private final Path dir;
        private final Map<String, String> settings = new LinkedHashMap<>();
        private DeliveryListener listener = new DeliveryListener() {};
        private Optional<HubClock> clock = Optional.empty();

        private Preparation(Path dir) {
            this.dir = dir;
            set("hub.portals", "main")
                    .set("hub.portal.main.tokens", TOKEN)
                    .set("hub.portal.main.sweep", "off")
                    .set("hub.intake.host", "127.0.0.1")
                    .set("hub.intake.port", Integer.toString(HubRig.freePort()))
                    .set("hub.management.port", "0")
                    .set("hub.delivery.retry-schedule", "50ms")
                    .set("hub.delivery.stop-timeout", "5s");
        }

        /** Sets a setting. */
        public Preparation set(String key, String value) {
            settings.put(key, value);
            return this;
        }

        /** Gives portal {@code main} an incoming webhook. */
        public Preparation portal(PortalServer portal) {
            return set("hub.portal.main.webhook-url", portal.webhookUrl());
        }

        /** Writes a route file; the name is relative to the routes folder. */
        public Preparation route(String name, String text) {
            write(dir.resolve("routes").resolve(name), text);
            return this;
        }

        /** Copies the project's own route files that lie below a folder, for example {@code support}. */
        public Preparation projectRoutes(String below) {
            Path from = Path.of("routes");
            try (Stream<Path> files = Files.walk(from.resolve(below))) {
                files.filter(Files::isRegularFile)
                        .forEach(file -> route(from.relativize(file).toString(), read(file)));
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Hears of deliveries. */
        public Preparation listener(DeliveryListener listener) {
            this.listener = listener;
            return this;
        }

        /** Gives the hub a clock of the test's, which then has to move it. */
        public Preparation clock(HubClock clock) {
            this.clock = Optional.of(clock);
            return this;
        }

        /** Starts the hub; throws what a start throws. */
        public TestHub start() {
            try {
                Files.createDirectories(dir.resolve("routes"));
                Files.createDirectories(dir.resolve("data"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            SettingsSource source = SettingsSource.of(dir.resolve("none.properties"), settings);
            Hub.Listeners listeners = new Hub.Listeners(listener, Hub.Listeners.NONE.received());
            HubSettings read = new SettingsReader(source, dir).read();
            return new TestHub(
                    dir,
                    clock.map(given -> Hub.start(read, source, listeners, given))
                            .orElseGet(() -> Hub.start(read, source, listeners)));
        }
    }

    /** Sends an event about an entity, as an outgoing webhook does. Returns the id that the hub gave it. */
    public String send(String type, String entityId) {
        return send(type, Map.of("FIELDS", entityId));
    }

    /** Sends an event with {@code data[FIELDS][name]=value}; a test should use an {@code ID} of its own. */
    public String send(String type, Map<String, String> fields) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("event", type);
        form.put("event_handler_id", "1");
        fields.forEach((name, value) ->
                form.put("FIELDS".equals(name) ? "data[FIELDS][ID]" : "data[FIELDS][" + name + "]", value));
        form.put("auth[domain]", "example.bitrix24.com");
        form.put("auth[member_id]", "member");
        form.put("auth[application_token]", TOKEN);
        int ts = TS.incrementAndGet();
        form.put("ts", Integer.toString(ts));
        int status = post(form, Map.of());
        if (status != 200) {
            throw new IllegalStateException("The hub answered " + status);
        }
        return eventAt(ts);
    }

    /** Posts a form with headers of the test's own. Returns the status. */
    public int post(Map<String, String> form, Map<String, String> headers) {
        StringBuilder body = new StringBuilder();
        form.forEach((key, value) -> body.append(body.isEmpty() ? "" : "&")
                .append(URLEncoder.encode(key, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + hub.port() + "/bitrix24/main"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
        headers.forEach(request::header);
        try {
            return client.send(request.build(), BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String eventAt(int ts) {
        return store().latest(1000).stream()
                .filter(event -> event.occurredAt().getEpochSecond() == ts)
                .findFirst()
                .map(Bitrix24Event::id)
                .orElseThrow();
    }

    /** The delivery of an event through a flow. */
    public Optional<DeliveryRecord> delivery(String event, String flow) {
        return store().deliveries(event).stream()
                .filter(delivery -> delivery.flow().equals(flow))
                .findFirst();
    }

    /** Waits until a delivery has a state. */
    public DeliveryRecord awaitState(String event, String flow, DeliveryState state) {
        return await().alias("flow " + flow + " to be " + state)
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> delivery(event, flow), now -> now.map(DeliveryRecord::state)
                        .equals(Optional.of(state)))
                .orElseThrow();
    }

    /** Waits until a delivery has ended or was put back after a failure. */
    public DeliveryRecord awaitOutcome(String event, String flow) {
        return await().alias("flow " + flow + " to end an attempt")
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> delivery(event, flow), now -> now.filter(
                                d -> d.endedAt().isPresent()
                                        || d.failures() > 0
                                        || !d.reason().isEmpty())
                        .isPresent())
                .orElseThrow();
    }

    /** Writes or replaces a route file in one step, as an editor does that saves by renaming. */
    public void writeRoute(String name, String text) {
        Path target = dir.resolve("routes").resolve(name);
        Path scratch = dir.resolve("scratch");
        write(scratch, text);
        try {
            Files.createDirectories(target.getParent());
            Files.move(scratch, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes a route file. */
    public void deleteRoute(String name) {
        try {
            Files.delete(dir.resolve("routes").resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Hub hub() {
        return hub;
    }

    public HubStore store() {
        return hub.store();
    }

    public CamelContext context() {
        return hub.context();
    }

    @Override
    public void close() {
        hub.close();
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
