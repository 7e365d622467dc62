package io.b24hub.check;

import io.b24hub.bitrix.HttpAnswer;
import io.b24hub.bitrix.HttpTransport;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** REST calls through Java's own client, counted. Thread-safe. */
final class CountingTransport implements HttpTransport {

    private static final Duration ANSWER = Duration.ofSeconds(20);

    private final HttpClient client;
    private final AtomicInteger calls = new AtomicInteger();

    CountingTransport(HttpClient client) {
        this.client = client;
    }

    @Override
    public CompletionStage<HttpAnswer> post(String url, byte[] jsonBody) {
        calls.incrementAndGet();
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(ANSWER)
                .header("Content-Type", "application/json; charset=utf-8")
                .header("Accept", "application/json")
                .header("User-Agent", "b24hub")
                .POST(BodyPublishers.ofByteArray(jsonBody))
                .build();
        return client.sendAsync(request, BodyHandlers.ofInputStream()).thenApply(CountingTransport::answer);
    }

    private static HttpAnswer answer(HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            return new HttpAnswer(
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse(""),
                    body.readNBytes(MAX_ANSWER + 1),
                    response.headers().firstValue("Location"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int calls() {
        return calls.get();
    }
}
