package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.TestHub;
import io.b24hub.alert.Watch;
import io.b24hub.intake.Refusal;
import io.b24hub.intake.TestCertificate;
import io.b24hub.source.ListServer;
import io.b24hub.source.SourceStatus;
import io.b24hub.time.ManualClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where calls come from, as a hub sees it at its port: the proxy in front of it is this machine. */
@Timeout(120)
class SourceAddressesTest {

    private static final String BITRIX24 = "3.217.33.54";
    private static final String STRANGER = "6.6.6.6";

    @TempDir
    private Path dir;

    // a certificate is made by the machine's clock
    private final ManualClock clock = new ManualClock(InstantSource.system().instant());
    private final ListServer lists = new ListServer(clock);
    private int events;

    @AfterEach
    void close() {
        lists.close();
    }

    private TestHub.Preparation hub() {
        lists.publish(BITRIX24, "52.29.163.104");
        return TestHub.in(dir)
                .clock(clock)
                .set("hub.portal.main.source-region", "world")
                .set("hub.portal.main.robot-secret", "a-long-word-nobody-guesses")
                .set("hub.source-list.world", lists.address().toString())
                .set("hub.source-list.ru", "http://127.0.0.1:1/none.json")
                .set("hub.intake.trusted-proxies", "127.0.0.1");
    }

    @Test
    void in_warn_a_strangers_call_is_taken_counted_and_told_of_once() throws Exception {
        Path out = dir.resolve("alerts");
        try (TestHub hub = hub().route("flows/alerts.camel.yaml", alertsTo(out)).start()) {
            awaitList(hub);

            assertThat(post(hub, BITRIX24)).isEqualTo(200);
            assertThat(sources(hub).strange()).isZero();
            for (int i = 0; i < 5; i++) {
                assertThat(post(hub, STRANGER)).isEqualTo(200);
            }
            assertThat(hub.post(form("wrong"), Map.of("X-Forwarded-For", STRANGER)))
                    .isEqualTo(403);

            assertThat(sources(hub).strange()).isEqualTo(5);
            assertThat(sources(hub).last().orElseThrow().from().getHostAddress())
                    .isEqualTo(STRANGER);
            assertThat(hub.hub().intake().lastRefused().get(0).client().getHostAddress())
                    .isEqualTo(STRANGER);
            clock.advance(Watch.PERIOD);
            await().until(() -> Files.exists(out) && !Files.readString(out).isEmpty());
            post(hub, STRANGER);
            clock.advance(Watch.PERIOD);
            clock.advance(Watch.PERIOD);
            assertThat(Files.readString(out))
                    .containsOnlyOnce("strange-address")
                    .contains("with the right token from 6.6.6.6", "so were 5 calls", "replace it in the portal");
        }
    }

