package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.b24hub.TestHub;
import io.b24hub.connector.mail.ScriptedSmtp;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.DeliveryState;
import jakarta.mail.Header;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Flows that send mail, to a real mail server and to one that refuses. */
@Timeout(120)
class MailFlowTest {

    /** GreenMail's threads throw when a client does not trust it, and Awaitility would take that for a failed test. */
    @BeforeAll
    static void mindOurOwnThreadsOnly() {
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
    }

    @AfterAll
    static void mindAllThreads() {
        Awaitility.reset();
    }

    private static final String PASSWORD = "mail-password-never-seen";
    private static final String FLOW = """
            - route:
                id: lead-to-mail
                from:
                  uri: bitrix24:ONCRMLEADADD
                  steps:
                    - setHeader:
                        name: Subject
                        simple: "Новый лид ${body.entity.id} 🎉\\r\\nBcc: thief@example.com\\r\\n\\r\\ninjected"
                    - setBody:
                        simple: "Лид «${body.entity.id}» от Анны — ₽\\nhttps://example.bitrix24.com/crm/lead/details/${body.entity.id}/"
                    - to: smtp:mail?to=sales@example.com&cc=Отдел <team@example.com>OPTIONS
            """;

    @TempDir
    private Path dir;

    @Test
    void a_mail_arrives_in_every_script_and_says_nothing_else() throws Exception {
        try (Postbox box = new Postbox(ServerSetup.PROTOCOL_SMTP);
                CapturedLog log = new CapturedLog(Map.of("ROOT", Level.DEBUG, "org.apache.camel", Level.TRACE));
                TestHub hub = hub("localhost", box.port(), "none", "")) {
            String event = hub.send("ONCRMLEADADD", "7");
            hub.awaitState(event, "lead-to-mail", DeliveryState.DELIVERED);

            MimeMessage mail = box.only();
            assertThat(mail.getSubject()).isEqualTo("Новый лид 7 🎉 Bcc: thief@example.com injected");
            assertThat(mail.getContent().toString().replace("\r\n", "\n"))
                    .startsWith("Лид «7» от Анны — ₽\nhttps://example.bitrix24.com/crm/lead/details/7/");
            assertThat(mail.getFrom()).containsExactly(new InternetAddress("hub@example.com", "CRM Хаб", "UTF-8"));
            assertThat(mail.getAllRecipients())
                    .containsExactly(
                            new InternetAddress("sales@example.com"),
                            new InternetAddress("team@example.com", "Отдел", "UTF-8"));
            assertThat(names(mail))
                    .isSubsetOf(
                            "Cc",
                            "Content-Transfer-Encoding",
                            "Content-Type",
                            "Date",
                            "From",
                            "MIME-Version",
                            "Message-ID",
                            "Received",
                            "Return-Path",
                            "Subject",
                            "To");
            assertThat(raw(mail)).doesNotContain("CamelBitrix24", "\nBcc:");
            assertThat(box.copies()).isEqualTo(2);
            assertThat(log.lines()).hasSizeGreaterThan(200).noneMatch(line -> line.text()
                    .contains(PASSWORD));
            assertThat(Jmx.everything()).contains("smtp://mail").doesNotContain(PASSWORD);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "connect | 421 4.3.2 too busy             | DUE    | 421",
                "MAIL    | 451 4.7.1 greylisted           | DUE    | 451",
                "RCPT    | 452 4.2.2 mailbox full for now | DUE    | 452",
                ".       | 450 4.7.1 try later            | DUE    | 450",
                "AUTH    | 454 4.7.0 temporary trouble    | DUE    | 454",
                "AUTH    | 535 5.7.8 bad credentials      | PARKED | hub.mail.password",
                "MAIL    | 553 5.7.1 not your address     | PARKED | hub.mail.from",
                "MAIL    | 530 5.7.0 say who you are      | PARKED | hub.mail.user",
                "RCPT    | 550 5.1.1 no such user         | PARKED | Check the recipient",
                "RCPT    | 552 5.2.2 mailbox full         | PARKED | too large",
                ".       | 554 5.7.1 looks like spam      | PARKED | unwanted",
            })
    void what_the_server_says_decides(String command, String reply, DeliveryState state, String words) {
        try (ScriptedSmtp server = new ScriptedSmtp().answers(command, reply);
                TestHub hub = hub("localhost", server.port(), "none", "")) {
            String event = hub.send("ONCRMLEADADD", "7");

            DeliveryRecord ended = state == DeliveryState.PARKED
                    ? hub.awaitState(event, "lead-to-mail", state)
                    : hub.awaitOutcome(event, "lead-to-mail");

            assertThat(ended.state() == DeliveryState.PARKED).isEqualTo(state == DeliveryState.PARKED);
            assertThat(story(hub, event)).contains(words).doesNotContain(PASSWORD);
        }
    }

