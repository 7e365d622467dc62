package io.b24hub.connector.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.connector.ScriptedServer;
import io.b24hub.connector.ScriptedServer.Reply;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PosixLocaleTest {

    @Test
    void sends_cyrillic_and_emoji_from_a_machine_without_them() throws Exception {
        try (ScriptedServer telegram =
                new ScriptedServer(request -> Reply.of(200, "{\"ok\":true,\"result\":{\"message_id\":1}}"))) {
            Process sender = start(telegram.url());
            String output = new String(sender.getInputStream().readAllBytes());
            assertThat(sender.waitFor(60, TimeUnit.SECONDS)).isTrue();

            assertThat(sender.exitValue()).as(output).isZero();
            // without this the test would prove nothing
            assertThat(output).contains("charset US-ASCII");
            assertThat(new ObjectMapper()
                            .readTree(telegram.requests().get(0).text())
                            .get("text")
                            .asText())
                    .isEqualTo(PosixSender.TEXT);
            assertThat(telegram.requests().get(1).text()).contains("\r\n\r\n" + PosixSender.TEXT + "\r\n");
        }
    }

    private static Process start(String url) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dfile.encoding=US-ASCII",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                PosixSender.class.getName(),
                url);
        builder.environment().put("LC_ALL", "POSIX");
        return builder.redirectErrorStream(true).start();
    }
}
