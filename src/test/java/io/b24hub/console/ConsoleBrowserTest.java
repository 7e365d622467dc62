package io.b24hub.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import io.b24hub.HubRig;
import io.b24hub.emulator.Kind;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.store.DeliveryState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The console in a real headless Chromium, beside a hub with the project's own flows. Skipped where there is no Chromium: it is
 * looked for in the usual places and at {@code -Dconsole.chromium=}. With {@code -Dconsole.pictures=} screenshots are kept.
 */
class ConsoleBrowserTest {

    private static final String TITLE = "<script>document.title='taken'</script>";

    @TempDir
    private static Path home;

    private static HubRig rig;
    private static Playwright playwright;
    private static Browser browser;
    private static Bitrix24Event parked;

    private final List<String> complaints = new ArrayList<>();
    private BrowserContext context;
    private Page page;

    @BeforeAll
    static void start() {
        Optional<Path> chromium = Stream.of(
                        System.getProperty("console.chromium", ""),
                        "/usr/bin/chromium",
                        "/usr/bin/chromium-browser",
                        "/usr/bin/google-chrome")
                .filter(path -> !path.isEmpty())
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(chromium.isPresent(), "There is no Chromium here; install it, or name it with -Dconsole.chromium=");
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium.get())
                        .setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage")));
        rig = new HubRig(home)
                .set("flow.deal-won-to-telegram.chat-id", "-100999")
                .start();
        long won = rig.far().portal().records().add(Kind.DEAL, Map.of("TITLE", TITLE, "STAGE_ID", "WON"));
        parked = rig.event("ONCRMDEALADD", "deal:" + won);
        for (int i = 0; i < 20; i++) {
            rig.far().portal().records().add(i % 3 == 0 ? Kind.LEAD : Kind.DEAL, Map.of("TITLE", "Ordinary " + i));
        }
        rig.delivery(parked, "events-to-file", DeliveryState.DELIVERED);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
            playwright.close();
            rig.close();
        }
    }

    @BeforeEach
    void open() {
        browse(new Browser.NewContextOptions().setLocale("en-US").setViewportSize(1200, 900));
    }

    @AfterEach
    void nothing_was_forbidden_or_broken() {
        context.close();
        assertThat(complaints).isEmpty();
    }

    private void browse(Browser.NewContextOptions options) {
        if (context != null) {
            context.close();
        }
        context = browser.newContext(
                options.setBaseURL("http://127.0.0.1:" + rig.hub().managementPort()));
        page = context.newPage();
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text());
            }
        });
    }

    @Test
    void numbers_go_on_by_themselves_and_leave_focus_and_typed_text_alone() {
        page.navigate("/console");
        String accepted = page.locator("dd").first().textContent();
        page.locator("#q").fill("half a wor");

        rig.far().portal().records().add(Kind.DEAL, Map.of("TITLE", "Another"));

        assertThat(page.locator("dd").first()).not().hasText(accepted);
        assertThat(page.locator("#q")).isFocused();
        assertThat(page.locator("#q")).hasValue("half a wor");
        page.evaluate("scrollTo(0, 0)");
        picture("overview");
    }

    @Test
    void an_opened_form_stays_open_while_the_page_goes_on() {
        page.navigate("/console/flows");
        page.locator("details.pause > summary").first().click();
        page.locator("details.pause input[name=reason]").first().fill("mending");

        page.waitForResponse(answer -> answer.url().endsWith("/console/flows"), () -> {});
        page.waitForResponse(answer -> answer.url().endsWith("/console/flows"), () -> {});

        assertThat(page.locator("details.pause input[name=reason]").first()).hasValue("mending");
        page.locator("details.pause button").first().click();
        assertThat(page.locator(".note.warn").first()).containsText("mending");
        page.locator("form[action='/console/resume'] button").first().click();
        assertThat(page.locator(".note.warn")).hasCount(0);
        picture("flows");
    }

    @Test
    void everything_can_be_done_with_the_keyboard() {
        page.navigate("/console/events");
        page.keyboard().press("Tab");
        assertThat(page.locator(".skip")).isFocused();
        page.keyboard().press("Enter");
        page.locator("h1").click();
        page.keyboard().press("/");
        assertThat(page.locator("#q")).isFocused();

        page.keyboard().type(parked.id());
        page.keyboard().press("Enter");

        assertThat(page.locator("h1")).containsText("ONCRMDEALADD");
        assertThat(page).hasTitle("ONCRMDEALADD " + parked.entity().key() + " · b24hub");
    }

    @Test
    void works_in_the_dark() {
        browse(new Browser.NewContextOptions()
                .setLocale("en-US")
                .setViewportSize(1200, 1000)
                .setColorScheme(ColorScheme.DARK));
        page.navigate("/console/events/" + parked.id());

        assertThat(page.locator("h1")).isVisible();
        assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgb(18, 22, 27)");
        picture("event");
    }

    @Test
    void fits_a_phone_and_speaks_russian() {
        browse(new Browser.NewContextOptions().setLocale("ru-RU").setViewportSize(360, 760));

        for (String path : new String[] {
            "/console",
            "/console/events",
            "/console/events/" + parked.id(),
            "/console/parked",
            "/console/flows",
            "/console/portals",
            "/console/sweep",
            "/console/settings",
            "/console/actions"
        }) {
            page.navigate(path);
            assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                    .as(path + " is no wider than the phone")
                    .isEqualTo(true);
            picture("phone"
                    + path.replace("/console", "")
                            .replaceAll("/[0-9A-Z]{26}", "-event")
                            .replace('/', '-'));
        }
        assertThat(page.locator("nav")).containsText("Обзор");
    }

    private void picture(String name) {
        String folder = System.getProperty("console.pictures", "");
        if (!folder.isEmpty()) {
            page.screenshot(new Page.ScreenshotOptions().setPath(Path.of(folder, name + ".png")));
        }
    }
}
