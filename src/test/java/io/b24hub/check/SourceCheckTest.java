package io.b24hub.check;

import static io.b24hub.check.CheckRig.assertFinding;
import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.check.Finding.Verdict;
import io.b24hub.source.ListServer;
import io.b24hub.time.ManualClock;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceCheckTest {

    private static final String LIST = "hub.source-list.world";

    @TempDir
    private Path home;

    private final ListServer lists = new ListServer(new ManualClock());

    @AfterEach
    void close() {
        lists.close();
    }

    private CheckRig rig() {
        return new CheckRig(home)
                .set("hub.portal.main.source-addresses", "warn")
                .set("hub.portal.main.source-region", "world")
                .set(LIST, lists.address().toString());
    }

    @Test
    void says_whether_a_list_can_be_read() {
        try (CheckRig rig = rig()) {
            lists.publish("3.217.33.54", "52.29.163.104");
            assertFinding(rig.run(), "list world", Verdict.OK, "2 addresses");

            lists.answer(200, "<html>");
            assertFinding(rig.run(), "list world", Verdict.WARN, "not JSON", LIST);

            lists.answer(503, "");
            assertFinding(rig.run(), "list world", Verdict.WARN, "HTTP 503", LIST);
        }
    }

    @Test
    void says_that_a_proxy_hides_who_calls() {
        lists.publish("3.217.33.54");
        try (CheckRig rig = rig()) {
            Report report = rig.run();
            assertFinding(report, "calls of main", Verdict.OK, "taken and told of");
            assertFinding(report, "proxies", Verdict.WARN, "hub.intake.trusted-proxies");

            rig.set("hub.intake.trusted-proxies", "127.0.0.1").set("hub.portal.main.source-addresses", "enforce");
            report = rig.run();
            assertFinding(report, "calls of main", Verdict.OK, "refused");
            assertFinding(report, "proxies", Verdict.OK);
        }
    }

    @Test
    void asks_nobody_where_nobody_looks() {
        try (CheckRig rig = rig().set("hub.portal.main.source-addresses", "off")) {
            assertFinding(rig.run(), "calls of main", Verdict.SKIPPED, "any address");

            assertThat(lists.polls()).isEmpty();
        }
    }
}
