package io.b24hub.manage;

import io.b24hub.operate.Actor;
import io.b24hub.operate.Operations;
import io.b24hub.settings.ManagementSettings;
import io.b24hub.settings.Secret;
import io.b24hub.time.HubClock;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
 * <p>Wrong credentials are counted by side and kind, see {@link Patience}, so that who guesses passwords does not keep out
 * programs that have the token. What another site's page has sent is refused before its credentials are looked at:
 * otherwise a page could make its visitor's own address wait.
 *
 * <p>What changes something has to come from a program or from the hub's own page: a browser sends JSON across sites only
 * after asking, and tells its {@code Origin}.
 *
 * <p>This class is thread-safe.
 */
public final class Access {

    /** What commands name themselves, before a slash and the user of the machine they run on. */
    public static final String COMMAND_LINE = "b24hub-cli";

    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final Pattern THIS_MACHINE = Pattern.compile("(?i)(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d+)?");
    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";

    /** What those are told who call an unguarded listener by another name. */
    public static final String OTHER_NAME =
            "Without hub.management.password or hub.management.token this listener answers"
                    + " to localhost and 127.0.0.1 only.";

    private final Optional<Secret> password;
    private final Optional<Secret> token;
    private final Patience patience;
    private final LoginLog log;

    public Access(ManagementSettings settings, Operations operations, HubClock clock) {
        password = settings.password();
        token = settings.token();
        patience = new Patience(clock, side -> Caller.isThisMachine(side.substring(side.indexOf(' ') + 1)));
        log = new LoginLog(operations, clock);
    }

    /**
     * What was decided about a request.
     *
     * @param pause how long the caller has to wait before the next try
     */
    record Decision(int status, String why, Optional<Actor> actor, Duration pause) {

        private static Decision yes(Actor actor) {
            return new Decision(200, "", Optional.of(actor), Duration.ZERO);
        }

        private static Decision no(int status, String why) {
            return new Decision(status, why, Optional.empty(), Duration.ZERO);
        }

        private static Decision later(Duration wait) {
            return new Decision(429, "There were too many wrong credentials; try again later.", Optional.empty(), wait);
        }
    }

    /** Whether callers have to prove who they are. */
    public boolean isGuarded() {
        return password.isPresent() || token.isPresent();
    }

    /** Slows down who guesses, at whichever door. */
    public Patience patience() {
        return patience;
    }

    /** Keeps who came and went. */
    public LoginLog log() {
        return log;
    }

    Decision decide(HttpServerRequest request) {
        if (isForeign(request) || !SAFE.contains(request.method()) && !isJson(request)) {
            return Decision.no(403, "This came from another site's page; nothing was done.");
        }
        if (!isGuarded()) {
            return isCalledByItsName(request) ? Decision.yes(actor(request, "")) : Decision.no(403, OTHER_NAME);
        }
        String header = Optional.ofNullable(request.getHeader(HttpHeaders.AUTHORIZATION))
                .orElse("");
        if (isOf(BEARER, header)) {
            return tried(request, "token", bearer(header.substring(BEARER.length())));
        }
        if (isOf(BASIC, header)) {
            return tried(request, "password", basic(header.substring(BASIC.length())));
        }
        return Decision.no(401, "Send the password or the token of the management listener.");
    }

    /** @param user who it is; empty when the credentials are wrong */
    private Decision tried(HttpServerRequest request, String kind, Optional<String> user) {
        Caller caller = Caller.of(request);
        String side = kind + " " + caller.side();
        Duration wait = patience.left(side);
        if (!wait.isZero()) {
            return Decision.later(wait);
        }
        if (user.isEmpty()) {
            patience.failed(side);
            log.failed(Actor.api(kind).from(caller.address()));
            return Decision.no(401, "The password or the token is wrong.");
        }
        patience.succeeded(side);
        Actor actor = actor(request, user.get());
        log.seen(actor);
        return Decision.yes(actor);
    }

    private static Actor actor(HttpServerRequest request, String user) {
        String agent =
                Optional.ofNullable(request.getHeader(HttpHeaders.USER_AGENT)).orElse("");
        String address = Caller.of(request).address();
        if (!agent.startsWith(COMMAND_LINE + "/")) {
            return Actor.api(user).from(address);
        }
        String name = agent.substring(COMMAND_LINE.length() + 1);
        return Actor.commandLine(name.equals(user) ? name : name + " " + user).from(address);
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

    private static boolean isOf(String scheme, String header) {
        return header.regionMatches(true, 0, scheme, 0, scheme.length());
    }

    private Optional<String> bearer(String candidate) {
        return token.filter(secret -> secret.matches(candidate.strip())).map(secret -> "by token");
    }

    private Optional<String> basic(String encoded) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded.strip()), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return password.filter(secret -> colon >= 0 && secret.matches(pair.substring(colon + 1)))
                    .map(secret -> pair.substring(0, colon));
        } catch (IllegalArgumentException e) {
            // no Base64: as good as no password
            return Optional.empty();
        }
    }
}
