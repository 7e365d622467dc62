package io.b24hub.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces calls of {@linkplain ValueFunctions functions} in values by what they say. Each call is made once, when its value
 * is asked for first; what it said, or that it said nothing, is kept.
 *
 * <p>Thread-safe.
 */
final class Calls {

    private static final Pattern CALL = Pattern.compile("\\{\\{\\s*([a-z][a-z0-9-]*):([^{}]+)}}");

    private record Answer(Optional<Secret> value, String trouble) {}

    private final Map<String, String> camel;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();

    /** @param camel the settings of Camel */
    Calls(Map<String, String> camel) {
        this.camel = Map.copyOf(camel);
    }

    static boolean isIn(String text) {
        return CALL.matcher(text).find();
    }

    /**
     * The text with its calls replaced. What they say is taken as it is, whatever it looks like.
     *
     * @throws BadSettings naming the key and the functions that did not answer, and nothing that stands in a value
     */
    String replace(String key, String text) {
        StringBuilder replaced = new StringBuilder();
        List<BadSettings.Problem> problems = new ArrayList<>();
        Matcher calls = CALL.matcher(text);
        while (calls.find()) {
            Answer answer = answers.computeIfAbsent(calls.group(), call -> ask(calls.group(1), calls.group(2)));
            if (answer.value().isEmpty()) {
                problems.add(new BadSettings.Problem(
                        key,
                        "asks {{" + calls.group(1) + ":...}}, " + answer.trouble(),
                        key + " = {{env:NAME}}, or {{hashicorp:...}} with the jars of camel-hashicorp-vault in lib/"));
            }
            calls.appendReplacement(
                    replaced,
                    Matcher.quoteReplacement(answer.value().map(Secret::reveal).orElse("")));
        }
        if (!problems.isEmpty()) {
            throw new BadSettings(problems);
        }
        return calls.appendTail(replaced).toString();
    }

    private Answer ask(String function, String argument) {
        try {
            for (ValueFunctions functions : ServiceLoader.load(ValueFunctions.class)) {
                Optional<String> value = functions.call(function, argument.strip(), camel);
                if (value.isPresent()) {
                    return new Answer(value.map(Secret::of), "");
                }
            }
            return new Answer(Optional.empty(), "and there is no such function");
        } catch (RuntimeException e) {
            return new Answer(
                    Optional.empty(),
                    "which has no answer (" + root(e).getClass().getSimpleName() + ")");
        }
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }
}
