package io.b24hub.application;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.failure.HubException;
import io.b24hub.settings.ApplicationSettings;
import io.b24hub.settings.Secret;
import io.b24hub.time.HubClock;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Renews tokens. The parameters go in the address, as the server documents it; so no failure of this class shows an address.
 * Waits for the answer. Thread-safe; opens nothing before it is asked.
 */
final class OAuthServer {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration WHOLE = Duration.ofSeconds(30);
    private static final int MOST_BYTES = 64 * 1024;
    private static final Map<String, String> ADVICE = Map.of(
            "invalid_client", "check app-client-id and app-client-secret",
            "invalid_grant",
                    "the refresh token was used, revoked or has expired: open the application in the portal again, or install it"
                            + " anew, and set app-refresh-token to the token that it gets then",
            "payment_required", "a subscription of the portal has ended; renew it");

    private final ApplicationSettings settings;
    private final HubClock clock;
    private final ObjectMapper json = new ObjectMapper();
    private Optional<HttpClient> client = Optional.empty();

    OAuthServer(ApplicationSettings settings, HubClock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Exchanges a refresh token.
     *
     * @throws Refused when the token will never be good
     * @throws HubException when it may be, later
     */
    Tokens renew(Secret refresh) {
        HttpResponse<InputStream> answer;
        JsonNode body;
        try {
            answer = client().send(request(refresh), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = answer.body()) {
                body = json.readTree(in.readNBytes(MOST_BYTES));
            }
        } catch (IOException e) {
            // without the cause: it may quote the address
            throw new HubException("The OAuth server " + settings.oauth().getHost()
                    + " gave no answer that can be read (" + e.getClass().getSimpleName() + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HubException("The hub stops", e);
        }
        return tokens(answer.statusCode(), body);
    }

    private Tokens tokens(int status, JsonNode body) {
        String access = body.path("access_token").asText();
        String refresh = body.path("refresh_token").asText();
        if (status == 200 && !access.isEmpty() && !refresh.isEmpty()) {
            long seconds = Math.max(60, body.path("expires_in").asLong(3600));
            return new Tokens(Secret.of(access), clock.instant().plus(Duration.ofSeconds(seconds)), Secret.of(refresh));
        }
        String code = body.path("error").asText().replaceAll("[^A-Za-z0-9_]", "");
        boolean final4xx = status / 100 == 4 && status != 429 && !code.isEmpty();
        String what = "The OAuth server " + settings.oauth().getHost() + " does not renew the tokens: HTTP " + status
                + (code.isEmpty() ? "" : ", " + code);
        if (final4xx) {
            throw new Refused(what + "; "
                    + ADVICE.getOrDefault(code.toLowerCase(java.util.Locale.ROOT), "install the application anew"));
        }
        throw new HubException(what);
    }

    private HttpRequest request(Secret refresh) {
        String query = "grant_type=refresh_token&client_id=" + coded(settings.clientId()) + "&client_secret="
                + coded(settings.clientSecret().reveal()) + "&refresh_token=" + coded(refresh.reveal());
        return HttpRequest.newBuilder(URI.create(settings.oauth() + "?" + query))
                .timeout(WHOLE)
                .header("User-Agent", "b24hub")
                .header("Accept", "application/json")
                .GET()
                .build();
    }

    private static String coded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
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
