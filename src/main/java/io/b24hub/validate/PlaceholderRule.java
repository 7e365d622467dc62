package io.b24hub.validate;

import io.b24hub.settings.KnownKeys;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;

/** Settings that route files name: misspelt ones, secrets, and those that are not set. Immutable. */
final class PlaceholderRule {

    /** What Camel looks up elsewhere. */
    private static final Set<String> FUNCTIONS = Set.of("env", "sys", "bean", "service");

    private final Settings settings;

    PlaceholderRule(Settings settings) {
        this.settings = settings;
    }

    /**
     * Looks at all texts of a file.
     *
     * @param texts line to text, in their order
     * @param parameters of the templates in the file; empty when it has none
     * @param optional whether a setting that is missing is the business of others
     */
    void look(
            String file,
            Map<Integer, String> texts,
            Optional<Set<String>> parameters,
            boolean optional,
            Remarks remarks) {
        Set<String> told = new HashSet<>();
        texts.forEach((line, text) -> {
            for (Matcher matcher = Settings.PLACEHOLDER.matcher(text); matcher.find(); ) {
                String key = matcher.group(1);
                boolean soft = matcher.group(2) != null || text.startsWith("{{?", matcher.start()) || optional;
                if (!FUNCTIONS.contains(key) && told.add(key)) {
                    look(file, line, key, soft, parameters, remarks);
                }
            }
        });
    }

    private void look(
            String file, int line, String key, boolean soft, Optional<Set<String>> parameters, Remarks remarks) {
        if (parameters.isPresent() && key.indexOf('.') < 0) {
            if (!parameters.get().contains(key)) {
                remarks.error(
                        file,
                        line,
                        "the template has no parameter \"" + key + "\"",
                        Spelling.closest(key, parameters.get())
                                .map(near -> "did you mean {{" + near + "}}?")
                                .orElse("declare it below parameters; a setting has a name with dots"));
            }
        } else if (key.startsWith("hub.") && !KnownKeys.isKnown(key)) {
            remarks.error(file, line, "there is no setting " + key, "did you mean " + KnownKeys.closest(key) + "?");
        } else if (KnownKeys.isSecret(key)) {
            remarks.error(
                    file,
                    line,
                    key + " is a secret, and routes are not given it",
                    "connectors have it already; take the option away");
        } else if (!soft && !settings.isSet(key)) {
            missing(file, line, key, remarks);
        }
    }

    /** A file waits for a setting. */
    void missing(String file, int line, String key, Remarks remarks) {
        remarks.note(
                file,
                line,
                key + " is not set, so the flow is off",
                Spelling.closest(key, settings.flowKeys(), 2)
                        .map(near -> "application.properties has " + near + "; is it that?")
                        .orElse("set it in application.properties"));
    }
}
