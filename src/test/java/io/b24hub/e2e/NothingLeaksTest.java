package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.HubRig;
import io.b24hub.PostgresServer;
import io.b24hub.connector.ScriptedServer;
import io.b24hub.connector.ScriptedServer.Reply;
import io.b24hub.connector.ScriptedServer.Request;
import io.b24hub.connector.mail.ScriptedSmtp;
import io.b24hub.emulator.Emulator;
import io.b24hub.emulator.Fault;
import io.b24hub.emulator.Kind;
import io.b24hub.emulator.SheetsEmulator;
import io.b24hub.store.DeliveryState;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every way in which each connector fails, and then everything that left the hub or was written, searched for each secret. */
@Timeout(300)
class NothingLeaksTest {

    private static final Map<String, Level> LOUD =
            Map.of("ROOT", Level.DEBUG, "io.b24hub", Level.TRACE, "org.apache.camel", Level.DEBUG);
    private static final String TOKEN = "100200301:AAleak-canary-of-the-telegram-bot-00001";
    private static final String HOOK = "leakcanaryhook0000000000000002";
    private static final String ROBOT = "leak-canary-robot-secret-000003";
    private static final String SIGNING = "bGVhay1jYW5hcnktc2lnbmluZy1zZWNyZXQtMDAwMDA0";
    private static final String MAIL = "leak\"canary+mail/pässword&0005";
    private static final String SQL = "leak\"canary+sql/pässword&0006";
    private static final String STORE = "leak-canary-store-password-0007";
    private static final String DOOR = "leak\"canary+console/pässword&0008";
    private static final String PROGRAMS = "leak-canary-token-of-programs-0009";
    private static final String KAFKA = "leak-canary-kafka-password-0010";
    private static final String WRONG = "leak-canary-wrong-token-of-a-call-0011";
    private static final String VAULT = "hvs.leak-canary-token-of-a-vault-0012";
    private static final String TLS = "leak-canary-of-a-tls-key-0013";

    private static final Duration LONGEST = Duration.ofSeconds(4);

    @TempDir
    private Path home;

    private final Canaries canaries = new Canaries();
    private final Map<String, String> places = new LinkedHashMap<>();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(new CookieManager())
            .build();
    private final ScriptedServer far = new ScriptedServer(request -> Reply.of(200, "ok"));
    private final ScriptedSmtp smtp = new ScriptedSmtp();
    private HubRig rig;
    private String last = "";

    @BeforeEach
    void prepare() throws IOException {
        rig = new HubRig(home);
        rig.far().telegram().acceptToken(TOKEN);
        settings.putAll(HubRig.settingsOf(rig.far(), home));
        settings.put("hub.routes.dir", home.resolve("routes").toString());
        settings.put("hub.delivery.retry-schedule", "1h");
        settings.put("hub.breaker.failures", "1000");
        settings.put("hub.telegram.token", TOKEN);
        settings.put("hub.portal.main.robot-secret", ROBOT);
        settings.put("hub.hook.sales.url", far.url() + "/" + HOOK + "?k=" + HOOK);
        settings.remove("hub.hook.robot-to-http.url");
        settings.put("flow.http.signing-secret", "whsec_" + SIGNING);
        settings.put("flow.http.url", far.url() + "/http");
        settings.put("hub.management.password", DOOR);
        settings.put("hub.management.token", PROGRAMS);
        settings.put("hub.mail.from", "hub@example.com");
        settings.put("hub.mail.user", "hub");
        settings.put("hub.mail.password", MAIL);
        settings.put("hub.mail.host", "localhost");
        settings.put("hub.mail.port", Integer.toString(smtp.port()));
        settings.put("hub.mail.security", "none");
        settings.put("hub.sql.url", PostgresServer.shared().newSchema());
        settings.put("hub.sql.user", PostgresServer.USER);
        settings.put("hub.sql.password", SQL);
        settings.put("hub.kafka.brokers", ScriptedServer.nobody().replace("http://", ""));
        settings.put(
                "camel.component.kafka.configuration.sasl-jaas-config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\" password=\"" + KAFKA
                        + "\";");
        settings.put("camel.component.kafka.configuration.sasl-mechanism", "PLAIN");
        settings.put("camel.component.kafka.configuration.security-protocol", "SASL_PLAINTEXT");
        settings.put("camel.vault.hashicorp.token", VAULT);
        routes();
        name();
    }

