package io.b24hub.route;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which settings a route file needs and does not have. A file needs each {@code {{key}}} it names without a default, what
 * the connectors it sends to need, and both of the templates that its routes are made of. A file of templates itself needs
 * nothing. In templates a key without a dot is a parameter.
 *
 * <p>Immutable and thread-safe.
 */
final class NeededSettings {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}?:][^{}:]*)\\}\\}");
    private static final Pattern TEMPLATE = Pattern.compile("\\brouteTemplate\\s*[:(]");
    private static final Pattern SENDS_TO = Pattern.compile(
            "(?:\\b(?:uri|to|toD)[ \\t]*:[ \\t]*(?:[>|][+-]?\\s*)?[\"']?|\\bto[DF]?\\(\\s*\")([a-z][a-z0-9+-]*):([\\w.-]*)");

    private final Map<String, List<String>> byScheme;
    private final Function<String, Optional<String>> settings;

    /**
     * @param byScheme settings that a connector needs, by its scheme, or by scheme and path; a {@code <name>} in a setting
     *     is the path
     * @param settings looks a setting up
     */
    NeededSettings(Map<String, List<String>> byScheme, Function<String, Optional<String>> settings) {
        this.byScheme = Map.copyOf(byScheme);
        this.settings = settings;
    }

    /**
     * Keys that are needed and have no value, in alphabetical order.
     *
     * @param templates the files with the templates that its routes are made of
     */
    List<String> missing(RouteFile file, List<RouteFile> templates) {
        TreeSet<String> missing = new TreeSet<>();
        if (!file.isTemplates()) {
            look(file, missing);
            templates.forEach(template -> look(template, missing));
        }
        return List.copyOf(missing);
    }

    private void look(RouteFile file, TreeSet<String> missing) {
        String text = file.code();
        boolean template = TEMPLATE.matcher(text).find();
        for (Matcher matcher = PLACEHOLDER.matcher(text); matcher.find(); ) {
            String key = matcher.group(1).strip();
            if (!template || key.indexOf('.') >= 0) {
                need(key, missing);
            }
        }
        for (Matcher matcher = SENDS_TO.matcher(text); matcher.find(); ) {
            String scheme = matcher.group(1);
            String path = matcher.group(2);
            byScheme.getOrDefault(scheme, List.of()).stream()
                    // a path that is a setting itself is known when the file is loaded
                    .filter(key -> !key.contains("<name>") || !path.isEmpty())
                    .forEach(key -> need(key.replace("<name>", path), missing));
            byScheme.getOrDefault(scheme + ":" + path, List.of()).forEach(key -> need(key, missing));
        }
    }

    private void need(String key, TreeSet<String> missing) {
        if (settings.apply(key).filter(value -> !value.isBlank()).isEmpty()) {
            missing.add(key);
        }
    }
}
