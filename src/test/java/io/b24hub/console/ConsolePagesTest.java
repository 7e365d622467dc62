package io.b24hub.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.b24hub.TestHub;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.Heal;
import io.b24hub.store.LedgerEntry;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages of a real hub without credentials, over its socket. */
class ConsolePagesTest {

    private static final String EVIL = "<script>alert('1')</script>\"><img src=x>";

    @TempDir
    private static Path home;

    private static TestHub hub;
    private static Browse browse;

    @BeforeAll
    static void start() {
        hub = TestHub.in(home)
                .set("flow.calm.api-token", "a-secret-of-a-flow")
                .set("hub.telegram.token", "123456:secret-of-the-bot")
                .route("flows/calm.camel.yaml", """
                        - route:
                            id: calm
                            description: Takes leads.
                            from:
                              uri: bitrix24:ONCRMLEADADD
                              steps:
                                - to: file:%s?fileName=leads
                        """.formatted(home.resolve("out")))
                .route("flows/evil.camel.yaml", """
                        - route:
                            id: evil
                            description: Refuses what it gets and quotes it.
                            from:
                              uri: bitrix24:ONCRMDEALADD
                              steps:
                                - throwException:
                                    exceptionType: io.b24hub.console.Quoting
                                    message: "The title is ${body.data[FIELDS][TITLE]}"
                        """)
                .start();
        browse = new Browse(hub.hub().managementPort());
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console",
                "/console/events",
                "/console/events?state=parked&text=x&from=2026-01-01T10:00&portal=main&entity=deal:1",
                "/console/parked",
                "/console/flows",
                "/console/portals",
                "/console/sweep",
                "/console/settings",
                "/console/actions"
            })
    void answers_each_page_in_both_languages(String path) throws Exception {
        park("Ordinary");

        HttpResponse<String> english = browse.get(path, "Accept-Language", "en");
        HttpResponse<String> russian = browse.get(path, "Accept-Language", "ru-RU,ru;q=0.9,en;q=0.5");

        assertThat(english.statusCode()).isEqualTo(200);
        assertThat(english.body()).contains("<html lang=\"en\">").contains("Overview");
        assertThat(russian.body())
                .contains("<html lang=\"ru\">")
                .contains("Обзор")
                .doesNotContain("Overview");
        assertThat(english.headers().firstValue("Cache-Control")).hasValue("no-store");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/console", "/console/console.css", "/console/console.js", "/console/nowhere", "/"})
    void forbids_everything_that_does_not_come_from_itself(String path) throws Exception {
        HttpResponse<String> answer = browse.get(path);

        assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    }

    @Test
    void has_no_style_or_script_inside_its_pages() throws Exception {
        String event = park("Inside");

        for (String path : new String[] {"/console", "/console/events/" + event, "/console/flows", "/console/parked"}) {
            assertThat(browse.page(path))
                    .doesNotContain("<style", " style=", "javascript:")
                    .doesNotContainPattern("<script(?! src)")
                    .doesNotContainPattern(" on[a-z]+=\"");
        }
    }

    @Test
    void the_sweep_page_shows_the_ledger_day_by_day() throws Exception {
        LocalDate today = hub.hub().sweeper().ledger().today("main");
        LedgerEntry entry = new LedgerEntry(today, "main", "dynamic-<147>");
        hub.hub()
                .store()
                .heal(new Heal(Optional.empty(), List.of(), List.of(entry, entry, entry), Instant.now()))
                .join();

        assertThat(browse.page("/console/sweep"))
                .contains("<td data-name=\"Day\">" + today + "</td>")
                .contains("<code>dynamic-&lt;147&gt;</code>")
                .contains("<td data-name=\"Changed\" class=\"right\">3</td>")
                .contains("<td data-name=\"Heard\" class=\"right\">0</td>")
                .contains("<td data-name=\"Unexplained\" class=\"right\">3</td>")
                .contains("aria-current=\"page\">Sweep</a>")
                .doesNotContain(" style=", "<style");
    }

    @Test
    void files_are_asked_for_again_only_when_they_have_changed() throws Exception {
        HttpResponse<String> first = browse.get("/console/console.js");
        String tag = first.headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> again = browse.get("/console/console.js", "If-None-Match", tag);

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(again.statusCode()).isEqualTo(304);
    }

    @Test
    void leads_from_the_root_and_says_what_is_not_there() throws Exception {
        assertThat(browse.get("/").headers().firstValue("Location")).hasValue("/console");
        assertThat(browse.get("/console/nowhere").statusCode()).isEqualTo(404);
        assertThat(browse.get("/console/events/nothing").statusCode()).isEqualTo(404);
        assertThat(browse.get("/console/events?state=asleep").statusCode()).isEqualTo(400);
    }

    @Test
    void what_strangers_wrote_is_text_on_every_page() throws Exception {
        String event = park(EVIL);

        for (String path : new String[] {
            "/console/events/" + event,
            "/console/events",
            "/console/parked",
            "/console/preview?flow=evil&state=parked&text=title",
            "/console/events?text=" + URLEncoder.encode(EVIL, StandardCharsets.UTF_8)
        }) {
            assertThat(browse.page(path)).as(path).contains("&lt;script&gt;").doesNotContain("<script>", "<img src=x");
        }
        assertThat(browse.get("/console/events/%3Cscript%3E").body()).doesNotContain("<script>");
    }

    @Test
    void tells_the_story_of_an_event_and_replays_its_delivery() throws Exception {
        String event = park("Story");
        DeliveryRecord delivery = hub.delivery(event, "evil").orElseThrow();

        String page = browse.page("/console/events/" + event);
        HttpResponse<String> done =
                browse.submit("/console/events/" + event, "/console/deliveries/" + delivery.id() + "/replay", Map.of());

        assertThat(page).contains("ONCRMDEALADD", "The title is Story", "&quot;TITLE&quot; : &quot;Story&quot;");
        assertThat(done.statusCode()).isEqualTo(303);
        assertThat(done.headers().firstValue("Location")).hasValue("/console/events/" + event);
        await().until(() -> hub.store().attempts(delivery.id()).size() == 2);
        assertThat(browse.page("/console/actions")).contains("replay", "delivery " + delivery.id());
    }

    @Test
    void drops_many_after_a_preview() throws Exception {
        String event = park("Many");
        String preview = browse.page("/console/preview?change=drop&flow=evil&event=" + event);
        String token = match(preview, "name=\"token\" value=\"([^\"]+)\"");

        HttpResponse<String> begun = browse.submit(
                "/console/preview?change=drop&flow=evil&event=" + event,
                "/console/changes",
                Map.of("token", token, "reason", "<b>useless</b>"));
        hub.awaitState(event, "evil", DeliveryState.DROPPED);

        assertThat(preview).contains("<p class=\"big\">1</p>");
        String progress = begun.headers().firstValue("Location").orElseThrow();
        await().untilAsserted(() -> assertThat(browse.page(progress)).contains("Done: 1."));
        assertThat(browse.page("/console/actions")).contains("&lt;b&gt;useless");
    }

    @Test
    void a_group_of_parked_ones_leads_to_the_preview_of_just_these() throws Exception {
        park("Group 17 of 23");

        String query = match(browse.page("/console/parked"), "href=\"(/console/preview[^\"]+change=replay)\"")
                .replace("&amp;", "&");

        assertThat(browse.page(query)).contains("The title is");
    }

    @Test
    void a_preview_takes_times_as_a_browser_sends_them() throws Exception {
        park("Timed");

        assertThat(browse.page("/console/preview?from=2020-01-01T10:00&to=2100-01-01T10:00&change=replay"))
                .contains("The title is Timed");
    }

    @Test
    void pauses_and_resumes_a_flow() throws Exception {
        HttpResponse<String> paused = browse.submit(
                "/console/flows",
                "/console/pause",
                Map.of("kind", "flow", "name", "calm", "for", "1h", "reason", "<i>look</i>"));
        String held = browse.page("/console/flows");
        browse.submit("/console/flows", "/console/resume", Map.of("kind", "flow", "name", "calm"));

        assertThat(paused.statusCode()).isEqualTo(303);
        assertThat(held).contains("On hold by console", "&lt;i&gt;look").doesNotContain("<i>look");
        assertThat(hub.hub().operations().holds()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/console/pause, nobody, 1h, 409",
        "/console/pause, calm, yesterday, 400",
        "/console/resume, nobody, '', 409",
        "/console/deliveries/999999/replay, '', '', 409",
        "/console/deliveries/x/replay, '', '', 400",
        "/console/deliveries/1/explode, '', '', 400",
        "/console/changes, '', '', 400"
    })
    void says_what_is_wrong_with_a_form(String path, String name, String span, int status) throws Exception {
        park("Wrong");

        HttpResponse<String> answer =
                browse.submit("/console/flows", path, Map.of("kind", "flow", "name", name, "for", span, "reason", ""));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains("role=\"alert\"");
    }

    @Test
    void does_nothing_for_a_form_that_is_not_its_own() throws Exception {
        Map<String, String> pause = Map.of("kind", "flow", "name", "calm", "for", "1h");
        browse.page("/console/flows");

        HttpResponse<String> without = browse.post("/console/pause", pause);
        HttpResponse<String> guessed =
                browse.post("/console/pause", Map.of("kind", "flow", "name", "calm", "key", "AAAA"));
        String others =
                match(new Browse(hub.hub().managementPort()).page("/console/flows"), "name=\"key\" value=\"([^\"]+)");
        HttpResponse<String> stolen =
                browse.post("/console/pause", Map.of("kind", "flow", "name", "calm", "key", others));
        String own = match(browse.page("/console/flows"), "name=\"key\" value=\"([^\"]+)");
        HttpResponse<String> foreign = browse.post(
                "/console/pause", Map.of("kind", "flow", "name", "calm", "key", own), "Origin", "https://evil.example");

        assertThat(without.statusCode()).isEqualTo(403);
        assertThat(guessed.statusCode()).isEqualTo(403);
        assertThat(stolen.statusCode()).isEqualTo(403);
        assertThat(foreign.statusCode()).isEqualTo(403);
        assertThat(hub.hub().operations().holds()).isEmpty();
    }

    @Test
    void shows_settings_and_no_secret() throws Exception {
        String page = browse.page("/console/settings");

        assertThat(page)
                .contains("hub.retention.parked", "90d", "hub.portal.main.tokens", "flow.calm.api-token", "xxxxxx");
        for (String path : new String[] {"/console", "/console/settings", "/console/flows", "/console/portals"}) {
            assertThat(browse.page(path)).doesNotContain(TestHub.TOKEN, "a-secret-of-a-flow", "secret-of-the-bot");
        }
    }

    @Test
    void one_box_finds_events_deliveries_entities_and_words() throws Exception {
        String event = park("Box");
        long delivery = hub.delivery(event, "evil").orElseThrow().id();

        assertThat(location("/console/find?q=" + event)).isEqualTo("/console/events/" + event);
        assertThat(location("/console/find?q=" + delivery)).isEqualTo("/console/events/" + event);
        assertThat(location("/console/find?q=deal:662")).isEqualTo("/console/events?entity=deal%3A662");
        assertThat(location("/console/find?q=no+rights")).isEqualTo("/console/events?text=no+rights");
    }

    @Test
    void keeps_the_chosen_language_and_leads_back_to_its_own_pages_only() throws Exception {
        Browse other = new Browse(hub.hub().managementPort());

        HttpResponse<String> chosen = other.get("/console/language/ru?back=/console/parked");

        assertThat(chosen.headers().firstValue("Location")).hasValue("/console/parked");
        assertThat(other.page("/console/parked")).contains("lang=\"ru\"");
        for (String elsewhere :
                new String[] {"//evil.example", "https://evil.example", "/console//evil.example%0d%0aX:1"}) {
            assertThat(other.get("/console/language/en?back=" + elsewhere)
                            .headers()
                            .firstValue("Location")
                            .orElse(""))
                    .matches("/console(//evil.example)?");
        }
    }

    private static String park(String title) {
        String event = hub.send("ONCRMDEALADD", Map.of("ID", Long.toString(System.nanoTime()), "TITLE", title));
        hub.awaitState(event, "evil", DeliveryState.PARKED);
        return event;
    }

    private static String location(String path) throws Exception {
        return browse.get(path).headers().firstValue("Location").orElse("");
    }

    private static String match(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }
}
