package io.b24hub.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.b24hub.time.ManualClock;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ListFetchTest {

    private final ListServer server = new ListServer(new ManualClock());
    private final CountDownLatch end = new CountDownLatch(1);
    private final ListFetch fetch = new ListFetch();

    @AfterEach
    void close() {
        end.countDown();
        server.close();
    }

    @Test
    void gets_an_answer() throws Exception {
        server.answer(200, "text");

        assertThat(fetch.get(server.address())).asString().isEqualTo("text");
    }

    @Test
    void hangs_up_on_an_answer_without_end() {
        server.play(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] part = new byte[1 << 16];
            while (true) {
                exchange.getResponseBody().write(part); // ends when the other side hangs up
            }
        });

        assertThatThrownBy(() -> fetch.get(server.address()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("longer than");
    }

    @Test
    void gives_up_on_an_answer_that_drips() {
        server.play(exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            waitForEnd();
        });

        assertThatThrownBy(() -> new ListFetch(Duration.ofMillis(300)).get(server.address()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void follows_no_redirect_to_another_host_or_for_ever() {
        redirect("http://localhost:" + server.address().getPort() + "/app.json");
        assertThatThrownBy(() -> fetch.get(server.address())).hasMessageContaining("redirects elsewhere");

        redirect("/app.json");
        assertThatThrownBy(() -> fetch.get(server.address())).hasMessageContaining("redirects more than");

        redirect("::not an address");
        assertThatThrownBy(() -> fetch.get(server.address())).hasMessageContaining("no address");
        redirect("file:/etc/hostname");
        assertThatThrownBy(() -> fetch.get(server.address())).hasMessageContaining("redirects elsewhere");
    }

    @Test
    void says_what_is_wrong(@TempDir Path dir) throws Exception {
        server.answer(404, "gone");
        Path large = dir.resolve("large.json");
        Files.write(large, new byte[PublishedList.MOST_BYTES + 1]);

        assertThatThrownBy(() -> fetch.get(server.address())).hasMessage("127.0.0.1 answered HTTP 404");
        assertThatThrownBy(() -> fetch.get(dir.resolve("none").toUri())).hasMessageContaining("does not exist");
        assertThatThrownBy(() -> fetch.get(large.toUri())).hasMessageContaining("longer than");
        assertThatThrownBy(() -> fetch.get(URI.create("http://127.0.0.1:1/"))).isInstanceOf(IOException.class);
    }

    private void redirect(String to) {
        server.play(exchange -> {
            exchange.getResponseHeaders().set("Location", to);
            ListServer.send(exchange, 302, "");
        });
    }

    private void waitForEnd() throws IOException {
        try {
            end.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
