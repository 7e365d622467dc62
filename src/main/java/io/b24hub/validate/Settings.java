package io.b24hub.validate;

import io.b24hub.settings.KnownKeys;
import io.b24hub.settings.SettingsSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the settings say, as far as route files ask. Immutable. */
final class Settings {

    /** A placeholder: its key, and its default with a colon before it. */
    static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[?!]?\\s*([^{}:]+?)\\s*(:[^{}]*)?}}");

    private final SettingsSource source;

    Settings(SettingsSource source) {
        this.source = source;
    }

    /** A value that may be shown; secrets are absent, as they are for routes. */
    Optional<String> value(String key) {
        return KnownKeys.isSecret(key) ? Optional.empty() : source.find(key);
    }

    /** Whether there is a value, a secret one too. */
    boolean isSet(String key) {
        return source.find(key).isPresent();
    }

    /** Keys of flows that are set. */
    Set<String> flowKeys() {
        return source.keys().stream()
                .filter(key -> key.startsWith("flow."))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    Set<String> portals() {
        String names = source.find("hub.portals").orElseGet(() -> KnownKeys.defaultOf("hub.portals"));
        return Arrays.stream(names.split(",")).map(String::strip).collect(Collectors.toCollection(TreeSet::new));
    }

    /** A text with the settings that are known filled in; the others stay as they are. */
    String fill(String text) {
        if (!text.contains("{{")) {
            return text;
        }
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(value(match.group(1))
                        .or(() -> Optional.ofNullable(match.group(2)).map(standard -> standard.substring(1)))
                        .orElse(match.group())));
    }
}
