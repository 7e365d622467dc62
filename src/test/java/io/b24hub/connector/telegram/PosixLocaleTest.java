package io.b24hub.connector.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.connector.ScriptedServer;
import io.b24hub.connector.ScriptedServer.Reply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A machine whose own character set knows neither Cyrillic nor emoji. */
class PosixLocaleTest {

    private static final int MESSAGES = 10_000;

    @Test
    @Timeout(180)
    void ten_thousand_messages_of_sixteen_threads_arrive_each_intact() throws Exception {
        try (ScriptedServer telegram =
                new ScriptedServer(request -> Reply.of(200, "{\"ok\":true,\"result\":{\"message_id\":1}}"))) {
            Process sender = start(telegram.url());
            String output = new String(sender.getInputStream().readAllBytes());
            assertThat(sender.waitFor(60, TimeUnit.SECONDS)).isTrue();

            assertThat(sender.exitValue()).as(output).isZero();
            // without this the test would prove nothing
            assertThat(output).contains("charset US-ASCII").contains("failed 0");
            assertThat(telegram.requests().get(0).text()).contains("\r\n\r\n" + PosixSender.text(0) + "\r\n");
            assertThat(texts(telegram))
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, MESSAGES)
                            .mapToObj(PosixSender::text)
                            .sorted()
                            .toList());
        }
    }

    private static List<String> texts(ScriptedServer telegram) throws Exception {
        ObjectMapper json = new ObjectMapper();
        List<String> texts = new ArrayList<>();
        List<ScriptedServer.Request> requests = List.copyOf(telegram.requests());
        for (ScriptedServer.Request request : requests.subList(1, requests.size())) {
            texts.add(json.readTree(request.text()).get("text").asText());
        }
        // in any order, compared quickly
        return texts.stream().sorted().toList();
    }

    private static Process start(String url) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dfile.encoding=US-ASCII",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                PosixSender.class.getName(),
                url,
                Integer.toString(MESSAGES));
        builder.environment().put("LC_ALL", "POSIX");
        return builder.redirectErrorStream(true).start();
    }
}
