package io.b24hub.check;

import static io.b24hub.check.CheckRig.assertFinding;
import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.Hub;
import io.b24hub.TestHub;
import io.b24hub.check.Finding.Verdict;
import io.b24hub.connector.ScriptedServer;
import io.b24hub.connector.ScriptedServer.Reply;
import io.b24hub.settings.SettingsSource;
import io.b24hub.time.ManualClock;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A check beside a hub that runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunningHubCheckTest {

    private final ScriptedServer proxy = new ScriptedServer(request -> Reply.of(200, ""));
    private Path home;
    private TestHub hub;

    @BeforeAll
    void start(@TempDir Path dir) {
        home = dir;
        hub = TestHub.in(dir).start();
    }

    @AfterAll
    void stop() {
        hub.close();
        proxy.close();
    }

    @Test
    void finds_the_hub_at_its_public_address_and_its_store_in_use() {
        Report report = check("http://127.0.0.1:" + hub.hub().port());

        assertFinding(report, "/bitrix24/main", Verdict.OK, "leads to a hub");
        assertFinding(
                report,
                "hub.db",
                Verdict.OK,
                "running hub, process " + ProcessHandle.current().pid());
        assertThat(report.exitCode()).isZero();
    }

    @Test
    void leaves_the_running_hub_alone() {
        check("http://127.0.0.1:" + hub.hub().port());

        hub.send("ONCRMDEALADD", "71");
        assertThat(hub.hub().intake()).isNotNull();
        assertThat(hub.store().latest(10)).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "200,Welcome to nginx,not the hub,Let the proxy pass",
        "404,This portal is unknown.,does not know this portal,Let the proxy pass",
        "502,Bad gateway,HTTP 502,Let the proxy pass",
        "301,,redirects,no redirect",
    })
    void an_address_that_leads_elsewhere_fails(int status, String body, String words, String remedy) {
        proxy.answers(Reply.of(status, body == null ? "" : body));

        assertFinding(check(proxy.url()), "/bitrix24/main", Verdict.FAIL, words, remedy);
    }

    @Test
    void an_address_that_cannot_be_reached_from_inside_is_a_warning() {
        assertFinding(check(ScriptedServer.nobody()), "/bitrix24/main", Verdict.WARN, "from here", "from outside");
    }

    private Report check(String publicUrl) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("hub.portal.main.tokens", TestHub.TOKEN);
        settings.put("hub.store.file", home.resolve("data/hub.db").toString());
        settings.put("hub.intake.public-url", publicUrl);
        return new Preflight(SettingsSource.only(settings), home, Hub.neededSettings(), new ManualClock()).run();
    }
}
