package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.HubRig;
import io.b24hub.emulator.Emulator;
import io.b24hub.emulator.Fault;
import io.b24hub.emulator.Kind;
import io.b24hub.emulator.PortalIdentity;
import io.b24hub.emulator.Received;
import io.b24hub.emulator.TelegramEmulator;
import io.b24hub.settings.SettingsReader;
import io.b24hub.settings.SettingsSource;
import io.b24hub.tracing.OtlpReceiver;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** No secret leaves the hub but to the service it belongs to, whatever happens and however much is logged. */
@Timeout(240)
class SecretsTest {

    private static final String ROBOT_SECRET = "robot-secret-nobody-guesses-77";
    private static final String APP_ACCESS = "appaccess5f2e8c9d77aa";
    private static final String APP_REFRESH = "apprefresh5f2e8c9d77bb";
    private static final String BOT_ACCESS = "botaccess5f2e8c9d77cc";
    private static final String WRONG_TOKEN = "wrongtoken0f9e8d7c6b5a";
    private static final String WRONG_ROBOT_SECRET = "wrong-robot-secret-31415";
    private static final String SIGNING_SECRET = "c2lnbmluZy1zZWNyZXQtNWYyZThjOWQ3N2ZmLTAx";
    private static final String SINK_PATH = "sinkpath5f2e8c9d77dd";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path home;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int management = HubRig.freePort();
    private final Map<String, String> secrets = new LinkedHashMap<>();
    private final OtlpReceiver traces = new OtlpReceiver();
    private HubRig rig;

    @BeforeEach
    void prepare() throws IOException {
        rig = new HubRig(home)
                .set("hub.portal.main.robot-secret", ROBOT_SECRET)
                .set("flow.events-to-http.signing-secret", "whsec_" + SIGNING_SECRET)
                .set("hub.management.port", Integer.toString(management))
                .set("hub.delivery.retry-schedule", "100ms")
                .set("hub.tracing.endpoint", traces.endpoint())
                .without("new-lead-to-telegram", "deal-stage-to-telegram", "tasks-to-telegram");
        rig.set("flow.events-to-http.url", rig.far().sink().baseUri() + "/" + SINK_PATH);
        nameSecrets();
    }

    private void nameSecrets() throws IOException {
        PortalIdentity portal = rig.far().portal().identity();
        secrets.put("application token", portal.applicationToken());
        secrets.put("webhook secret", portal.restSecret());
        secrets.put("robot secret", ROBOT_SECRET);
        secrets.put("Telegram token", TelegramEmulator.DEMO_TOKEN);
        secrets.put("Telegram token, encoded", URLEncoder.encode(TelegramEmulator.DEMO_TOKEN, StandardCharsets.UTF_8));
        secrets.put("Telegram token without its number", TelegramEmulator.DEMO_TOKEN.substring(10));
        secrets.put("signing secret", SIGNING_SECRET);
        secrets.put("app's access token", APP_ACCESS);
        secrets.put("app's refresh token", APP_REFRESH);
        secrets.put("bot's access token", BOT_ACCESS);
        secrets.put("wrong token of a refused call", WRONG_TOKEN);
        secrets.put("wrong robot secret of a refused call", WRONG_ROBOT_SECRET);
        secrets.put("Google access token", "ya29.emulated-");
        secrets.put("signed assertion", "eyJ");
        String key = new ObjectMapper()
                .readTree(rig.far().sheets().keyJson())
                .path("private_key")
                .asText();
        List<String> lines = Arrays.stream(key.split("\n"))
                .filter(line -> !line.startsWith("-") && line.length() > 20)
                .toList();
        assertThat(lines).hasSizeGreaterThan(20);
        for (int i = 1; i < lines.size(); i += 5) {
            secrets.put("private key, line " + i, lines.get(i));
        }
    }

    @AfterEach
    void stop() {
        rig.close();
        traces.close();
    }