    @Test
    void a_silent_server_holds_nobody_for_long() {
        try (ScriptedSmtp server = new ScriptedSmtp().answers("RCPT", ScriptedSmtp.SILENCE);
                TestHub hub = hub("localhost", server.port(), "none", "&mail.smtp.timeout=300")) {
            String event = hub.send("ONCRMLEADADD", "7");

            assertThat(hub.awaitOutcome(event, "lead-to-mail").reason()).contains("no answer in time");
        }
    }

    @Test
    void nothing_is_said_in_the_clear_where_encryption_is_wanted() {
        try (ScriptedSmtp server = new ScriptedSmtp();
                TestHub hub = hub("localhost", server.port(), "starttls", "")) {
            String event = hub.send("ONCRMLEADADD", "7");
            hub.awaitState(event, "lead-to-mail", DeliveryState.PARKED);

            assertThat(story(hub, event)).contains("hub.mail.security");
            assertThat(server.lines()).allMatch(line -> line.matches("(EHLO|HELO|QUIT|RSET).*"));
        }
    }

    @Test
    void a_certificate_that_nobody_vouches_for_is_not_trusted() {
        try (Postbox box = new Postbox(ServerSetup.PROTOCOL_SMTPS);
                TestHub hub = hub("localhost", box.port(), "tls", "")) {
            String event = hub.send("ONCRMLEADADD", "7");

            assertThat(hub.awaitOutcome(event, "lead-to-mail").reason()).contains("TLS failed");
            assertThat(box.copies()).isZero();
        }
    }

    @Test
    void encrypts_from_the_first_byte() throws Exception {
        try (Postbox box = new Postbox(ServerSetup.PROTOCOL_SMTPS);
                TestHub hub = hub(
                        "localhost",
                        box.port(),
                        "tls",
                        "&mail.smtps.ssl.trust=localhost&mail.smtps.ssl.checkserveridentity=false")) {
            String event = hub.send("ONCRMLEADADD", "7");
            hub.awaitState(event, "lead-to-mail", DeliveryState.DELIVERED);

            assertThat(box.only().getSubject()).startsWith("Новый лид 7");
        }
    }

    @Test
    void a_mail_to_nobody_is_parked_with_advice() {
        try (ScriptedSmtp server = new ScriptedSmtp();
                TestHub hub = prepare("localhost", server.port(), "none")
                        .route("flows/lead-to-mail.camel.yaml", """
                                - route:
                                    id: lead-to-mail
                                    from:
                                      uri: bitrix24:ONCRMLEADADD
                                      steps:
                                        - to: smtp:mail?subject=x
                                """)
                        .start()) {
            String event = hub.send("ONCRMLEADADD", "7");
            hub.awaitState(event, "lead-to-mail", DeliveryState.PARKED);

            assertThat(story(hub, event)).contains("no recipient", "header To");
        }
    }

    @Test
    void a_flow_waits_for_its_mail_server_to_be_set() {
        try (TestHub hub = TestHub.in(dir)
                .route("flows/lead-to-mail.camel.yaml", FLOW.replace("OPTIONS", ""))
                .start()) {
            assertThat(hub.hub().flows()).anyMatch(line -> line.contains("hub.mail.host"));
        }
    }

    private TestHub hub(String host, int port, String security, String options) {
        return prepare(host, port, security)
                .route("flows/lead-to-mail.camel.yaml", FLOW.replace("OPTIONS", options))
                .start();
    }

    private TestHub.Preparation prepare(String host, int port, String security) {
        return TestHub.in(dir)
                .set("hub.mail.host", host)
                .set("hub.mail.port", Integer.toString(port))
                .set("hub.mail.security", security)
                .set("hub.mail.user", "hub@example.com")
                .set("hub.mail.password", PASSWORD)
                .set("hub.mail.from", "CRM Хаб <hub@example.com>")
                .set("hub.delivery.retry-schedule", "10m");
    }

    private static String story(TestHub hub, String event) {
        return hub.hub().explain().event(event).text();
    }

    private static Set<String> names(MimeMessage mail) throws Exception {
        Set<String> names = new TreeSet<>();
        for (Header header : Collections.list(mail.getAllHeaders())) {
            names.add(header.getName());
        }
        return names;
    }

    private static String raw(MimeMessage mail) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        mail.writeTo(bytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** A real mail server that asks for the password. */
    private static final class Postbox implements AutoCloseable {

        private final GreenMail server;

        Postbox(String protocol) {
            server = new GreenMail(new ServerSetup(0, "127.0.0.1", protocol));
            server.setUser("hub@example.com", "hub@example.com", PASSWORD);
            server.start();
        }

        int port() {
            return server.getSmtp() != null
                    ? server.getSmtp().getPort()
                    : server.getSmtps().getPort();
        }

        int copies() {
            return server.getReceivedMessages().length;
        }

        MimeMessage only() {
            await().until(() -> copies() > 0);
            return List.of(server.getReceivedMessages()).get(0);
        }

        @Override
        public void close() {
            try {
                server.stop();
            } catch (IllegalStateException e) {
                // it minds a client that did not trust it
            }
        }
    }
}
