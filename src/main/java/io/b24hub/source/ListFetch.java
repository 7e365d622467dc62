package io.b24hub.source;

import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Gets a list: by http or https with Java's own proxy and certificate settings, or from a file. Not longer than
 * {@link PublishedList#MOST_BYTES}, not slower than 20 seconds as a whole, and redirected only within one host, never from
 * https to http.
 *
 * <p>Thread-safe. Opens nothing before it is asked.
 */
public final class ListFetch {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration WHOLE = Duration.ofSeconds(20);
    private static final int REDIRECTS = 3;
    private static final Set<Integer> MOVED = Set.of(301, 302, 303, 307, 308);

    private final Duration whole;
    private Optional<HttpClient> client = Optional.empty();

    public ListFetch() {
        this(WHOLE);
    }

    ListFetch(Duration whole) {
        this.whole = whole;
    }

    /**
     * Gets a list; waits for it.
     *
     * @throws IOException when it cannot be had, with a reason for people
     */
    public byte[] get(URI address) throws IOException {
        return "file".equals(address.getScheme()) ? file(Path.of(address)) : http(address);
    }

    private static byte[] file(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException(file + (Files.exists(file) ? " cannot be read" : " does not exist"));
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(PublishedList.MOST_BYTES + 1);
            if (bytes.length > PublishedList.MOST_BYTES) {
                throw tooLong();
            }
            return bytes;
        }
    }

    private byte[] http(URI address) throws IOException {
        URI next = address;
        for (int i = 0; i <= REDIRECTS; i++) {
            HttpResponse<byte[]> answer = send(next);
            if (answer.statusCode() == 200) {
                return answer.body();
            }
            if (!MOVED.contains(answer.statusCode())) {
                throw new IOException(next.getHost() + " answered HTTP " + answer.statusCode());
            }
            next = moved(next, answer);
        }
        throw new IOException(address.getHost() + " redirects more than " + REDIRECTS + " times");
    }

    private static URI moved(URI from, HttpResponse<?> answer) throws IOException {
        URI to;
        try {
            to = from.resolve(answer.headers().firstValue("Location").orElse(""));
        } catch (IllegalArgumentException e) {
            throw new IOException(from.getHost() + " redirects to something that is no address", e);
        }
        boolean sameHost = from.getHost().equalsIgnoreCase(to.getHost());
        boolean asSafe = from.getScheme().equals(to.getScheme()) || "https".equals(to.getScheme());
        if (!sameHost || !asSafe) {
            throw new IOException(from.getHost() + " redirects elsewhere, HTTP " + answer.statusCode());
        }
        return to;
    }

    private HttpResponse<byte[]> send(URI address) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(whole)
                .header("User-Agent", "b24hub")
                .header("Accept", "application/json")
                .GET()
                .build();
        CompletableFuture<HttpResponse<byte[]>> answer = client().sendAsync(request, answered -> limited());
        try {
            return answer.get(whole.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException(address.getHost() + " did not answer within " + whole.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            answer.cancel(true);
        }
    }

    private static BodySubscriber<byte[]> limited() {
        return new LimitedBody(PublishedList.MOST_BYTES);
    }

    static IOException tooLong() {
        return new IOException("it is longer than " + PublishedList.MOST_BYTES + " bytes");
    }

    private synchronized HttpClient client() {
        HttpClient own = client.orElseGet(() -> HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(ProxySelector.getDefault())
                .build());
        client = Optional.of(own);
        return own;
    }
}