    private void name() throws IOException {
        canaries.add("application token", rig.far().portal().identity().applicationToken())
                .add("webhook's secret", rig.far().portal().identity().restSecret())
                .add("Telegram token", TOKEN)
                .add("Telegram token's second half", TOKEN.substring(10))
                .add("hook's address", HOOK)
                .add("robot secret", ROBOT)
                .add("signing secret", SIGNING)
                .add("mail password", MAIL)
                .add("SQL password", SQL)
                .add("store password", STORE)
                .add("management password", DOOR)
                .add("management token", PROGRAMS)
                .add("Kafka password", KAFKA)
                .add("vault's token", VAULT)
                .add("wrong token", WRONG)
                .add("TLS key", TLS)
                .add("Google access token", "ya29.emulated-");
        String key = new ObjectMapper()
                .readTree(rig.far().sheets().keyJson())
                .path("private_key")
                .asText();
        List<String> lines = Arrays.stream(key.split("\n"))
                .filter(line -> line.length() > 40)
                .toList();
        for (int i = 2; i < lines.size(); i += 6) {
            canaries.add("Google key, line " + i, lines.get(i));
        }
    }

    private void routes() throws IOException {
        flow("telegram", "telegram:bots?chatId=" + HubRig.SALES_CHAT);
        flow("sheets", "google-sheets:rows/upsert?sheet=Deals&key=ID&spreadsheetId=" + SheetsEmulator.DEMO_SPREADSHEET);
        flow("http", "{{flow.http.url}}?httpMethod=POST&responseTimeout=300");
        flow("hook", "hook:sales?responseTimeout=300ms&connectTimeout=2s");
        flow("mail", "smtp:mail?to=sales@example.com&mail.smtp.timeout=300");
        flow("sql", "sql:SELECT 1?outputHeader=found");
        flow(
                "kafka",
                "kafka:topic?brokers={{hub.kafka.brokers}}&maxBlockMs=300&deliveryTimeoutMs=600&requestTimeoutMs=300"
                        + "&lingerMs=0");
        flow("portal", "bitrix24:read?snapshot=none");
        flow("file", "file:" + home + "?fileName=events.jsonl&fileExist=Append");
    }

