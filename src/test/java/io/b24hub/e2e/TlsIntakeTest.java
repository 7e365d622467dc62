package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.b24hub.TestHub;
import io.b24hub.alert.Watch;
import io.b24hub.intake.BadCertificate;
import io.b24hub.intake.TestCertificate;
import io.b24hub.time.ManualClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A hub with a certificate of its own. */
@Timeout(120)
class TlsIntakeTest {

    private static final Instant NOW = InstantSource.system().instant();

    @TempDir
    private Path dir;

    private final ManualClock clock = new ManualClock(NOW);

    private Path certificate() {
        return dir.resolve("fullchain.pem");
    }

    private Path key() {
        return dir.resolve("privkey.pem");
    }

    private TestHub.Preparation hub() {
        return TestHub.in(dir)
                .clock(clock)
                .set("hub.intake.tls-certificate", "fullchain.pem")
                .set("hub.intake.tls-key", "privkey.pem");
    }

    @Test
    void events_come_in_over_tls_only() throws Exception {
        TestCertificate own = TestCertificate.create(dir, 60);
        own.write(certificate(), key());
        try (TestHub hub = hub().start()) {
            HttpResponse<String> answer = post(hub, own);

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
            assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
            assertThat(hub.store().latest(10)).hasSize(1);
            assertThatThrownBy(() -> hub.post(Map.of("event", "ONCRMDEALADD"), Map.of()))
                    .hasRootCauseInstanceOf(IOException.class);
            assertThat(protocol(hub, own, "TLSv1.2")).isEqualTo("TLSv1.2");
            assertThatThrownBy(() -> protocol(hub, own, "TLSv1.1")).isInstanceOf(SSLException.class);
            assertThat(Duration.between(
                                    NOW,
                                    hub.hub()
                                            .status()
                                            .intake()
                                            .certificateEnds()
                                            .orElseThrow())
                            .toDays())
                    .isBetween(58L, 60L);
        }
    }

    @Test
    void a_new_certificate_is_taken_over_and_open_connections_go_on() throws Exception {
        TestCertificate old = TestCertificate.create(dir, 60);
        old.write(certificate(), key());
        try (TestHub hub = hub().start();
                Socket open = old.trusting()
                        .getSocketFactory()
                        .createSocket("127.0.0.1", hub.hub().port())) {
            assertThat(get(open)).isEqualTo("HTTP/1.1 200 OK");

            TestCertificate renewed = TestCertificate.create(dir, 80);
            Files.writeString(certificate(), renewed.certificate()); // the key comes a moment later
            for (int i = 0; i < 3; i++) {
                clock.advance(Watch.PERIOD);
                assertThat(get(open)).isEqualTo("HTTP/1.1 200 OK");
                assertThat(post(hub, old).statusCode()).isEqualTo(200);
            }
            renewed.write(certificate(), key());

            // a look that is still under way plans the next one only when it is done
            await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
                clock.advance(Watch.PERIOD);
                assertThat(get(open)).isEqualTo("HTTP/1.1 200 OK");
                return post(hub, renewed).statusCode() == 200;
            });
            assertThatThrownBy(() -> post(hub, old)).isInstanceOf(SSLException.class);
            assertThat(get(open)).isEqualTo("HTTP/1.1 200 OK");
        }
    }

    @Test
    void a_start_with_the_wrong_key_is_refused() {
        TestCertificate.create(dir, 60).write(certificate(), key());
        TestCertificate.create(dir, 60).write(dir.resolve("other.pem"), key());

        assertThatThrownBy(() -> hub().start().close())
                .isInstanceOf(BadCertificate.class)
                .hasMessageContaining("hub.intake.tls-key");
    }

    @Test
    void few_days_that_are_left_are_told() {
        TestCertificate.create(dir, 10).write(certificate(), key());
        String flow = """
                - route:
                    id: ops
                    from:
                      uri: bitrix24:HUB
                      steps:
                        - log: "${body.data[TEXT]}"
                """;
        try (TestHub hub = hub().set("hub.alerts.disk-free", "0")
                .route("flows/ops.camel.yaml", flow)
                .start()) {
            await().atMost(Duration.ofSeconds(20)).until(() -> alerts(hub) == 1);

            assertThat(hub.store().latest(1).get(0).data())
                    .asString()
                    .contains("KIND=certificate", "in less than 14 days");
        }
    }

    private static long alerts(TestHub hub) {
        return hub.store().latest(100).stream()
                .filter(event -> event.type().equals("HUB"))
                .count();
    }

    private static HttpResponse<String> post(TestHub hub, TestCertificate trusted) throws Exception {
        HttpClient client =
                HttpClient.newBuilder().sslContext(trusted.trusting()).build();
        String form = "event=ONCRMDEALADD&data[FIELDS][ID]=1&auth[application_token]=" + TestHub.TOKEN;
        return client.send(
                HttpRequest.newBuilder(
                                URI.create("https://127.0.0.1:" + hub.hub().port() + "/bitrix24/main"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .timeout(Duration.ofSeconds(20))
                        .POST(HttpRequest.BodyPublishers.ofString(
                                form.replace("[", "%5B").replace("]", "%5D")))
                        .build(),
                BodyHandlers.ofString());
    }

    private static String protocol(TestHub hub, TestCertificate trusted, String version) throws IOException {
        try (SSLSocket socket = (SSLSocket) trusted.trusting()
                .getSocketFactory()
                .createSocket("127.0.0.1", hub.hub().port())) {
            socket.setEnabledProtocols(new String[] {version});
            socket.startHandshake();
            return socket.getSession().getProtocol();
        }
    }

    private static String get(Socket open) throws IOException {
        open.setSoTimeout(20_000);
        open.getOutputStream()
                .write("GET /bitrix24/main HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        BufferedReader in = new BufferedReader(new InputStreamReader(open.getInputStream(), StandardCharsets.US_ASCII));
        String status = in.readLine();
        int length = 0;
        for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
            length = Optional.of(line.toLowerCase(java.util.Locale.ROOT))
                    .filter(each -> each.startsWith("content-length:"))
                    .map(each -> Integer.parseInt(each.substring(15).strip()))
                    .orElse(length);
        }
        for (int i = 0; i < length; i++) {
            in.read();
        }
        return status;
    }
}
