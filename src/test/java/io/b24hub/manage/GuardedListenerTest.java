package io.b24hub.manage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.b24hub.TestHub;
import io.b24hub.store.OperatorAction;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the management listener does to those who do not belong there, byte by byte. */
class GuardedListenerTest {

    private static final String PASSWORD = "a-password-for-people";
    private static final String TOKEN = "a-token-for-programs";

    @TempDir
    private Path home;

    private TestHub hub;

    @BeforeEach
    void start() {
        hub = TestHub.in(home)
                .set("hub.management.password", PASSWORD)
                .set("hub.management.token", TOKEN)
                .start();
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void who_guesses_tokens_waits_and_keeps_nobody_out_who_has_the_password() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(status("Authorization: Bearer wrong")).startsWith("HTTP/1.1 401");
        }

        String right = status("Authorization: Bearer " + TOKEN);
        String person = status("Authorization: " + basic("ivan:" + PASSWORD));

        assertThat(right).startsWith("HTTP/1.1 429").contains("retry-after: 1");
        assertThat(person).startsWith("HTTP/1.1 200");
    }

    @Test
    void who_guesses_passwords_waits_too() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(status("Authorization: " + basic("ivan:wrong"))).startsWith("HTTP/1.1 401");
        }

        assertThat(status("Authorization: " + basic("ivan:" + PASSWORD))).startsWith("HTTP/1.1 429");
        assertThat(status("Authorization: Bearer " + TOKEN)).startsWith("HTTP/1.1 200");
    }

    @Test
    void another_sites_page_is_refused_before_its_credentials_are_looked_at() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThat(status("Authorization: Bearer wrong\r\nSec-Fetch-Site: cross-site"))
                    .startsWith("HTTP/1.1 403");
        }

        assertThat(status("Authorization: Bearer " + TOKEN)).startsWith("HTTP/1.1 200");
    }

    @Test
    void keeps_who_came_with_which_credentials_once_and_who_was_not_let_in() throws Exception {
        status("Authorization: Bearer " + TOKEN);
        status("Authorization: Bearer " + TOKEN);
        status("Authorization: " + basic("ivan:" + PASSWORD));
        status("Authorization: " + basic("eve:wrong"));
        status("Authorization: Bearer " + TOKEN + "\r\nUser-Agent: b24hub-cli/olga");

        await().untilAsserted(() -> assertThat(hub.hub().operations().actions(10))
                .extracting(action -> action.origin() + ": " + action.action())
                .containsExactly(
                        "command line olga by token from 127.0.0.1: log-in",
                        "API password from 127.0.0.1: log-in failed",
                        "API ivan from 127.0.0.1: log-in",
                        "API by token from 127.0.0.1: log-in"));
    }

    @Test
    void wrong_credentials_do_not_fill_the_store() throws Exception {
        for (int i = 0; i < 200; i++) {
            status("Authorization: Bearer wrong");
        }

        assertThat(hub.hub().operations().actions(500))
                .extracting(OperatorAction::action)
                .hasSizeLessThanOrEqualTo(6)
                .containsOnly("log-in failed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /observe/health HTTP/1.1",
                "GET /observe/metrics HTTP/1.1",
                "GET /api/v1/status HTTP/1.1",
                "GET /api/v1/nothing HTTP/1.1",
                "DELETE /api/v1/status HTTP/1.1",
                "GET /console HTTP/1.1",
                "GET /console/login HTTP/1.1",
                "GET /console/nothing HTTP/1.1",
                "GET /console/console.css HTTP/1.1",
                "GET /nothing HTTP/1.1",
                "GET /%zz HTTP/1.1",
                "NONSENSE"
            })
    void every_answer_tells_browsers_what_they_may_not_do(String line) throws Exception {
        String answer = send(line + "\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");

        assertThat(answer.toLowerCase(java.util.Locale.ROOT))
                .startsWith("http/1.")
                .contains("content-security-policy: default-src 'none';", "frame-ancestors 'none'")
                .contains("x-content-type-options: nosniff", "x-frame-options: deny", "referrer-policy: same-origin")
                .contains(line.contains(".css") ? "cache-control: max-age=60" : "cache-control: no-store");
    }

    @Test
    void a_body_is_not_read_before_its_sender_is_known() throws Exception {
        try (Socket socket = connect()) {
            write(
                    socket,
                    "POST /api/v1/drain HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                            + "Content-Length: 60000\r\n\r\n");

            byte[] first = socket.getInputStream().readNBytes(12);

            assertThat(new String(first, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 401");
        }
        assertThat(hub.hub().operations().isDrained()).isFalse();
    }

    private String status(String headers) throws IOException {
        return send("GET /api/v1/status HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + headers + "\r\n\r\n");
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", hub.hub().managementPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private String send(String text) throws IOException {
        try (Socket socket = connect()) {
            write(socket, text);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
