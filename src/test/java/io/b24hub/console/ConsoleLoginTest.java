package io.b24hub.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.TestHub;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The door of the console of a hub with a password. */
class ConsoleLoginTest {

    private static final String PASSWORD = "a-password-for-people";
    private static final String TOKEN = "a-token-for-programs";

    @TempDir
    private Path home;

    private TestHub hub;
    private Browse browse;

    @BeforeEach
    void start() {
        hub = TestHub.in(home)
                .set("hub.management.password", PASSWORD)
                .set("hub.management.token", TOKEN)
                .start();
        browse = new Browse(hub.hub().managementPort());
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void shows_nothing_before_a_login() throws Exception {
        for (String path : new String[] {"/console", "/console/events", "/console/settings", "/console/actions"}) {
            HttpResponse<String> answer = browse.get(path);

            assertThat(answer.statusCode()).isEqualTo(303);
            assertThat(answer.headers().firstValue("Location")).hasValue("/console/login");
            assertThat(answer.body()).isEmpty();
        }
        assertThat(browse.post("/console/drain", Map.of("key", "x")).headers().firstValue("Location"))
                .hasValue("/console/login");
        assertThat(browse.page("/console/login")).contains("type=\"password\"").doesNotContain(PASSWORD, TOKEN);
    }

    @Test
    void lets_in_by_password_or_token_and_keeps_the_name_with_what_is_done() throws Exception {
        HttpResponse<String> login = browse.post("/console/login", Map.of("user", "ivan", "password", PASSWORD));
        Browse other = new Browse(hub.hub().managementPort());
        other.post("/console/login", Map.of("password", TOKEN));

        String cookie = login.headers().firstValue("Set-Cookie").orElse("");
        assertThat(cookie)
                .containsIgnoringCase("HttpOnly")
                .contains("SameSite=Strict", "Path=/console")
                .doesNotContain("Secure");
        assertThat(cookie).matches("b24hub_session=[\\w-]{43};.*");
        assertThat(browse.page("/console")).contains("ivan");
        assertThat(other.get("/console").statusCode()).isEqualTo(200);
        browse.submit("/console/flows", "/console/drain", Map.of());
        assertThat(browse.page("/console/actions")).contains("console ivan");
        assertThat(hub.hub().operations().isDrained()).isTrue();
    }

    @Test
    void its_cookie_stays_within_https_behind_a_proxy_that_speaks_it() throws Exception {
        HttpResponse<String> login =
                browse.post("/console/login", Map.of("password", PASSWORD), "X-Forwarded-Proto", "https");

        assertThat(login.headers().firstValue("Set-Cookie").orElse("")).contains("Secure");
    }

    @Test
    void a_logout_ends_the_session_itself() throws Exception {
        browse.post("/console/login", Map.of("user", "ivan", "password", PASSWORD));
        String cookie =
                browse.get("/console").request().headers().firstValue("Cookie").orElse("");

        browse.submit("/console", "/console/logout", Map.of());

        assertThat(browse.get("/console").statusCode()).isEqualTo(303);
        assertThat(new Browse(hub.hub().managementPort())
                        .get("/console", "Cookie", cookie)
                        .statusCode())
                .isEqualTo(303);
    }

    @Test
    void slows_down_who_guesses() throws Exception {
        for (int i = 0; i < 2; i++) {
            assertThat(browse.post("/console/login", Map.of("password", "wrong"))
                            .statusCode())
                    .isEqualTo(401);
        }
        browse.post("/console/login", Map.of("password", "wrong"));

        HttpResponse<String> right = browse.post("/console/login", Map.of("password", PASSWORD));

        assertThat(right.statusCode()).isEqualTo(429);
        assertThat(right.headers().firstValue("Retry-After")).isPresent();
        assertThat(browse.get("/console").statusCode()).isEqualTo(303);
    }

    @Test
    void a_login_from_another_site_is_refused() throws Exception {
        HttpResponse<String> answer =
                browse.post("/console/login", Map.of("password", PASSWORD), "Origin", "https://evil.example");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }
}
