package io.b24hub.console;

import io.b24hub.manage.Access;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
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

    private static final int LONGEST_KEY = 100;
    private static final int LONGEST_USER = 60;

    private final Access access;
    private final Sessions sessions;
    private final FormKeys keys;
    private final Patience patience;

    Door(Access access, InstantSource clock, RandomGenerator random) {
        this.access = access;
        sessions = new Sessions(clock, random);
        keys = new FormKeys(sessions.newKey());
        patience = new Patience(clock);
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
        Optional<String> cookie = cookie(request, COOKIE);
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
        context.response().addCookie(harden(context, Cookie.cookie(COOKIE, key)));
        return key;
    }

    /** How a login ended: how long to wait before the next try; empty for who is in. */
    Optional<Duration> login(RoutingContext context) {
        HttpServerRequest request = context.request();
        String address = request.remoteAddress().hostAddress();
        Duration wait = patience.left(address);
        if (!wait.isZero()) {
            return Optional.of(wait);
        }
        String secret =
                Optional.ofNullable(request.getFormAttribute("password")).orElse("");
        if (!access.isGuarded() || Access.isForeign(request) || !access.isRight(secret)) {
            patience.failed(address);
            return Optional.of(patience.left(address));
        }
        patience.succeeded(address);
        String user =
                Optional.ofNullable(request.getFormAttribute("user")).orElse("").strip();
        String key = sessions.open(user.substring(0, Math.min(LONGEST_USER, user.length())));
        context.response().addCookie(harden(context, Cookie.cookie(COOKIE, key)));
        return Optional.empty();
    }

    void logout(RoutingContext context) {
        cookie(context.request(), COOKIE).ifPresent(sessions::close);
        context.response().addCookie(harden(context, Cookie.cookie(COOKIE, "")).setMaxAge(0));
    }

    /** Keeps a language for a year. */
    void speak(RoutingContext context, Locale locale) {
        context.response()
                .addCookie(harden(context, Cookie.cookie(LANGUAGE, locale.getLanguage()))
                        .setMaxAge(Duration.ofDays(365).toSeconds()));
    }

    private static Cookie harden(RoutingContext context, Cookie cookie) {
        boolean secure = context.request().isSSL()
                || "https".equalsIgnoreCase(context.request().getHeader("X-Forwarded-Proto"));
        return cookie.setPath(Console.ROOT)
                .setHttpOnly(true)
                .setSameSite(CookieSameSite.STRICT)
                .setSecure(secure);
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
