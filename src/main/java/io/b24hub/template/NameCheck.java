package io.b24hub.template;

import io.b24hub.event.EditDistance;
import io.pebbletemplates.pebble.extension.ExtensionRegistry;
import io.pebbletemplates.pebble.lexer.Token;
import io.pebbletemplates.pebble.lexer.Token.Type;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds filters, functions and tests that do not exist. The engine itself (Pebble 4.0.0) only notices when it comes to
 * them, that is, when there is an event to tell of. Not thread-safe; use one for one template.
 */
final class NameCheck {

    /** All that templates may use; the engine can say whether a name exists, but not which names there are. */
    private static final Set<String> FILTERS = Set.of(
            "abs",
            "capitalize",
            "default",
            "escape",
            "first",
            "join",
            "last",
            "length",
            "lower",
            "merge",
            "replace",
            "reverse",
            "rsort",
            "slice",
            "sort",
            "split",
            "title",
            "trim",
            "upper",
            "urlencode");

    private static final Set<String> FUNCTIONS = Set.of("max", "min");
    private static final Set<String> TESTS = Set.of("defined", "empty", "even", "iterable", "map", "null", "odd");

    private final ExtensionRegistry registry;
    private final Set<String> macros = new HashSet<>();

    NameCheck(ExtensionRegistry registry) {
        this.registry = registry;
    }

    /** @throws BadTemplate for the first name that means nothing */
    void check(MessageFile file, List<Token> tokens) {
        for (int i = 1; i < tokens.size() - 1; i++) {
            if (tokens.get(i).test(Type.NAME) && tokens.get(i - 1).test(Type.NAME, "macro")) {
                macros.add(tokens.get(i).getValue());
            }
        }
        for (int i = 1; i < tokens.size() - 1; i++) {
            if (tokens.get(i).test(Type.NAME)) {
                check(file, tokens.get(i - 1), tokens.get(i), tokens.get(i + 1));
            }
        }
    }

    private void check(MessageFile file, Token before, Token name, Token after) {
        String word = name.getValue();
        boolean called = after.test(Type.PUNCTUATION, "(");
        if (before.test(Type.OPERATOR, "|")) {
            demand(file, name, "filter", registry.getFilter(word) != null, with(FILTERS, MessageWords.FILTERS));
        } else if (before.test(Type.OPERATOR, "is", "is not")) {
            demand(file, name, "test", registry.getTest(word) != null, TESTS);
        } else if (called && before.test(Type.PUNCTUATION, ".")) {
            throw BadTemplate.in(
                    file,
                    name.getLineNumber(),
                    "a template cannot call " + word + "(…) of something; it knows filters, as in {{ value | upper }},"
                            + " and the functions " + String.join(", ", MessageWords.FUNCTIONS));
        } else if (called
                && !before.test(Type.EXECUTE_START)
                && !before.test(Type.NAME, "macro")
                && !word.equals("in")) {
            boolean known = registry.getFunction(word) != null || macros.contains(word);
            demand(file, name, "function", known, with(with(FUNCTIONS, MessageWords.FUNCTIONS), macros));
        }
    }

    private static Set<String> with(Collection<String> some, Collection<String> others) {
        Set<String> all = new TreeSet<>(some);
        all.addAll(others);
        return all;
    }

    private static void demand(MessageFile file, Token name, String what, boolean known, Collection<String> names) {
        if (!known) {
            String nearest = names.stream()
                    .min(Comparator.comparingInt(each -> EditDistance.between(each, name.getValue())))
                    .orElseThrow();
            throw BadTemplate.in(
                    file,
                    name.getLineNumber(),
                    "there is no " + what + " \"" + name.getValue() + "\"; did you mean " + nearest + "?");
        }
    }
}
