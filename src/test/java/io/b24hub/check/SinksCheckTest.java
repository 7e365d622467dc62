package io.b24hub.check;

import static io.b24hub.check.CheckRig.assertFinding;

import io.b24hub.HubRig;
import io.b24hub.PostgresServer;
import io.b24hub.check.Finding.Verdict;
import io.b24hub.connector.ScriptedServer;
import io.b24hub.connector.mail.ScriptedSmtp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SinksCheckTest {

    private static final String FLOW = """
            - route:
                id: all
                from:
                  uri: bitrix24:ONCRMLEADADD
                  steps:
                    - to: smtp:mail?to=a@example.com
                    - to: sql:INSERT INTO t VALUES (:#ID)
                    - to: hook:sales
            """;

    @TempDir
    private Path home;

    private CheckRig rig;
    private final ScriptedSmtp smtp = new ScriptedSmtp();
    private final ScriptedServer chat = new ScriptedServer(request -> ScriptedServer.Reply.of(200, ""));

    @BeforeEach
    void prepare() throws IOException {
        Path routes = Files.createDirectories(home.resolve("r/flows"));
        Files.writeString(routes.resolve("all.camel.yaml"), FLOW);
        rig = new CheckRig(home)
                .set("hub.routes.dir", home.resolve("r").toString())
                .set("hub.mail.host", "localhost")
                .set("hub.mail.port", Integer.toString(smtp.port()))
                .set("hub.mail.security", "none")
                .set("hub.mail.from", "hub@example.com")
                .set("hub.mail.user", "hub")
                .set("hub.mail.password", "never-seen")
                .set("hub.sql.url", PostgresServer.shared().newSchema())
                .set("hub.sql.user", PostgresServer.USER)
                .set("hub.sql.password", PostgresServer.PASSWORD)
                .set("hub.hook.sales.url", chat.url() + "/hooks/never-seen");
    }

    @AfterEach
    void stop() {
        rig.close();
        smtp.close();
        chat.close();
    }

    @Test
    void finds_all_well_and_sends_nothing() {
        Report report = rig.run();

        assertFinding(report, "mail server localhost:" + smtp.port(), Verdict.OK, "no mail was sent");
        assertFinding(
                report,
                "database postgresql://127.0.0.1:" + PostgresServer.shared().port(),
                Verdict.OK,
                "nothing was written");
        assertFinding(report, "hook:sales at " + chat.url(), Verdict.OK, "no request was sent");
        Assertions.assertThat(chat.requests()).isEmpty();
        Assertions.assertThat(smtp.lines()).noneMatch(line -> line.startsWith("MAIL"));
        Assertions.assertThat(report.toString()).doesNotContain("never-seen", PostgresServer.PASSWORD);
    }

    @Test
    void says_what_is_wrong_with_each() {
        smtp.answers("AUTH", "535 5.7.8 no");
        int nobody = HubRig.freePort();
        rig.set("hub.sql.password", "never-seen")
                .set("hub.hook.sales.url", "http://localhost:" + nobody + "/never-seen");

        Report report = rig.run();

        assertFinding(report, "mail server localhost:" + smtp.port(), Verdict.FAIL, "535", "hub.mail.password");
        assertFinding(
                report,
                "database postgresql://127.0.0.1:" + PostgresServer.shared().port(),
                Verdict.FAIL,
                "hub.sql.password");
        assertFinding(report, "hook:sales at http://localhost:" + nobody, Verdict.FAIL, "no connection");
        Assertions.assertThat(report.toString()).doesNotContain("never-seen");
    }

    @Test
    void tells_who_is_not_there() {
        int nobody = HubRig.freePort();
        rig.set("hub.mail.port", Integer.toString(nobody))
                .set("hub.sql.url", "jdbc:postgresql://127.0.0.1:" + nobody + "/x");

        Report report = rig.run();

        assertFinding(report, "mail server localhost:" + nobody, Verdict.FAIL, "hub.mail.host");
        assertFinding(report, "database postgresql://127.0.0.1:" + nobody, Verdict.FAIL, "hub.sql.url");
    }
}
