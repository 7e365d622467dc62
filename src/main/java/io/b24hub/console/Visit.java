package io.b24hub.console;

import io.b24hub.manage.BadRequest;
import io.b24hub.manage.Caller;
import io.b24hub.operate.Actor;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Optional;

/**
 * A request of somebody who was let in.
 *
 * @param context the request
 * @param user the name given at the login; empty when there was none
 * @param key what a form has to bring with it
 * @param locale the visitor's language
 */
record Visit(RoutingContext context, String user, String key, Locale locale) {

    Actor actor() {
        return Actor.http(user).from(Caller.of(context.request()).address());
    }

    String path(String name) {
        return context.pathParam(name);
    }

    /** A number in the path. */
    long number(String name) {
        return number(name, path(name));
    }

    static long number(String name, String text) {
        if (!text.matches("\\d{1,18}")) {
            throw new BadRequest(name + ": " + text + " is no number");
        }
        return Long.parseLong(text);
    }

    /** A parameter of the address. */
    Optional<String> asked(String name) {
        return text(context.queryParams().get(name));
    }

    /** A field of a form. */
    Optional<String> sent(String name) {
        return text(context.request().getFormAttribute(name));
    }

    String needed(String name) {
        return sent(name).orElseThrow(() -> new BadRequest("The field " + name + " is missing"));
    }

    private static Optional<String> text(String value) {
        return Optional.ofNullable(value).map(String::strip).filter(text -> !text.isEmpty());
    }
}
