package io.b24hub.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an expression for Prometheus speaks of, as far as the hub's dashboard and alerts use the language.
 *
 * @param metrics names
 * @param conditions conditions in braces
 * @param kept labels that "by" keeps; empty without it
 */
record Query(Set<String> metrics, List<Condition> conditions, Set<String> kept) {

    private static final Pattern SELECTOR = Pattern.compile("([a-zA-Z_:][\\w:]*)\\s*\\{([^}]*)}");
    private static final Pattern CONDITION = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"([^\"]*)\"");
    private static final Pattern KEPT = Pattern.compile("\\bby\\s*\\(([^)]*)\\)");
    private static final Pattern WORD = Pattern.compile("[a-zA-Z_:][\\w:]*(?!\\s*\\(|[\\w:])");
    private static final Set<String> KEYWORDS = Set.of("and", "or", "unless", "offset", "bool");

    /** One condition; {@code values} are the alternatives. */
    record Condition(String metric, String label, List<String> values) {}

    static Query of(String expression) {
        List<Condition> conditions = new ArrayList<>();
        Matcher selector = SELECTOR.matcher(expression);
        while (selector.find()) {
            Matcher condition = CONDITION.matcher(selector.group(2));
            while (condition.find()) {
                conditions.add(new Condition(
                        selector.group(1),
                        condition.group(1),
                        List.of(condition.group(2).split("\\|"))));
            }
        }
        Set<String> kept = KEPT.matcher(expression)
                .results()
                .flatMap(found -> Arrays.stream(found.group(1).split(",")))
                .map(String::strip)
                .collect(Collectors.toCollection(TreeSet::new));
        String bare = expression
                .replaceAll("\\{[^}]*}", "")
                .replaceAll("\\[[^]]*]", "")
                .replaceAll(KEPT.pattern(), "")
                .replaceAll("\\boffset\\s+\\w+", "")
                .replaceAll("\\b[0-9][\\w.]*", "");
        Set<String> metrics = WORD.matcher(bare)
                .results()
                .map(found -> found.group())
                .filter(word -> !KEYWORDS.contains(word))
                .collect(Collectors.toCollection(TreeSet::new));
        return new Query(metrics, List.copyOf(conditions), kept);
    }
}
