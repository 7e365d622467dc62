package io.b24hub.connector.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PosixMailTest {

    @Test
    void sends_cyrillic_and_emoji_from_a_machine_without_them() throws Exception {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        try {
            Process mailer = start(server.getSmtp().getPort());
            String output = new String(mailer.getInputStream().readAllBytes());
            assertThat(mailer.waitFor(60, TimeUnit.SECONDS)).isTrue();

            assertThat(mailer.exitValue()).as(output).isZero();
            // without this the test would prove nothing
            assertThat(output).contains("charset US-ASCII");
            MimeMessage mail = server.getReceivedMessages()[0];
            assertThat(mail.getSubject()).isEqualTo(PosixMailer.TEXT);
            assertThat(mail.getContent().toString().strip()).isEqualTo(PosixMailer.TEXT);
            assertThat(((InternetAddress) mail.getFrom()[0]).getPersonal()).isEqualTo(PosixMailer.TEXT);
            assertThat(mail.getContentType()).startsWith("text/plain");
            assertThat(mail.getHeader("Set-Cookie")).isNull();
        } finally {
            server.stop();
        }
    }

    private static Process start(int port) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dfile.encoding=US-ASCII",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                PosixMailer.class.getName(),
                Integer.toString(port));
        builder.environment().put("LC_ALL", "POSIX");
        return builder.redirectErrorStream(true).start();
    }
}
