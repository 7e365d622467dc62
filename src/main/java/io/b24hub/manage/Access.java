package io.b24hub.manage;

import io.b24hub.operate.Actor;
import io.b24hub.settings.ManagementSettings;
import io.b24hub.settings.Secret;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who may use the management listener. With a password or a token configured: who sends it, as {@code Authorization: Basic}
 * (any user name; it is kept with what that person does) or {@code Bearer}. Without: everybody on this machine, and nobody
 * through a name that a web page could have given to this machine (DNS rebinding).
 *
 * <p>What changes something has to come from a program or from the hub's own page: a browser sends JSON across sites only
 * after asking, and tells its {@code Origin}.
 *
 * <p>Immutable and thread-safe.
 */
public final class Access {

    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final Pattern THIS_MACHINE = Pattern.compile("(?i)(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d+)?");

    /** What those are told who call an unguarded listener by another name. */
    public static final String OTHER_NAME =
            "Without hub.management.password or hub.management.token this listener answers"
                    + " to localhost and 127.0.0.1 only.";

    private final Optional<Secret> password;
    private final Optional<Secret> token;

    public Access(ManagementSettings settings) {
        password = settings.password();
        token = settings.token();
    }

    /** What was decided about a request. */
    record Decision(int status, String why, Optional<Actor> actor) {

        private static Decision yes(Actor actor) {
            return new Decision(200, "", Optional.of(actor));
        }

        private static Decision no(int status, String why) {
            return new Decision(status, why, Optional.empty());
        }
    }

    /** Whether callers have to prove who they are. */
    public boolean isGuarded() {
        return password.isPresent() || token.isPresent();
    }

    Decision decide(HttpServerRequest request) {
        if (!SAFE.contains(request.method()) && (isForeign(request) || !isJson(request))) {
            return Decision.no(403, "This came from another site's page; nothing was done.");
        }
        if (!isGuarded()) {
            return isCalledByItsName(request) ? Decision.yes(Actor.http("")) : Decision.no(403, OTHER_NAME);
        }
        return credentials(request.getHeader(HttpHeaders.AUTHORIZATION))
                .map(Decision::yes)
                .orElseGet(() -> Decision.no(401, "Send the password or the token of the management listener."));
    }

    /** Whether the request names this machine in a way that no web page could have given to it. */
    public static boolean isCalledByItsName(HttpServerRequest request) {
        return THIS_MACHINE.matcher(host(request)).matches();
    }

    /** Whether a browser says that another site's page has sent this. */
    public static boolean isForeign(HttpServerRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin != null && !origin.replaceFirst("^https?://", "").equalsIgnoreCase(host(request))
                || "cross-site".equals(request.getHeader("Sec-Fetch-Site"));
    }

    /** Whether a text is the password or the token. */
    public boolean isRight(String secret) {
        boolean right = password.filter(known -> known.matches(secret)).isPresent();
        return token.filter(known -> known.matches(secret)).isPresent() || right;
    }

    private static boolean isJson(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return type != null && type.toLowerCase(Locale.ROOT).startsWith("application/json");
    }

    /** As the caller wrote it, in HTTP/1.1 and HTTP/2. */
    private static String host(HttpServerRequest request) {
        return request.authority() == null ? "" : request.authority().toString();
    }

    private Optional<Actor> credentials(String header) {
        if (header == null) {
            return Optional.empty();
        }
        if (header.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return token.filter(secret -> secret.matches(header.substring(7).strip()))
                    .map(secret -> Actor.http("by token"));
        }
        if (header.regionMatches(true, 0, "Basic ", 0, 6)) {
            return basic(header.substring(6).strip());
        }
        return Optional.empty();
    }

    private Optional<Actor> basic(String encoded) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return password.filter(secret -> colon >= 0 && secret.matches(pair.substring(colon + 1)))
                    .map(secret -> Actor.http(pair.substring(0, colon)));
        } catch (IllegalArgumentException e) {
            // no Base64: as good as no password
            return Optional.empty();
        }
    }
}