    @Test
    void in_enforce_a_strangers_call_is_refused_before_its_body_means_anything() throws Exception {
        try (TestHub hub =
                hub().set("hub.portal.main.source-addresses", "enforce").start()) {
            awaitList(hub);
            HttpClient client = HttpClient.newHttpClient();
            Map<String, String> noForm = Map.of("X-Forwarded-For", STRANGER);

            assertThat(post(hub, BITRIX24)).isEqualTo(200);
            assertThat(post(hub, STRANGER)).isEqualTo(403);
            assertThat(hub.post(Map.of("no", "event"), noForm)).isEqualTo(403);
            assertThat(hub.post(form("wrong"), noForm)).isEqualTo(403);
            assertThat(hub.post(Map.of("no", "event"), Map.of("X-Forwarded-For", BITRIX24)))
                    .isEqualTo(400);
            HttpRequest robot = HttpRequest.newBuilder(URI.create(
                            "http://127.0.0.1:" + hub.hub().port() + "/bitrix24/main/robot/a-long-word-nobody-guesses"))
                    .header("X-Forwarded-For", STRANGER)
                    .POST(HttpRequest.BodyPublishers.ofString("document_id[2]=DEAL_1"))
                    .build();
            assertThat(client.send(robot, BodyHandlers.ofString()).body()).contains("only from addresses of Bitrix24");
            HttpRequest huge = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + hub.hub().port() + "/bitrix24/main"))
                    .header("X-Forwarded-For", STRANGER)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[2 << 20]))
                    .build();
            assertThat(client.send(huge, BodyHandlers.ofString()).statusCode()).isEqualTo(413);

            assertThat(hub.hub().intake().refused(Refusal.STRANGE_ADDRESS)).isEqualTo(4);
            assertThat(hub.hub().intake().refused(Refusal.WRONG_TOKEN)).isZero();
            assertThat(hub.store().latest(10)).hasSize(1);
        }
    }

    @Test
    void in_enforce_without_any_list_calls_are_taken_and_a_person_is_told() throws Exception {
        Path out = dir.resolve("alerts");
        TestHub.Preparation preparation = hub().set("hub.portal.main.source-addresses", "enforce")
                .route("flows/alerts.camel.yaml", alertsTo(out));
        lists.answer(503, "down");
        try (TestHub hub = preparation.start()) {
            await().until(() -> !sources(hub).lists().get(0).trouble().isEmpty());

            assertThat(post(hub, STRANGER)).isEqualTo(200);
            clock.advance(Watch.PERIOD);
            await().until(() -> Files.exists(out) && Files.readString(out).contains("never read"));
        }
        lists.publish(BITRIX24);
        clock.advance(Duration.ofMinutes(2));
        try (TestHub hub = preparation.start()) {
            awaitList(hub);

            assertThat(post(hub, STRANGER)).isEqualTo(403);
        }
        lists.answer(503, "down");
        try (TestHub hub = preparation.start()) {
            assertThat(post(hub, STRANGER))
                    .as("from the store, after a restart")
                    .isEqualTo(403);
            assertThat(post(hub, BITRIX24)).isEqualTo(200);
        }
    }

    @Test
    void nobody_is_believed_who_is_no_trusted_proxy() throws Exception {
        try (TestHub hub = hub().set("hub.intake.trusted-proxies", "10.0.0.0/8")
                .set("hub.portal.main.source-addresses", "enforce")
                .start()) {
            awaitList(hub);

            assertThat(post(hub, BITRIX24)).isEqualTo(403);
            assertThat(hub.hub().intake().lastRefused().get(0).client()).isEqualTo(InetAddress.getByName("127.0.0.1"));
        }
    }

    @Test
    void a_hub_that_only_this_machine_can_call_asks_nobody() {
        try (TestHub hub = hub().set("hub.intake.trusted-proxies", "").start()) {
            clock.advance(Duration.ofHours(1));

            assertThat(post(hub, STRANGER)).isEqualTo(200);
            assertThat(lists.polls()).isEmpty();
            assertThat(sources(hub).strange()).isZero();
        }
    }

    @Test
    void the_proxy_protocol_tells_who_calls_in_both_versions() throws Exception {
        try (TestHub hub = hub().set("hub.portal.main.source-addresses", "enforce")
                .set("hub.intake.proxy-protocol", "true")
                .start()) {
            awaitList(hub);

            assertThat(raw(hub, versionOne(BITRIX24), "")).startsWith("HTTP/1.1 200");
            assertThat(raw(hub, versionOne(STRANGER), "")).startsWith("HTTP/1.1 403");
            assertThat(raw(hub, versionTwo(BITRIX24), "")).startsWith("HTTP/1.1 200");
            assertThat(raw(hub, versionTwo(STRANGER), "")).startsWith("HTTP/1.1 403");
            assertThat(raw(hub, versionTwo("2001:db8::6"), "")).startsWith("HTTP/1.1 403");
            assertThat(hub.hub().intake().lastRefused().get(0).client())
                    .isEqualTo(InetAddress.getByName("2001:db8::6"));
            assertThat(raw(hub, versionOne(STRANGER), "X-Forwarded-For: " + BITRIX24 + "\r\n"))
                    .as("a stranger's own header")
                    .startsWith("HTTP/1.1 403");
            assertThat(raw(hub, versionOne("127.0.0.1"), "X-Forwarded-For: " + BITRIX24 + "\r\n"))
                    .as("two proxies")
                    .startsWith("HTTP/1.1 200");
            assertThat(raw(hub, "PROXY UNKNOWN\r\n".getBytes(StandardCharsets.US_ASCII), ""))
                    .startsWith("HTTP/1.1 403");
            assertThat(raw(hub, new byte[0], "")).as("without a PROXY header").isEmpty();
        }
    }

    @Test
    void a_proxy_header_of_a_stranger_is_not_believed() throws Exception {
        try (TestHub hub = hub().set("hub.portal.main.source-addresses", "enforce")
                .set("hub.intake.trusted-proxies", "10.0.0.0/8")
                .set("hub.intake.proxy-protocol", "true")
                .start()) {
            awaitList(hub);

            assertThat(raw(hub, versionOne(BITRIX24), "")).startsWith("HTTP/1.1 403");
            assertThat(raw(hub, versionTwo(BITRIX24), "")).startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void over_tls_it_is_the_same() throws Exception {
        TestCertificate own = TestCertificate.create(dir, 60);
        own.write(dir.resolve("fullchain.pem"), dir.resolve("privkey.pem"));
        TestHub.Preparation preparation = hub().set("hub.portal.main.source-addresses", "enforce")
                .set("hub.intake.tls-certificate", "fullchain.pem")
                .set("hub.intake.tls-key", "privkey.pem");
        try (TestHub hub = preparation.start()) {
            awaitList(hub);

            assertThat(tls(hub, own, new byte[0], "X-Forwarded-For: " + BITRIX24 + "\r\n"))
                    .startsWith("HTTP/1.1 200");
            assertThat(tls(hub, own, new byte[0], "Forwarded: for=" + STRANGER + "\r\n"))
                    .startsWith("HTTP/1.1 403");
        }
        try (TestHub hub = preparation.set("hub.intake.proxy-protocol", "true").start()) {
            assertThat(tls(hub, own, versionOne(BITRIX24), "")).startsWith("HTTP/1.1 200");
            assertThat(tls(hub, own, versionTwo(STRANGER), "")).startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void status_and_metrics_tell_how_it_stands() throws Exception {
        try (TestHub hub = hub().start()) {
            awaitList(hub);
            post(hub, STRANGER);
            clock.advance(Duration.ofSeconds(10));

            JsonNode portal = new ObjectMapper()
                    .readTree(get(hub, "/api/v1/status"))
                    .path("portals")
                    .get(0);
            assertThat(portal.path("sources").path("mode").asText()).isEqualTo("warn");
            assertThat(portal.path("sources").path("strange").asInt()).isEqualTo(1);
            assertThat(portal.path("sources")
                            .path("lists")
                            .path("world")
                            .path("addresses")
                            .asInt())
                    .isEqualTo(2);
            assertThat(portal.path("sources").path("lastStrange").path("from").asText())
                    .isEqualTo(STRANGER);
            assertThat(get(hub, "/observe/metrics"))
                    .contains("b24hub_calls_strange_total{portal=\"main\"} 1.0")
                    .contains("b24hub_source_addresses{portal=\"main\"} 2.0")
                    .contains("b24hub_source_list_age_seconds{portal=\"main\"} 10.0");
            assertThat(get(hub, "/console/portals")).contains("6.6.6.6", "strange");
        }
    }

    private int post(TestHub hub, String client) {
        return hub.post(form(TestHub.TOKEN), Map.of("X-Forwarded-For", client));
    }

    private Map<String, String> form(String token) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("event", "ONCRMDEALADD");
        form.put("data[FIELDS][ID]", Integer.toString(++events));
        form.put("auth[application_token]", token);
        return form;
    }

    private String body() {
        return "event=ONCRMDEALADD&data[FIELDS][ID]=" + ++events + "&auth[application_token]=" + TestHub.TOKEN;
    }

    private static SourceStatus sources(TestHub hub) {
        return hub.hub().sources().get(0);
    }

    private static void awaitList(TestHub hub) {
        await().until(() -> sources(hub).complete());
    }

    private static String get(TestHub hub, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + hub.hub().managementPort() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }

    private static String alertsTo(Path file) {
        return """
                - route:
                    id: alerts
                    from:
                      uri: bitrix24:HUB
                      steps:
                        - setBody: {simple: "${body.data[KIND]} ${body.data[TEXT]}"}
                        - to: "file:%s?fileName=%s&fileExist=Append&appendChars=\\n"
                """.formatted(file.getParent(), file.getFileName());
    }

    private String raw(TestHub hub, byte[] before, String headers) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", hub.hub().port())) {
            socket.getOutputStream().write(before);
            return talk(socket, headers);
        }
    }

    private String tls(TestHub hub, TestCertificate own, byte[] before, String headers) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", hub.hub().port())) {
            socket.getOutputStream().write(before);
            socket.getOutputStream().flush();
            try (Socket secure = own.trusting()
                    .getSocketFactory()
                    .createSocket(socket, "127.0.0.1", hub.hub().port(), true)) {
                return talk(secure, headers);
            }
        }
    }

    private String talk(Socket socket, String headers) throws IOException {
        socket.setSoTimeout(20_000);
        String body = body();
        String request = "POST /bitrix24/main HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n" + headers
                + "Content-Length: " + body.length() + "\r\n\r\n" + body;
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return ""; // hung up
        }
    }

    private static byte[] versionOne(String client) {
        return ("PROXY TCP4 " + client + " 10.0.0.9 50000 443\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] versionTwo(String client) throws IOException {
        byte[] from = InetAddress.getByName(client).getAddress();
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.write(new byte[] {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A});
        header.write(0x21); // version 2, a connection for somebody else
        header.write(from.length == 4 ? 0x11 : 0x21); // TCP over IPv4 or IPv6
        int length = 2 * from.length + 4;
        header.write(new byte[] {(byte) (length >> 8), (byte) length});
        header.write(from);
        header.write(new byte[from.length]);
        for (int port : List.of(50_000, 443)) {
            header.write(port >> 8);
            header.write(port);
        }
        return header.toByteArray();
    }
}