    @Test
    void no_secret_is_logged_stored_shown_or_sent_on() throws Exception {
        Map<String, Level> loud =
                Map.of("ROOT", Level.DEBUG, "io.b24hub", Level.DEBUG, "org.apache.camel", Level.TRACE);
        try (CapturedLog log = new CapturedLog(loud)) {
            rig.start();
            everythingGoesWell();
            callersAreWrong();
            sinkFails();
            telegramFails();
            googleFails();
            portalFails();
            assertThat(rig.ends())
                    .as("what the flows went through")
                    .contains(
                            "deal-won-to-telegram delivered",
                            "deal-won-to-telegram parked",
                            "deal-won-to-telegram postponed",
                            "deal-won-to-telegram retried",
                            "deals-to-google-sheet delivered",
                            "deals-to-google-sheet parked",
                            "deals-to-google-sheet retried",
                            "events-to-http delivered",
                            "events-to-http parked",
                            "events-to-http retried",
                            "missed-call-to-telegram delivered");

            assertSafe("health", get("http://127.0.0.1:" + management + "/observe/health"));
            assertSafe("JMX", Jmx.everything());
            files().forEach(file -> assertSafe(file.getFileName().toString(), content(file)));
            farSides();
            rig.stop();
            files().forEach(file -> assertSafe(file.getFileName() + " after the end", content(file)));

            tracesAreSafe();
            assertThat(log.lines()).hasSizeGreaterThan(1_000);
            assertSafe(log);
            assertThat(log.lines())
                    .filteredOn(line -> line.level().isGreaterOrEqual(Level.INFO))
                    .as("addresses of sinks may hold secrets too")
                    .noneMatch(line -> line.text().contains(SINK_PATH));
        }
    }

    private void tracesAreSafe() {
        assertThat(traces.spans())
                .extracting(OtlpReceiver.Seen::name)
                .contains(
                        "telegram",
                        "google-sheets",
                        "http",
                        "bitrix24:read",
                        "portal batch",
                        "flow deal-won-to-telegram");
        assertThat(traces.spans().stream().filter(OtlpReceiver.Seen::failed))
                .extracting(OtlpReceiver.Seen::name)
                .contains("telegram", "google-sheets", "http", "bitrix24:read", "portal crm.deal.get");
        assertSafe("traces", traces.everything());
        assertThat(traces.everything())
                .as("addresses of sinks, and what events and entities hold")
                .doesNotContain(SINK_PATH, "/rest/", "Насос", "Лид", "79990000003");
    }

    private void everythingGoesWell() throws Exception {
        long deal = deal();
        win(deal);
        missedCall();
        assertThat(post(
                        "/bitrix24/main",
                        "event=ONAPPTEST&data[LANGUAGE_ID]=ru&data[BOT][21][access_token]=" + BOT_ACCESS
                                + "&data[BOT][21][AUTH][access_token]=" + BOT_ACCESS + "&ts=1766047125" + auth()
                                + "&auth[access_token]=" + APP_ACCESS + "&auth[refresh_token]=" + APP_REFRESH))
                .isEqualTo(200);
        rig.far()
                .portal()
                .webhook()
                .callRobot(URI.create(rig.intake() + "/robot/" + ROBOT_SECRET), "DEAL_" + deal)
                .join();
        rig.settle();
    }

    private void callersAreWrong() throws Exception {
        String event = "event=ONCRMDEALADD&data[FIELDS][ID]=1&ts=1766047126&auth[member_id]=m";
        assertThat(post("/bitrix24/main", event + "&auth[application_token]=" + WRONG_TOKEN))
                .isEqualTo(403);
        assertThat(post("/bitrix24/main", "event[" + WRONG_TOKEN + "]=1" + auth()))
                .isEqualTo(400);
        assertThat(post("/bitrix24/main", "application_token=" + WRONG_TOKEN)).isEqualTo(400);
        assertThat(post("/bitrix24/main", "event=%zz&token=" + WRONG_TOKEN)).isBetween(400, 403);
        assertThat(post("/bitrix24/main", "{\"auth\":{\"application_token\":\"" + WRONG_TOKEN + "\"}}"))
                .isEqualTo(400);
        assertThat(post("/bitrix24/nobody", event)).isEqualTo(404);
        assertThat(post("/bitrix24/main/robot/" + WRONG_ROBOT_SECRET, "document_id[2]=DEAL_1"))
                .isEqualTo(403);
        assertThat(post("/bitrix24/main/robot/" + ROBOT_SECRET, "nothing=1")).isEqualTo(400);
        assertThat(post("/bitrix24/main/" + ROBOT_SECRET, "nothing=1")).isEqualTo(404);
    }

    private void sinkFails() {
        for (Fault fault : List.of(
                Fault.status(401), Fault.status(500).times(4), Fault.reset().times(4))) {
            rig.far().sink().faults().add(fault);
            rig.far().portal().records().add(Kind.LEAD, Map.of("TITLE", "Лид"));
            rig.settle();
        }
    }

