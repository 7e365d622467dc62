package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.b24hub.TestHub;
import io.b24hub.emulator.Emulators;
import io.b24hub.emulator.Kind;
import io.b24hub.emulator.PortalApplication;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.Origin;
import io.b24hub.settings.BadSettings;
import io.b24hub.store.DeliveryState;
import io.b24hub.time.SystemClock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real hub and a portal's local application: what it fetches, and what becomes of its tokens. */
class ApplicationTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ACCESS = "accesstokenofanonlineevent01";
    private static final String REFRESH = "refreshtokenofaninstallation1";
    private static final String KEY = "YjI0aHViLWtleS1mb3ItdGVzdHMtMDEyMzQ1Njc4OWE=";

    private static final String FLOW = """
            - route:
                id: deals-to-file
                description: Writes what happens to deals into a file.
                from:
                  uri: bitrix24:ONCRMDEALADD,ONCRMDEALUPDATE
                  parameters: {merge: none}
                  steps:
                    - setBody: {simple: "${body.type} ${body.entity.id} ${body.origin}\\n"}
                    - to: file:%s?fileName=deals.txt&fileExist=Append
            """;

    @TempDir
    Path dir;

    private final SystemClock real = new SystemClock();
    private Emulators emulators;
    private PortalApplication application;
    private String first;

    @BeforeEach
    void startPortal() {
        emulators = new Emulators(
                "127.0.0.1",
                Emulators.Ports.free(),
                real,
                RandomGeneratorFactory.getDefault().create(24));
        emulators.portal().limit(1_000, 1_000);
        application = emulators.portal().application();
        first = application.install().refresh();
    }

    @AfterEach
    void stopPortal() {
        emulators.close();
        real.close();
    }

    private TestHub.Preparation prepared(String key) {
        return TestHub.in(dir)
                .set("hub.portal.main.tokens", TestHub.TOKEN + "," + application.applicationToken())
                .set("hub.portal.main.app-client-id", application.clientId())
                .set("hub.portal.main.app-client-secret", application.clientSecret())
                .set("hub.portal.main.app-refresh-token", first)
                .set(
                        "hub.portal.main.app-address",
                        application.restUri().toString().replaceFirst("/rest/$", ""))
                .set("hub.portal.main.app-oauth-url", application.tokenUri().toString())
                .set("hub.portal.main.app-poll", "1s")
                .set("hub.secret-key", key)
                .route("flows/deals.camel.yaml", FLOW.formatted(dir.resolve("out")));
    }

    private static List<Bitrix24Event> fetched(TestHub hub) {
        return hub.store().latest(1000).stream()
                .filter(event -> event.origin() == Origin.OFFLINE)
                .toList();
    }

    private static String status(TestHub hub) throws Exception {
        return page(hub, "/api/v1/status");
    }

    private static String page(TestHub hub, String path) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + hub.hub().managementPort() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                .body();
    }

    private void awaitWorking(TestHub hub) {
        await().atMost(PATIENCE).until(() -> status(hub).contains("\"state\":\"working\""));
    }

    private static Map<String, String> form(String event, String token) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("event", event);
        form.put("event_handler_id", "58");
        form.put("data[FIELDS][ID]", "77");
        form.put("ts", "1736405807");
        form.put("auth[access_token]", ACCESS);
        form.put("auth[expires_in]", "3600");
        form.put("auth[member_id]", "member");
        form.put("auth[application_token]", token);
        return form;
    }

    @Test
    void what_changes_in_the_portal_reaches_a_flow_once_also_when_the_hub_was_down() throws Exception {
        Path out = dir.resolve("out/deals.txt");
        try (TestHub hub = prepared(KEY).start()) {
            awaitWorking(hub);
            emulators.portal().records().update(Kind.DEAL, 1, Map.of("TITLE", "Heard"));
            await().atMost(PATIENCE).until(() -> fetched(hub).size() == 1);
            hub.awaitState(fetched(hub).get(0).id(), "deals-to-file", DeliveryState.DELIVERED);
        }
        emulators.portal().records().update(Kind.DEAL, 2, Map.of("TITLE", "While the hub was down"));

        try (TestHub hub = prepared(KEY).start()) {
            await().atMost(PATIENCE).until(() -> Files.readString(out).contains("ONCRMDEALUPDATE 2"));

            assertThat(Files.readString(out).replace("\n", ""))
                    .isEqualTo("ONCRMDEALUPDATE 1 OFFLINEONCRMDEALUPDATE 2 OFFLINE");
            await().atMost(PATIENCE).until(() -> application.waiting() == 0);
            assertThat(hub.hub().explain().event(fetched(hub).get(0).id()).toString())
                    .contains("as its application");
        }
    }

    @Test
    void tokens_of_events_are_neither_stored_nor_logged_nor_shown() throws Exception {
        Map<String, Level> loud = Map.of("ROOT", Level.DEBUG, "io.b24hub", Level.TRACE);
        String brought = application.install().refresh();
        try (CapturedLog log = new CapturedLog(loud);
                TestHub hub = prepared(KEY).start()) {
            awaitWorking(hub);

            int online = hub.post(form("ONCRMDEALADD", application.applicationToken()), Map.of());
            Map<String, String> install = form("ONAPPINSTALL", application.applicationToken());
            install.put("auth[refresh_token]", brought);
            int installed = hub.post(install, Map.of());
            Map<String, String> strange = form("ONAPPUPDATE", "a-token-of-somebody-else");
            strange.put("auth[refresh_token]", REFRESH);
            int refused = hub.post(strange, Map.of());
            emulators.portal().records().update(Kind.DEAL, 1, Map.of("TITLE", "a"));
            await().atMost(PATIENCE).until(() -> fetched(hub).size() == 1);
            application.expireTokens();
            emulators.portal().records().update(Kind.DEAL, 2, Map.of("TITLE", "a"));
            await().atMost(PATIENCE).until(() -> fetched(hub).size() == 2);

            assertThat(List.of(online, installed, refused)).containsExactly(200, 200, 403);
            List<String> secrets = List.of(
                    ACCESS, REFRESH, brought, first, application.clientSecret(), application.applicationToken());
            assertThat(status(hub)).contains("\"application\"").doesNotContain(secrets);
            assertThat(page(hub, "/console/portals")).contains("fetches events").doesNotContain(secrets);
            log.lines().forEach(line -> assertThat(line.text()).doesNotContain(secrets));
            assertThat(Jmx.everything()).doesNotContain(secrets);
            try (Stream<Path> files = Files.walk(dir.resolve("data"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                    secrets.forEach(secret -> assertThat(bytes.contains(secret))
                            .as("a secret in " + file.getFileName())
                            .isFalse());
                }
            }
        }
    }

    @Test
    void a_wrong_key_stops_the_start_and_the_right_one_goes_on() throws IOException {
        try (TestHub hub = prepared(KEY).start()) {
            awaitWorking(hub);
        }

        assertThatThrownBy(() -> prepared("c29tZS1vdGhlci1rZXktZm9yLXRlc3RzLTAxMjM0NTY=")
                        .start()
                        .close())
                .isInstanceOf(BadSettings.class)
                .hasMessageContaining("hub.secret-key")
                .hasMessageContaining("former key");
        assertThatThrownBy(() -> prepared("too-short").start().close())
                .isInstanceOf(BadSettings.class)
                .hasMessageContaining("32 bytes");

        try (TestHub hub = prepared(KEY).start()) {
            awaitWorking(hub);
        }
    }
}
