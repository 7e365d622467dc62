package io.b24hub.console;

import io.b24hub.manage.Access;
import io.b24hub.manage.Caller;
import io.b24hub.operate.Actor;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Decides who gets into the console. With credentials configured: who has logged in. Without: everybody on this machine.
 * What changes something has to be a form of the console's own.
 *
 * <p>This class is thread-safe.
 */
final class Door {

    static final String COOKIE = "b24hub_session";
    static final String LANGUAGE = "b24hub_language";

    /** A browser takes this only over https, for this host alone and all of it: nobody beside can put one in its place. */
    static final String STRICT = "__Host-";

    /** Says that somebody has logged in with this browser before. */
    static final String KNOWN = "b24hub_known";

    private static final int LONGEST_KEY = 100;
    private static final int LONGEST_USER = 60;
    private static final Duration KNOWN_FOR = Duration.ofDays(90);

    private final Access access;
    private final Sessions sessions;
    private final FormKeys keys;
    private final FormKeys browsers;

    Door(Access access, InstantSource clock, RandomGenerator random) {
        this.access = access;
        sessions = new Sessions(clock, random);
        keys = new FormKeys(sessions.newKey());
        browsers = new FormKeys(sessions.newKey());
    }

    /** What was decided about a request. */
    sealed interface Decision {

        /** Welcome. */
        record In(Visit visit) implements Decision {}

        /** Not before a login. */
        record Login() implements Decision {}

        /** No; the name of the text that says why. */
        record No(String why) implements Decision {}
    }

    boolean isGuarded() {
        return access.isGuarded();
    }

    Decision decide(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!access.isGuarded() && !Access.isCalledByItsName(request)) {
            return new Decision.No("door.name");
        }
        Optional<String> cookie = session(request);
        Optional<String> user = access.isGuarded() ? cookie.flatMap(sessions::user) : Optional.of("");
        if (user.isEmpty()) {
            return new Decision.Login();
        }
        boolean changes = request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD;
        if (changes && (Access.isForeign(request) || !isOurForm(request, cookie))) {
            return new Decision.No("door.form");
        }
        String key = cookie.orElseGet(() -> anonymous(context));
        return new Decision.In(new Visit(context, user.get(), keys.of(key), language(request)));
    }

    private boolean isOurForm(HttpServerRequest request, Optional<String> cookie) {
        String key = request.getFormAttribute("key");
        return key != null && cookie.filter(value -> keys.isOf(value, key)).isPresent();
    }

    /** Without a login, a visitor is known by a cookie all the same, so that forms can be told from those of others. */
    private String anonymous(RoutingContext context) {
        String key = sessions.newKey();
        giveSession(context, key);
        return key;
    }

    /**
     * How a login ended: how long to wait before the next try; empty for who is in. A form of another site is not looked
     * at, or a page could make its visitor's own address wait.
     */
    Optional<Duration> login(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!access.isGuarded() || Access.isForeign(request)) {
            return Optional.of(Duration.ZERO);
        }
        Caller caller = Caller.of(request);
        String side = side(request, caller);
        Duration wait = access.patience().left(side);
        if (!wait.isZero()) {
            return Optional.of(wait);
        }
        String secret =
                Optional.ofNullable(request.getFormAttribute("password")).orElse("");
        if (!access.isRight(secret)) {
            access.patience().failed(side);
            access.log().failed(Actor.http("").from(caller.address()));
            return Optional.of(Duration.ZERO);
        }
        access.patience().succeeded(side);
        open(context, caller);
        return Optional.empty();
    }

    /** Who has logged in with this browser before need not wait for what others at the same address try. */
    private String side(HttpServerRequest request, Caller caller) {
        return cookie(request, KNOWN)
                .map(known -> known.split("\\.", 2))
                .filter(parts -> parts.length == 2 && browsers.isOf(parts[0], parts[1]))
                .map(parts -> "browser " + parts[0])
                .orElse("form " + caller.side());
    }

    /** Always under a new key: one that the browser had before, perhaps from somebody else, is worth nothing after this. */
    private void open(RoutingContext context, Caller caller) {
        session(context.request()).ifPresent(sessions::close);
        String given = Optional.ofNullable(context.request().getFormAttribute("user"))
                .orElse("")
                .strip();
        String user = given.substring(0, Math.min(LONGEST_USER, given.length()));
        giveSession(context, sessions.open(user));
        String browser = sessions.newKey();
        context.response()
                .addCookie(harden(context, Cookie.cookie(KNOWN, browser + "." + browsers.of(browser)))
                        .setMaxAge(KNOWN_FOR.toSeconds()));
        access.log().entered(Actor.http(user).from(caller.address()));
    }

    void logout(Visit visit) {
        session(visit.context().request()).ifPresent(sessions::close);
        visit.context().response().addCookie(sessionCookie(visit.context(), "").setMaxAge(0));
        if (access.isGuarded()) {
            access.log().left(visit.actor());
        }
    }

    private void giveSession(RoutingContext context, String key) {
        context.response().addCookie(sessionCookie(context, key));
    }

    private static Cookie sessionCookie(RoutingContext context, String key) {
        boolean strict = isSecure(context.request());
        Cookie cookie = harden(context, Cookie.cookie(strict ? STRICT + COOKIE : COOKIE, key));
        return strict ? cookie.setPath("/") : cookie;
    }

    private static Optional<String> session(HttpServerRequest request) {
        return cookie(request, isSecure(request) ? STRICT + COOKIE : COOKIE);
    }

    private static boolean isSecure(HttpServerRequest request) {
        return request.isSSL() || "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto"));
    }

    /** Lets the hub itself in while it does something, with a session that ends with it. */
    void letIn(String user, Consumer<String> withCookie) {
        String key = sessions.open(user);
        try {
            withCookie.accept(COOKIE + "=" + key);
        } finally {
            sessions.close(key);
        }
    }

    /** Keeps a language for a year. */
    void speak(RoutingContext context, Locale locale) {
        context.response()
                .addCookie(harden(context, Cookie.cookie(LANGUAGE, locale.getLanguage()))
                        .setMaxAge(Duration.ofDays(365).toSeconds()));
    }

    private static Cookie harden(RoutingContext context, Cookie cookie) {
        return cookie.setPath(Console.ROOT)
                .setHttpOnly(true)
                .setSameSite(CookieSameSite.STRICT)
                .setSecure(isSecure(context.request()));
    }

    Locale language(HttpServerRequest request) {
        return Words.best(
                cookie(request, LANGUAGE).orElse(""),
                Optional.ofNullable(request.getHeader("Accept-Language")).orElse(""));
    }

    private static Optional<String> cookie(HttpServerRequest request, String name) {
        return Optional.ofNullable(request.getCookie(name))
                .map(Cookie::getValue)
                .filter(value -> !value.isEmpty() && value.length() <= LONGEST_KEY);
    }
}