    private void telegramFails() {
        for (Fault fault : List.of(
                Fault.status(401),
                Fault.status(403),
                Fault.status(500).times(4),
                Fault.reset().times(4),
                Fault.status(502)
                        .withBody("<html>" + TelegramEmulator.DEMO_TOKEN + "</html>")
                        .times(4),
                Fault.status(429).withRetryAfter(11))) {
            rig.far().telegram().faults().add(fault);
            win(deal());
            rig.settle();
        }
    }

    private void googleFails() {
        rig.far().sheets().revokeTokens();
        for (Fault fault : List.of(
                Fault.status(403).onPath("append"),
                Fault.status(401).onPath("append").times(2),
                Fault.status(500).onPath("append").times(4),
                Fault.reset().times(4))) {
            rig.far().sheets().faults().add(fault);
            deal();
            rig.settle();
        }
        // a new start has no token yet and must ask for one
        rig.stop();
        rig.far().sheets().faults().add(invalidGrant());
        rig.start();
        deal();
        rig.settle();
        rig.far().sheets().faults().clear();
    }

    private static Fault invalidGrant() {
        return Fault.status(400)
                .withBody("{\"error\":\"invalid_grant\",\"error_description\":\"Invalid JWT Signature.\"}")
                .onPath("/token");
    }

    private void portalFails() {
        String secret = rig.far().portal().identity().restSecret();
        for (Fault fault : List.of(
                Fault.status(503).times(2),
                Fault.status(200).withBody("<html>/rest/1/" + secret + "/crm.deal.get</html>"),
                Fault.status(302),
                Fault.status(500).times(2),
                Fault.reset().times(3),
                Fault.status(401))) {
            rig.far().portal().faults().add(fault);
            win(deal());
            await().atMost(PATIENCE)
                    .until(() -> rig.far().portal().faults().waiting().isEmpty());
            // some answers hold all calls for minutes; a start without the hold asks again
            rig.stop();
            rig.liftHolds();
            rig.start();
        }
    }

    @Test
    void a_configuration_that_cannot_be_used_is_explained_without_its_secrets() {
        Map<String, String> settings = new LinkedHashMap<>(HubRig.settingsOf(rig.far(), home));
        for (String mistyped : List.of(
                "https://example.bitrix24.ru/rest/1/" + WRONG_TOKEN + "/profile/extra/?x=1",
                "example.bitrix24.ru/rest/1/" + WRONG_TOKEN + "/",
                "https://example.bitrix24.ru/rest/one/" + WRONG_TOKEN + "/",
                "https://user:" + WRONG_TOKEN + "@example.bitrix24.ru/rest/1/" + WRONG_TOKEN,
                "https://exa mple/rest/1/" + WRONG_TOKEN + "/")) {
            settings.put("hub.portal.main.webhook-url", mistyped);
            settings.put("hub.portal.main.robot-secret", WRONG_ROBOT_SECRET.replace('-', ' '));
            settings.put("hub.telegram.base-uri", "https://api telegram.org/bot" + TelegramEmulator.DEMO_TOKEN);
            settings.put("hub.google.root-url", "sheets.example/?access_token=" + WRONG_TOKEN);
            settings.put("hub.telegram.tokn", TelegramEmulator.DEMO_TOKEN);

            Throwable problem = catchThrowable(() -> new SettingsReader(SettingsSource.only(settings), home).read());

            assertThat(problem)
                    .hasMessageContaining("hub.portal.main.webhook-url")
                    .hasMessageContaining("hub.portal.main.robot-secret")
                    .hasMessageContaining("hub.telegram.base-uri")
                    .hasMessageContaining("hub.google.root-url")
                    .hasMessageContaining("hub.telegram.tokn");
            assertSafe("settings", trace(problem));
            assertThat(problem.getMessage()).doesNotContain(WRONG_ROBOT_SECRET.replace('-', ' '));
        }
    }

