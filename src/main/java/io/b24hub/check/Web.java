package io.b24hub.check;

import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * GET with limits: 5 s to connect, 10 s for the answer's begin, 64 KiB of body, no redirect followed. Uses Java's own
 * proxy and certificate settings. Thread-safe.
 */
final class Web {

    /** What came back. */
    record Page(int status, String body) {}

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final int MOST = 64 * 1024;

    // HTTP/1.1: on a plain address the default would offer an upgrade, which many a server does not understand
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .proxy(ProxySelector.getDefault())
            .build();

    /** @throws IOException when there is no answer; its text may repeat the address */
    Page get(URI address) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(ANSWER)
                .header("User-Agent", "b24hub")
                .GET()
                .build();
        try {
            HttpResponse<InputStream> answer = client.send(request, BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                return new Page(answer.statusCode(), new String(body.readNBytes(MOST), StandardCharsets.UTF_8));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    HttpClient client() {
        return client;
    }
}