    private void flow(String id, String uri) throws IOException {
        String prepare =
                switch (id) {
                    case "sheets" -> "- setBody: {simple: \"${map(ID,${body.entity.id},Title,x)}\"}";
                    case "http" -> "- process: {ref: sign}";
                    case "mail", "telegram" -> "- setBody: {simple: \"${body}\"}";
                    default -> "- log: {message: \"${body} ${headers}\", loggingLevel: DEBUG}";
                };
        Path file = home.resolve("routes/flows/" + id + ".camel.yaml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, """
                - route:
                    id: %s
                    from:
                      uri: bitrix24:ONCRMLEADADD
                      parameters: {merge: none}
                      steps:
                        %s
                        - to: "%s"
                """.formatted(id, prepare, uri));
    }

    @AfterEach
    void stop() {
        rig.close();
        far.close();
        smtp.close();
    }

    @Test
    void no_secret_leaves_the_hub_or_is_written_whatever_fails() throws Exception {
        try (CapturedLog log = new CapturedLog(LOUD)) {
            start();
            callersAreWrong();
            for (String trouble : List.of("none", "401", "403", "404", "500", "broken", "redirect", "silence", "429")) {
                make(trouble);
                event();
            }
            look();
            commands();
            for (String nowhere : List.of("refused", "dns", "tls")) {
                rig.stop();
                rig.liftHolds();
                lead(nowhere);
                start();
                event();
                places.put("JMX, " + nowhere, Jmx.everything());
                places.put(
                        "explain, " + nowhere, rig.hub().explain().event(last).text());
            }
            badStart();
            files("");
            rig.stop();
            files(", after the end");
            far();
            places.put("log", log.lines().stream().map(CapturedLog.Line::text).collect(Collectors.joining("\n")));
        }

        places.forEach((place, text) -> assertThat(text).as(place).isNotBlank());
        List<String> leaks = places.entrySet().stream()
                .flatMap(place -> canaries.in(place.getKey(), place.getValue()).stream())
                .toList();
        assertThat(leaks).isEmpty();
        assertThat(rig.ends())
                .as("what was gone through")
                .contains(
                        "telegram delivered",
                        "telegram parked",
                        "sheets delivered",
                        "http delivered",
                        "http parked",
                        "http retried",
                        "hook delivered",
                        "hook parked",
                        "hook retried",
                        "mail delivered",
                        "mail parked",
                        "mail retried",
                        "sql parked",
                        "kafka retried",
                        "portal filtered",
                        "portal retried",
                        "file delivered");
        places.forEach((place, text) -> assertThat(canaries.in(place, text + canaries.planted()))
                .as("what would be found in " + place)
                .hasSize(canaries.count()));
    }

    private void start() {
        settings.forEach(rig::set);
        rig.start();
    }

    private void event() {
        long lead = rig.far().portal().records().add(Kind.LEAD, Map.of("TITLE", "Лид"));
        last = rig.event("ONCRMLEADADD", "lead:" + lead).id();
        // a far side on hold keeps its delivery waiting; the others are through by then
        long end = System.nanoTime() + LONGEST.toNanos();
        await().pollInterval(Duration.ofMillis(50))
                .until(() -> System.nanoTime() > end
                        || rig.hub().store().deliveries(last).stream()
                                .allMatch(each -> each.endedAt().isPresent()
                                        || each.state() == DeliveryState.DUE
                                                && !each.reason().isEmpty()));
    }

    private void callersAreWrong() throws Exception {
        String right = rig.far().portal().identity().applicationToken();
        String event = "event=ONCRMLEADADD&data[FIELDS][ID]=1&ts=1766047126&auth[application_token]=";
        StringBuilder answers = new StringBuilder();
        for (String token : List.of(right, WRONG)) {
            answers.append(post("?application_token=" + token, event, "X-Token", token));
            answers.append(post("/" + token, event + token, "Authorization", "Bearer " + token));
            answers.append(post("/robot/" + token + "?t=" + token, "t=" + token, "Cookie", "t=" + token));
            answers.append(post("", token + "=1&%zz=" + token, "X-" + token, token));
            answers.append(post("", "{\"application_token\":\"" + token + "\"}", "Referer", "http://x/" + token));
        }
        answers.append(post("", event + WRONG, "X-Any", "1"));
        answers.append(post("/robot/" + ROBOT, "nothing=1", "X-Any", ROBOT));
        answers.append(post("/" + ROBOT, event + right + "&auth[access_token]=" + WRONG, "X-Any", ROBOT));
        answers.append(post("", event + right + "&data[token]=" + WRONG + "&data[AUTH][t]=" + WRONG, "X-Any", "1"));
        places.put("answers to callers", answers.toString());
    }

    private void make(String trouble) {
        String telling =
                "token=" + TOKEN + " /" + HOOK + "?k=" + HOOK + " " + DOOR + " {\"password\": \"" + SQL + "\"}";
        rig.far().telegram().faults().clear();
        rig.far().sheets().faults().clear();
        rig.far().portal().faults().clear();
        if (trouble.matches("\\d+")) {
            int status = Integer.parseInt(trouble);
            far.answers(Reply.of(status, telling).with("Retry-After", "3600"));
            Fault fault = Fault.status(status).withBody(telling).times(3);
            rig.far().telegram().faults().add(status == 429 ? Fault.status(429).withRetryAfter(3_600) : fault);
            rig.far().sheets().faults().add(fault);
            rig.far().sheets().revokeTokens();
            if (status == 500) {
                rig.far().portal().faults().add(fault);
            }
            smtp.answers("AUTH", "535 5.7.8 bad credentials " + telling);
        } else if (trouble.equals("broken")) {
            far.answers(Reply.reset());
            Fault broken = Fault.status(200).withBody("<html>" + telling).times(3);
            rig.far().telegram().faults().add(broken);
            rig.far().sheets().faults().add(broken);
            rig.far().portal().faults().add(broken);
            smtp.answers("AUTH", "235 welcome").answers("RCPT", "452 full " + telling);
        } else if (trouble.equals("redirect")) {
            far.answers(Reply.of(302, telling).with("Location", "http://127.0.0.1:1/" + HOOK));
            rig.far().telegram().faults().add(Fault.reset().times(3));
            rig.far().sheets().faults().add(Fault.reset().times(3));
            smtp.answers("RCPT", "550 no such user " + telling);
        } else if (trouble.equals("silence")) {
            far.answers(Reply.silence());
            smtp.answers("RCPT", ScriptedSmtp.SILENCE);
        }
    }

    private void lead(String nowhere) {
        String plain = URI.create(far.url()).getPort() + "";
        String refused = ScriptedServer.nobody();
        String base =
                switch (nowhere) {
                    case "dns" -> "http://no-such-host.invalid";
                    case "tls" -> "https://localhost:" + plain;
                    default -> refused;
                };
        URI to = URI.create(base);
        settings.put("hub.telegram.base-uri", base);
        settings.put("hub.google.root-url", base + "/");
        settings.put(
                "hub.portal.main.webhook-url",
                base + "/rest/1/" + rig.far().portal().identity().restSecret() + "/");
        settings.put("hub.hook.sales.url", base + "/" + HOOK + "?k=" + HOOK);
        settings.put("flow.http.url", base + "/http");
        settings.put("hub.mail.host", to.getHost());
        settings.put("hub.mail.port", Integer.toString(to.getPort() < 0 ? 25 : to.getPort()));
        settings.put("hub.mail.security", nowhere.equals("tls") ? "tls" : "none");
        settings.put("hub.sql.url", "jdbc:postgresql://" + to.getRawAuthority() + "/x");
    }

    private void look() throws Exception {
        String root = "http://127.0.0.1:" + settings.get("hub.management.port");
        String form = "user=ivan&password=" + URLEncoder.encode(DOOR, StandardCharsets.UTF_8);
        client.send(
                HttpRequest.newBuilder(URI.create(root + "/console/login"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form))
                        .build(),
                BodyHandlers.discarding());
        for (String page : List.of("", "/events", "/events/" + last, "/parked", "/flows", "/portals", "/settings")) {
            places.put("console" + page, get(root + "/console" + page));
            assertThat(places.get("console" + page)).contains("<html").doesNotContain("type=\"password\"");
        }
        for (String path : List.of(
                "/observe/metrics",
                "/observe/health",
                "/api/v1/status",
                "/api/v1/parked",
                "/api/v1/deliveries",
                "/api/v1/events/" + last,
                "/api/v1/actions",
                "/api/v1/nothing?token=x")) {
            places.put(path, get(root + path));
        }
        places.put("JMX", Jmx.everything());
        places.put("explain", rig.hub().explain().event(last).text());
        places.put(
                "threads",
                Stream.of(ManagementFactory.getThreadMXBean().dumpAllThreads(true, true))
                        .map(Object::toString)
                        .collect(Collectors.joining("\n")));
    }

    /** What people see in a terminal; each is a process of its own. */
    private void commands() {
        ChildProcess.writeSettings(home, settings);
        for (String line :
                List.of("check", "validate", "explain --json " + last, "parked --json", "status --json", "nonsense")) {
            try (ChildProcess command = ChildProcess.hub(home, Map.of(), line.split(" "))) {
                command.exitCode();
                places.put("b24hub " + line, command.output());
            }
        }
    }

    /** Secrets in the wrong places, in a file that no hub can start with. */
    private void badStart() throws IOException {
        Map<String, String> bad = new LinkedHashMap<>(settings);
        Path key = Files.writeString(Files.createTempDirectory(home, "tls").resolve("x"), "garbage " + TLS);
        bad.put("hub.intake.tls-key", key.toString());
        bad.put("hub.intake.tls-certificate", key.toString());
        Path folder = Files.createDirectories(home.resolve("bad"));
        ChildProcess.writeSettings(folder, bad);
        try (ChildProcess hub = ChildProcess.hub(folder, Map.of(), "run")) {
            assertThat(hub.exitCode()).isEqualTo(2);
            places.put("a start with a bad key", hub.output());
        }
        bad.put("hub.portal.main.webhook-url", "https://user:" + WRONG + "@example.com/rest/1/" + WRONG + "/x/y?z");
        bad.put("hub.telegram.base-uri", "https://api telegram.org/bot" + TOKEN);
        bad.put("hub.hook.sales.url", "htp:/" + HOOK);
        bad.put("hub.store.password", STORE);
        bad.put("hub.telegram.tokn", TOKEN);
        bad.put("hub.sql.url", "jdbc:postgresql://x/y?password=" + WRONG);
        bad.put("hub.mail.password", "{{no-such-vault:" + WRONG + "}}");
        bad.put("flow.http.signing-secret", WRONG);
        ChildProcess.writeSettings(folder, bad);
        for (String line : List.of("run", "check", "validate")) {
            try (ChildProcess hub = ChildProcess.hub(folder, Map.of(), line)) {
                hub.exitCode();
                places.put("bad settings, " + line, hub.output());
            }
        }
        Files.delete(key);
        Files.delete(folder.resolve("application.properties"));
        Files.delete(home.resolve("application.properties"));
    }

    private void files(String when) throws IOException {
        try (Stream<Path> all = Files.walk(home)) {
            List<Path> files = all.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().equals("google-key.json"))
                    .toList();
            assertThat(files).extracting(file -> file.getFileName().toString()).contains("hub.db", "events.jsonl");
            for (Path file : files) {
                byte[] bytes = Files.readAllBytes(file);
                if (bytes.length > 0) {
                    places.put(
                            home.relativize(file) + when,
                            new String(bytes, StandardCharsets.ISO_8859_1)
                                    + new String(bytes, StandardCharsets.UTF_16LE));
                }
            }
        }
    }

    /** A far side's own secret is masked in what an emulator remembers; a scripted one is asked without its path. */
    private void far() {
        for (Emulator each :
                List.of(rig.far().portal(), rig.far().telegram(), rig.far().sheets())) {
            places.put(
                    "sent to " + each.getClass().getSimpleName(),
                    each.received().toString());
        }
        places.put(
                "sent by HTTP",
                far.requests().stream()
                                .filter(request -> !request.path().contains(HOOK))
                                .map(Request::toString)
                                .collect(Collectors.joining())
                        + far.requests().stream()
                                .map(request -> request.headers() + request.text())
                                .collect(Collectors.joining()));
        places.put(
                "sent by mail",
                smtp.lines().stream().filter(line -> !line.startsWith("AUTH")).collect(Collectors.joining("\n")));
    }

    private String get(String uri) throws Exception {
        var answer = client.send(
                HttpRequest.newBuilder(URI.create(uri))
                        .header(uri.contains("/console") ? "X-Any" : "Authorization", "Bearer " + PROGRAMS)
                        .build(),
                BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.headers().map() + answer.body();
    }

    private String post(String path, String form, String header, String value) throws Exception {
        var answer = client.send(
                HttpRequest.newBuilder(URI.create(rig.intake() + path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header(header, value)
                        .POST(BodyPublishers.ofString(form))
                        .build(),
                BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.headers().map() + answer.body() + "\n";
    }
}
