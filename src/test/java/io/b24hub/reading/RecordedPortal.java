package io.b24hub.reading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.bitrix.HttpAnswer;
import io.b24hub.bitrix.HttpTransport;
import io.b24hub.bitrix.LeakyBucket;
import io.b24hub.bitrix.PortalListener;
import io.b24hub.bitrix.PortalRest;
import io.b24hub.settings.BudgetSettings;
import io.b24hub.settings.PortalSettings;
import io.b24hub.settings.PortalSettings.Webhook;
import io.b24hub.settings.Secret;
import io.b24hub.time.HubClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A portal that gives the recorded answer {@code <method>.success} to each method, and the answers of a test's own where it
 * says so. Remembers the calls. May hold its answers back.
 */
final class RecordedPortal implements HttpTransport {

    static final URI ADDRESS = URI.create("https://some-domain.bitrix24.com");

    private static final Path FOLDER = Path.of("src/test/resources/bitrix24/responses");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A call as it came. */
    record Call(String method, JsonNode arguments) {}

    private final List<Call> calls = new ArrayList<>();
    private final Map<String, Function<JsonNode, HttpAnswer>> answers = new HashMap<>();
    private final List<Runnable> held = new ArrayList<>();
    private boolean holding;

    /** The portal behind the hub's own client. */
    PortalRest rest(HubClock clock) {
        PortalSettings settings = new PortalSettings(
                "main",
                List.of(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.of(new Webhook(ADDRESS, 1, Secret.of("s3cr3tofthewebhook"))),
                BudgetSettings.STANDARD);
        return new PortalRest(
                settings, this, new LeakyBucket(BudgetSettings.STANDARD, clock), clock, PortalListener.NONE);
    }

    /** Gives a method another recorded answer. */
    RecordedPortal recorded(String method, String name) {
        return on(method, arguments -> file(name));
    }

    /** Gives a method a result. */
    RecordedPortal result(String method, String result) {
        return on(method, arguments -> json(200, "{\"result\":" + result + ",\"time\":{}}"));
    }

    RecordedPortal on(String method, Function<JsonNode, HttpAnswer> answer) {
        answers.put(method, answer);
        return this;
    }

    /** Keeps answers back until {@link #release}. */
    void hold() {
        holding = true;
    }

    void release() {
        holding = false;
        List<Runnable> waiting = List.copyOf(held);
        held.clear();
        waiting.forEach(Runnable::run);
    }

    List<String> methods() {
        return calls.stream().map(Call::method).toList();
    }

    long count(String method) {
        return calls.stream().filter(call -> call.method().equals(method)).count();
    }

    /** The arguments of the newest call of a method. */
    JsonNode arguments(String method) {
        return calls.stream()
                .filter(call -> call.method().equals(method))
                .reduce((first, second) -> second)
                .orElseThrow()
                .arguments();
    }

    @Override
    public CompletionStage<HttpAnswer> post(String url, byte[] jsonBody) {
        String method = url.substring(url.lastIndexOf('/') + 1).replaceFirst("\\.json$", "");
        JsonNode arguments = tree(jsonBody);
        calls.add(new Call(method, arguments));
        HttpAnswer answer = answers.getOrDefault(method, any -> success(method)).apply(arguments);
        if (!holding) {
            return CompletableFuture.completedFuture(answer);
        }
        CompletableFuture<HttpAnswer> later = new CompletableFuture<>();
        held.add(() -> later.complete(answer));
        return later;
    }

    private static HttpAnswer success(String method) {
        return Files.exists(FOLDER.resolve(method + ".success.json"))
                ? file(method + ".success")
                : file("error.ERROR_METHOD_NOT_FOUND");
    }

    static HttpAnswer file(String name) {
        try {
            JsonNode file = tree(Files.readAllBytes(FOLDER.resolve(name + ".json")));
            return json(file.get("httpStatus").asInt(), JSON.writeValueAsString(file.get("body")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static HttpAnswer json(int status, String body) {
        return new HttpAnswer(
                status, "application/json; charset=utf-8", body.getBytes(StandardCharsets.UTF_8), Optional.empty());
    }

    private static JsonNode tree(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
