package io.b24hub.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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

        String cookie = given(login);
        assertThat(cookie)
                .containsIgnoringCase("HttpOnly")
                .contains("SameSite=Strict", "Path=/console")
                .doesNotContain("Secure");
        assertThat(cookie).matches("b24hub_session=[\\w-]{43};.*");
        assertThat(browse.page("/console")).contains("ivan");
        assertThat(other.get("/console").statusCode()).isEqualTo(200);
        browse.submit("/console/flows", "/console/drain", Map.of());
        assertThat(browse.page("/console/actions")).contains("console ivan from 127.0.0.1");
        assertThat(hub.hub().operations().isDrained()).isTrue();
    }

    @Test
    void its_cookie_stays_within_https_behind_a_proxy_that_speaks_it() throws Exception {
        HttpResponse<String> login =
                browse.post("/console/login", Map.of("password", PASSWORD), "X-Forwarded-Proto", "https");

        assertThat(login.headers().allValues("Set-Cookie"))
                .hasSize(2)
                .allMatch(cookie -> cookie.contains("Secure"))
                .anyMatch(cookie ->
                        cookie.matches("__Host-b24hub_session=[\\w-]{43}; Path=/;.*") && !cookie.contains("Domain"));
        assertThat(browse.get("/console").statusCode())
                .as("a cookie of https is none in the clear")
                .isEqualTo(303);
    }

    @Test
    void a_logout_ends_the_session_itself() throws Exception {
        String cookie = session(browse.post("/console/login", Map.of("user", "ivan", "password", PASSWORD)));
        assertThat(new Browse(hub.hub().managementPort())
                        .get("/console", "Cookie", cookie)
                        .statusCode())
                .isEqualTo(200);

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
    void a_login_gives_a_new_key_and_ends_the_session_that_the_browser_had() throws Exception {
        String fixed = session(browse.post("/console/login", Map.of("user", "mallory", "password", PASSWORD)));

        String own = session(browse.post("/console/login", Map.of("user", "ivan", "password", PASSWORD)));

        assertThat(own).isNotEqualTo(fixed);
        assertThat(browse.page("/console")).contains("ivan").doesNotContain("mallory");
        assertThat(new Browse(hub.hub().managementPort())
                        .get("/console", "Cookie", fixed)
                        .statusCode())
                .isEqualTo(303);
    }

    @Test
    void a_key_of_somebody_elses_making_is_worth_nothing() throws Exception {
        String made = "b24hub_session=" + "A".repeat(43);
        Browse visitor = new Browse(hub.hub().managementPort());

        HttpResponse<String> login = visitor.post("/console/login", Map.of("password", PASSWORD), "Cookie", made);

        assertThat(login.headers().allValues("Set-Cookie")).noneMatch(cookie -> cookie.startsWith(made));
        assertThat(new Browse(hub.hub().managementPort())
                        .get("/console", "Cookie", made)
                        .statusCode())
                .isEqualTo(303);
    }

    @Test
    void who_logged_in_before_does_not_wait_for_what_others_at_the_address_try() throws Exception {
        browse.post("/console/login", Map.of("user", "ivan", "password", PASSWORD));
        browse.submit("/console", "/console/logout", Map.of());
        Browse stranger = new Browse(hub.hub().managementPort());
        for (int i = 0; i < 3; i++) {
            stranger.post("/console/login", Map.of("password", "wrong"));
        }

        int others =
                stranger.post("/console/login", Map.of("password", PASSWORD)).statusCode();
        browse.post("/console/login", Map.of("user", "ivan", "password", PASSWORD));

        assertThat(others).isEqualTo(429);
        assertThat(browse.get("/console").statusCode()).isEqualTo(200);
    }

    @Test
    void another_sites_page_cannot_make_its_visitor_wait() throws Exception {
        for (int i = 0; i < 10; i++) {
            browse.post("/console/login", Map.of("password", "wrong"), "Origin", "https://evil.example");
        }

        HttpResponse<String> right = browse.post("/console/login", Map.of("password", PASSWORD));

        assertThat(right.statusCode()).isEqualTo(303);
        assertThat(right.headers().firstValue("Location")).hasValue("/console");
    }

    @Test
    void keeps_who_came_who_went_and_who_was_not_let_in() throws Exception {
        browse.post("/console/login", Map.of("user", "eve", "password", "wrong-password-of-eve"));
        browse.post("/console/login", Map.of("user", "ivan", "password", PASSWORD));
        browse.submit("/console", "/console/logout", Map.of());

        await().untilAsserted(() -> assertThat(hub.hub().operations().actions(10))
                .extracting(action -> action.origin() + ": " + action.action())
                .containsExactly(
                        "console ivan from 127.0.0.1: log-out",
                        "console ivan from 127.0.0.1: log-in",
                        "console from 127.0.0.1: log-in failed"));
        assertThat(hub.hub().operations().actions(10).toString())
                .doesNotContain(PASSWORD, "wrong-password-of-eve", "eve");
    }

    /** The session's cookie as a login gave it. */
    private static String given(HttpResponse<String> login) {
        return login.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith("b24hub_session="))
                .findFirst()
                .orElseThrow();
    }

    /** The same as a browser sends it back. */
    private static String session(HttpResponse<String> login) {
        return given(login).split(";")[0];
    }

    @Test
    void a_login_from_another_site_is_refused() throws Exception {
        HttpResponse<String> answer =
                browse.post("/console/login", Map.of("password", PASSWORD), "Origin", "https://evil.example");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }
}
