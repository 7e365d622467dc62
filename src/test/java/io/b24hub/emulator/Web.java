package io.b24hub.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** HTTP calls and test files in few words. */
final class Web {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    HttpResponse<String> get(String uri) {
        return later("GET", uri, "text/plain", "").join();
    }

    HttpResponse<String> postJson(String uri, String body) {
        return later("POST", uri, "application/json", body).join();
    }

    HttpResponse<String> postForm(String uri, String body) {
        return later("POST", uri, "application/x-www-form-urlencoded", body).join();
    }

    /** Sends the text as it is, with the header that says it is gzip. */
    HttpResponse<String> postPacked(String uri, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Encoding", "gzip")
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString()).join();
    }

    CompletableFuture<HttpResponse<String>> later(String method, String uri, String type, String body) {
        return later(method, uri, type, body.getBytes(StandardCharsets.UTF_8));
    }

    CompletableFuture<HttpResponse<String>> later(String method, String uri, String type, byte[] body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri))
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                .header("Content-Type", type)
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    static JsonNode json(HttpResponse<String> response) {
        return json(response.body());
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String file(String name) {
        try (InputStream in = Web.class.getResourceAsStream("/emulator/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
