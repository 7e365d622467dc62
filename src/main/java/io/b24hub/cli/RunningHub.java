package io.b24hub.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.failure.HubException;
import io.b24hub.manage.Access;
import io.b24hub.settings.KnownKeys;
import io.b24hub.settings.SettingsSource;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The running hub that a command talks to, over its management API. Not thread-safe: one command, one thread. */
final class RunningHub {

    private static final String HOST = "hub.management.host";
    private static final String PORT = "hub.management.port";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    @Option(
            names = "--url",
            paramLabel = "<address>",
            description = "The hub's management listener (default: hub.management.host and hub.management.port of"
                    + " application.properties; token or password from there, too, or from the environment).")
    private Optional<URI> url = Optional.empty();

    /** Somebody said no, or that it is not there; the message is the hub's. */
    static final class Refused extends HubException {

        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    /**
     * Asks.
     *
     * @param query values that are empty are left out
     * @throws Refused when the hub says no
     */
    JsonNode get(String path, Map<String, String> query) {
        String words = query.entrySet().stream()
                .filter(each -> !each.getValue().isEmpty())
                .map(each -> each.getKey() + "=" + encoded(each.getValue()))
                .collect(Collectors.joining("&"));
        return send(request(path + (words.isEmpty() ? "" : "?" + words)).GET());
    }

    /**
     * Asks for something to be done.
     *
     * @throws Refused when the hub says no
     */
    JsonNode post(String path, JsonNode body) {
        return post(path, body, PATIENCE);
    }

    /**
     * The same for what takes its time.
     *
     * @throws Refused when the hub says no
     */
    JsonNode post(String path, JsonNode body, Duration patience) {
        return send(request(path)
                .timeout(patience)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8)));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpRequest.Builder request(String path) {
        SettingsSource settings = SettingsSource.of(RunCommand.PROPERTIES, Map.of());
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(root(settings) + "/api/v1" + path))
                .header("User-Agent", Access.COMMAND_LINE + "/" + user())
                .timeout(PATIENCE);
        credentials(settings).ifPresent(value -> request.header("Authorization", value));
        return request;
    }

    private String root(SettingsSource settings) {
        return url.map(given -> given.toString().replaceAll("/+$", "")).orElseGet(() -> {
            String host = settings.find(HOST).orElseGet(() -> KnownKeys.defaultOf(HOST));
            String reachable =
                    switch (host) {
                        case "0.0.0.0", "::" -> "127.0.0.1";
                        case "::1" -> "[::1]";
                        default -> host;
                    };
            return "http://" + reachable + ":" + settings.find(PORT).orElseGet(() -> KnownKeys.defaultOf(PORT));
        });
    }

    private static Optional<String> credentials(SettingsSource settings) {
        return settings.find("hub.management.token")
                .map(token -> "Bearer " + token)
                .or(() -> settings.find("hub.management.password")
                        .map(password -> "Basic "
                                + Base64.getEncoder()
                                        .encodeToString((user() + ":" + password).getBytes(StandardCharsets.UTF_8))));
    }

    /** Kept with what the command does. What a header cannot hold is left out. */
    private static String user() {
        return System.getProperty("user.name", "").replaceAll("[^\\x21-\\x7e]", "");
    }

    private JsonNode send(HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        String where = request.uri().getScheme() + "://" + request.uri().getAuthority();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
            JsonNode json = JSON.readTree(answer.body());
            if (answer.statusCode() / 100 == 2 && json != null && json.isObject()) {
                return json;
            }
            throw new Refused(
                    json == null || json.path("error").asText().isEmpty()
                            ? "What answers at " + where + " is no management API of a hub (status "
                                    + answer.statusCode() + ")"
                            : json.path("error").asText());
        } catch (IOException e) {
            throw new HubException(
                    "No hub answers at " + where + ". Is it running? Say where with --url, or run this in its folder.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HubException("Interrupted while waiting for " + where, e);
        }
    }
}
