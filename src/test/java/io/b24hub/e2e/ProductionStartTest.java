package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.b24hub.HubRig;
import io.b24hub.event.EventJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code b24hub run} as an operator meets it: good starts, bad starts and stops, in a process of its own. */
@Timeout(180)
class ProductionStartTest {

    private static final String TOKEN = "token-of-production";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path home;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port = HubRig.freePort();
    private final int management = HubRig.freePort();

    @Test
    void without_settings_it_says_what_is_missing_and_stores_nothing() throws IOException {
        try (ChildProcess hub = ChildProcess.hub(home, Map.of(), "run")) {
            assertThat(hub.exitCode()).isEqualTo(2);
            assertThat(hub.output())
                    .contains("The configuration has 1 problem", "hub.portal.main.tokens", "for example")
                    .doesNotContain("\tat ");
        }
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void all_problems_of_the_settings_are_told_at_once() throws IOException {
        Map<String, String> settings = settings();
        settings.put("hub.intake.port", "eighty");
        settings.put("hub.management.port", "70000");
        settings.put("hub.delivery.retry-for", "3 weeks");
        settings.put("hub.portal.main.plan", "gold");
        settings.put("hub.portal.main.tokens", "");
        settings.put("hub.delivery.concurency", "3");
        settings.put("hub.routes.dir", home.resolve("routes").toString());
        Files.writeString(
                Files.createDirectories(home.resolve("routes")).resolve("a.camel.yaml"),
                "- route:\n    id: a\n    from:\n      uri: bitrix24:*\n      steps: [{log: '{{hub.rest.gahter}}'}]\n");
        ChildProcess.writeSettings(home, settings);
        try (ChildProcess hub = ChildProcess.hub(home, Map.of(), "run")) {
            assertThat(hub.exitCode()).isEqualTo(2);
            assertThat(hub.output())
                    .contains(
                            "The configuration has 6 problems",
                            "hub.intake.port: is \"eighty\", which is not a whole number",
                            "hub.management.port: is 70000, but must be from 0 to 65535",
                            "hub.delivery.retry-for: ",
                            "hub.portal.main.plan: is \"gold\"",
                            "hub.portal.main.tokens: is missing",
                            "hub.delivery.concurency: is not a setting; did you mean hub.delivery.concurrency?",
                            "a.camel.yaml:5: error: there is no setting hub.rest.gahter")
                    .doesNotContain("\tat ");
        }
        assertThat(home.resolve("data")).doesNotExist();
    }

    @Test
    void the_environment_alone_is_enough() throws Exception {
        Map<String, String> environment = environment();
        try (ChildProcess hub = ChildProcess.hub(home, environment, "run")) {
            hub.awaitLine("Receiving events on");
            assertThat(post("1", TOKEN)).isEqualTo(200);
            assertThat(post("2", "another")).isEqualTo(403);
            await().atMost(PATIENCE).until(() -> lines().size() == 1);
            assertThat(health()).isEqualTo(200);
        }
    }

    @Test
    void secrets_and_settings_of_flows_may_be_files() throws Exception {
        Map<String, String> environment = environment();
        environment.remove("HUB_PORTAL_MAIN_TOKENS");
        environment.remove("FLOW_EVENTS_TO_FILE_DIR");
        Path secret = Files.writeString(home.resolve("token"), TOKEN + "\n");
        Path folder = Files.writeString(home.resolve("folder"), home + "\n");
        environment.put("HUB_PORTAL_MAIN_TOKENS_FILE", secret.toString());
        environment.put("FLOW_EVENTS_TO_FILE_DIR_FILE", folder.toString());
        try (ChildProcess hub = ChildProcess.hub(home, environment, "run")) {
            hub.awaitLine("Receiving events on");
            assertThat(post("1", TOKEN)).isEqualTo(200);
            await().atMost(PATIENCE).until(() -> lines().size() == 1);
        }
        environment.put("HUB_PORTAL_MAIN_TOKENS_FILE", "/no/such/file");
        try (ChildProcess hub = ChildProcess.hub(home, environment, "run")) {
            assertThat(hub.exitCode()).isEqualTo(2);
            assertThat(hub.output())
                    .contains("hub.portal.main.tokens", "HUB_PORTAL_MAIN_TOKENS_FILE names cannot be read")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void a_taken_port_ends_the_start_in_words() throws IOException {
        for (String key : List.of("hub.intake.port", "hub.management.port")) {
            try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                Map<String, String> settings = settings();
                settings.put(key, Integer.toString(taken.getLocalPort()));
                ChildProcess.writeSettings(home, settings);
                try (ChildProcess hub = ChildProcess.hub(home, Map.of(), "run")) {
                    int code = hub.exitCode();
                    assertThat(code).as(hub.output()).isEqualTo(2);
                    assertThat(hub.output())
                            .contains("127.0.0.1:" + taken.getLocalPort(), "Address already in use")
                            .doesNotContain("\tat ", "please report it", "Receiving events");
                }
            }
        }
    }

    @Test
    void a_second_hub_on_the_same_store_is_refused_in_words() {
        Map<String, String> settings = settings();
        ChildProcess.writeSettings(home, settings);
        try (ChildProcess first = ChildProcess.hub(home, Map.of(), "run")) {
            first.awaitLine("Receiving events on");
            Map<String, String> other = Map.of(
                    "HUB_INTAKE_PORT", Integer.toString(HubRig.freePort()),
                    "HUB_MANAGEMENT_PORT", Integer.toString(HubRig.freePort()));
            try (ChildProcess second = ChildProcess.hub(home, other, "run")) {
                assertThat(second.exitCode()).isEqualTo(2);
                assertThat(second.output())
                        .contains("hub.db", "process " + first.pid())
                        .doesNotContain("\tat ");
            }
            assertThat(first.isAlive()).isTrue();
        }
    }

    @Test
    void a_broken_route_file_ends_the_start_in_words() throws IOException {
        Path flows = Files.createDirectories(home.resolve("routes/flows"));
        Files.writeString(flows.resolve("mine.camel.yaml"), """
                - route:
                    id: mine
                    from:
                      uri: bitrix24:*
                      steps:
                        - to: nosuchthing:x
                """);
        Map<String, String> settings = settings();
        settings.put("hub.routes.dir", "routes");
        ChildProcess.writeSettings(home, settings);
        try (ChildProcess hub = ChildProcess.hub(home, Map.of(), "run")) {
            assertThat(hub.exitCode()).isEqualTo(2);
            assertThat(hub.output()).contains("mine.camel.yaml", "nosuchthing").doesNotContain("\tat ");
        }
    }

    @Test
    void a_signal_lets_running_deliveries_end_and_nothing_is_repeated_or_lost() throws Exception {
        Queue<String> sink = new ConcurrentLinkedQueue<>();
        CountDownLatch busy = new CountDownLatch(4);
        CountDownLatch release = new CountDownLatch(1);
        ExecutorService threads = Executors.newCachedThreadPool();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            busy.countDown();
            try {
                release.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            sink.add(EventJson.fromJson(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8))
                    .entity()
                    .id());
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try {
            Map<String, String> settings = settings();
            settings.put(
                    "flow.events-to-http.url",
                    "http://127.0.0.1:" + server.getAddress().getPort() + "/");
            settings.put("hub.delivery.concurrency", "4");
            ChildProcess.writeSettings(home, settings);
            Set<String> sent = new HashSet<>();
            try (ChildProcess hub = ChildProcess.hub(home, Map.of(), "run")) {
                hub.awaitLine("Receiving events on");
                for (int i = 1; i <= 50; i++) {
                    sent.add(Integer.toString(i));
                    assertThat(post(Integer.toString(i), TOKEN)).isEqualTo(200);
                }
                assertThat(busy.await(20, TimeUnit.SECONDS)).isTrue();
                threads.execute(() -> {
                    // the door closes first
                    await().atMost(PATIENCE).until(() -> {
                        try {
                            post("99", TOKEN);
                            return false;
                        } catch (IOException e) {
                            return true;
                        }
                    });
                    release.countDown();
                });
                int code = hub.terminate();
                assertThat(code).as(hub.output()).isIn(0, 143);
                assertThat(hub.output()).doesNotContain("WARN ", "ERROR", "run again");
            }
            assertThat(sink).as("those that ran, and no more").hasSize(4);
            try (ChildProcess hub = ChildProcess.hub(home, Map.of(), "run")) {
                hub.awaitLine("Receiving events on");
                await().atMost(PATIENCE).until(() -> sink.containsAll(sent) && lines().size() >= sent.size());
                hub.terminate();
            }
            sink.remove("99");
            assertThat(sink).containsExactlyInAnyOrderElementsOf(sent);
            assertThat(lines().stream()
                            .map(line -> EventJson.fromJson(line).entity().id())
                            .filter(id -> !id.equals("99")))
                    .containsExactlyInAnyOrderElementsOf(sent);
        } finally {
            release.countDown();
            server.stop(0);
            threads.shutdownNow();
        }
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        settings.put("hub.portals", "main");
        settings.put("hub.portal.main.tokens", TOKEN);
        settings.put("hub.intake.host", "127.0.0.1");
        settings.put("hub.intake.port", Integer.toString(port));
        settings.put("hub.management.port", Integer.toString(management));
        settings.put("hub.routes.dir", HubRig.ROUTES.toString());
        settings.put("flow.events-to-file.dir", home.toString());
        return settings;
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        settings()
                .forEach((key, value) -> environment.put(
                        key.toUpperCase(java.util.Locale.ROOT).replace('.', '_').replace('-', '_'), value));
        return environment;
    }

    private List<String> lines() throws IOException {
        Path file = home.resolve("events.jsonl");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private int post(String id, String token) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/bitrix24/main"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .timeout(Duration.ofSeconds(10))
                .POST(HttpRequest.BodyPublishers.ofString("event=ONCRMLEADUPDATE&data[FIELDS][ID]=" + id
                        + "&ts=1766047124&auth[member_id]=m&auth[application_token]=" + token))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private int health() throws Exception {
        return client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management + "/observe/health"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
