package io.b24hub.route;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An address in a route file, taken apart, its {@code {{settings}}} filled in. Options may hold what the author of the
 * route put there, secrets too, so only the scheme is shown.
 *
 * @param scheme the connector, for example {@code telegram}
 * @param path what stands between the scheme and the options; for {@code https} it begins with two slashes
 * @param options name to value, decoded
 */
public record Destination(String scheme, String path, Map<String, String> options) {

    public Destination {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /** An option's value; empty text when absent. */
    public String option(String name) {
        return options.getOrDefault(name, "");
    }

    @Override
    public String toString() {
        return scheme + ":";
    }
}