    @Test
    void a_broken_route_file_or_key_file_is_explained_without_its_secrets() throws Exception {
        Map<String, Level> loud =
                Map.of("ROOT", Level.DEBUG, "io.b24hub", Level.DEBUG, "org.apache.camel", Level.TRACE);
        String token = TelegramEmulator.DEMO_TOKEN;
        List<String> broken = List.of(
                flow("telegram:bots?authorizationToken=" + token + "&noSuchOption=1"),
                flow("https://example.com/hook?password=" + WRONG_TOKEN + "&httpMethod=NOSUCHMETHOD"),
                flow("bitrix24:crm.deal.get?portal=nobody\n          wrong: [" + WRONG_TOKEN),
                flow("kafka:topic?saslPassword=" + WRONG_TOKEN + "&brokers=x&maxBlockMs=" + "soon"));
        try (CapturedLog log = new CapturedLog(loud)) {
            int number = 0;
            for (String text : broken) {
                Path routes = home.resolve("routes" + number++);
                Files.createDirectories(routes.resolve("flows"));
                Files.writeString(routes.resolve("flows/broken.camel.yaml"), text);
                rig.set("hub.routes.dir", routes.toString());

                Throwable problem = catchThrowable(() -> rig.start());

                assertThat(problem).as(text).isNotNull().hasMessageContaining("broken.camel.yaml");
                assertSafe("route problem", problem.getMessage());
                rig.stop();
            }
            Files.writeString(
                    home.resolve("google-key.json"),
                    rig.far().sheets().keyJson().replace("\"type\"", "\"t\""));
            rig.set("hub.routes.dir", HubRig.ROUTES.toString());

            Throwable problem = catchThrowable(() -> rig.start());

            assertThat(problem).isNotNull();
            assertSafe("key problem", trace(problem));
            assertSafe(log);
        }
    }

    private static String flow(String uri) {
        return """
                - route:
                    id: broken
                    from:
                      uri: bitrix24:ONCRMDEALADD
                      steps:
                        - to: %s
                """.formatted(uri);
    }

    private void farSides() {
        String token = rig.far().portal().identity().applicationToken();
        for (Emulator far : List.of(
                rig.far().portal(),
                rig.far().telegram(),
                rig.far().sheets(),
                rig.far().sink())) {
            assertThat(far.received()).as("what was received").isNotEmpty();
            for (Received request : far.received()) {
                // its own secret is masked in what an emulator remembers of paths and of the header for credentials
                assertSafe(far.getClass().getSimpleName(), request.toString());
                assertThat(request.headers()).doesNotContainKeys("cookie", "referer", "proxy-authorization");
                assertThat(request.headers().keySet()).noneMatch(name -> name.startsWith("camel"));
            }
        }
        assertThat(token).isNotEmpty();
        for (Received request : rig.far().sink().received()) {
            assertThat(request.headers()).doesNotContainKey("authorization");
        }
        for (Received request : rig.far().telegram().received()) {
            assertThat(request.headers()).doesNotContainKey("authorization");
        }
        for (Received request : rig.far().portal().received()) {
            assertThat(request.headers()).doesNotContainKey("authorization");
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            List<Path> found = files.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().equals("google-key.json"))
                    .toList();
            assertThat(found).extracting(file -> file.getFileName().toString()).contains("hub.db", "events.jsonl");
            return found;
        }
    }

    private static String content(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // the write-ahead log goes away with the last connection
            return "";
        }
    }

    private void assertSafe(String where, String text) {
        secrets.forEach((name, secret) -> {
            int at = text.indexOf(secret);
            if (at >= 0) {
                throw new AssertionError("The " + name + " is in " + where + ": "
                        + text.substring(Math.max(0, at - 600), Math.min(text.length(), at + 200)));
            }
        });
    }

    private void assertSafe(CapturedLog log) {
        List<String> leaks = log.lines().stream()
                .map(CapturedLog.Line::text)
                .filter(line -> secrets.values().stream().anyMatch(line::contains))
                .toList();
        assertThat(leaks).isEmpty();
    }

    private static String trace(Throwable problem) {
        StringWriter text = new StringWriter();
        problem.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    private long deal() {
        return rig.far().portal().records().add(Kind.DEAL, Map.of("TITLE", "Насос", "ASSIGNED_BY_ID", "2"));
    }

    private void win(long deal) {
        rig.far().portal().records().update(Kind.DEAL, deal, Map.of("STAGE_ID", "WON"));
    }

    private void missedCall() {
        rig.far()
                .portal()
                .records()
                .add(Kind.CALL, Map.of("PHONE_NUMBER", "+79990000003", "CALL_TYPE", "2", "CALL_FAILED_CODE", "304"));
    }

    private String auth() {
        PortalIdentity portal = rig.far().portal().identity();
        return "&auth[member_id]=" + portal.memberId() + "&auth[application_token]=" + portal.applicationToken();
    }

    private int post(String path, String form) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(rig.intake().resolve(path))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private String get(String url) throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create(url))
                        .timeout(Duration.ofSeconds(20))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body() + answer.headers().map();
    }
}
