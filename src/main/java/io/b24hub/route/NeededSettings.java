package io.b24hub.route;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which settings a route file needs and does not have. A file needs each {@code {{key}}} it names without a default, and
 * what the connectors it sends to need.
 *
 * <p>Immutable and thread-safe.
 */
final class NeededSettings {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}?:][^{}:]*)\\}\\}");
    private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*(#|//|\\*|/\\*).*$");
    private static final Pattern SENDS_TO =
            Pattern.compile("(?:\\b(?:uri|to|toD)\\s*:\\s*[\"']?|\\bto[DF]?\\(\\s*\")([a-z][a-z0-9+-]*):");

    private final Map<String, List<String>> byScheme;
    private final Function<String, Optional<String>> settings;

    /**
     * @param byScheme settings that a connector needs, by its scheme
     * @param settings looks a setting up
     */
    NeededSettings(Map<String, List<String>> byScheme, Function<String, Optional<String>> settings) {
        this.byScheme = Map.copyOf(byScheme);
        this.settings = settings;
    }

    /** Keys that are needed and have no value, in alphabetical order. */
    List<String> missing(RouteFile file) {
        String text = COMMENT.matcher(file.text()).replaceAll("");
        TreeSet<String> missing = new TreeSet<>();
        for (Matcher matcher = PLACEHOLDER.matcher(text); matcher.find(); ) {
            need(matcher.group(1).strip(), missing);
        }
        for (Matcher matcher = SENDS_TO.matcher(text); matcher.find(); ) {
            byScheme.getOrDefault(matcher.group(1), List.of()).forEach(key -> need(key, missing));
        }
        return List.copyOf(missing);
    }

    private void need(String key, TreeSet<String> missing) {
        if (settings.apply(key).filter(value -> !value.isBlank()).isEmpty()) {
            missing.add(key);
        }
    }
}
