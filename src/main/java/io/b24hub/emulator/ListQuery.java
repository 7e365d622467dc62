package io.b24hub.emulator;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Filter, order, select and page of a list method. A page has 50 rows; a start of -1 skips the count. Immutable.
 *
 * <p>Filter operators stand before the field name: {@code = > < >= <= @ % !} and {@code !@ !% !=}. Without one a scalar
 * means equal and a list means one of.
 */
final class ListQuery {

    static final int PAGE = 50;

    private static final Pattern CONDITION = Pattern.compile("(!?)(>=|<=|>|<|=|@|%)?(.*)");

    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");

    private final Map<String, Object> filter;
    private final Map<String, Object> order;
    private final List<String> select;
    private final long start;

    /** Rows of one page, uncut. */
    record Page(List<Map<String, Object>> rows, long total, OptionalLong next) {

        RestResult as(Object result) {
            return new RestResult(result, OptionalLong.of(total), next);
        }
    }

    /**
     * @param name turns a field name of the caller into one of the rows
     */
    ListQuery(RestParams params, UnaryOperator<String> name) {
        filter = renamed(params.map("filter"), name);
        order = renamed(params.map("order"), name);
        select = params.texts("select").stream()
                .map(field -> field.equals("*") ? field : name.apply(field))
                .toList();
        start = params.number("start").orElse(0);
    }

    /** Runs over a table; over the asked-for rows only where the filter names their ids, as an index would. */
    Page run(PortalRecords records, Kind kind) {
        Object ids = filter.get("@ID");
        if (ids == null) {
            Page page = page(records.all(kind, this::matches));
            if (filter.containsKey(">=" + kind.modifiedField())) {
                records.told(kind, after(), page.rows());
            }
            return page;
        }
        List<Map<String, Object>> named = RestParams.list(ids).stream()
                .map(RestParams::parsed)
                .filter(OptionalLong::isPresent)
                .map(OptionalLong::getAsLong)
                .distinct()
                .sorted()
                .flatMap(id -> records.find(kind, id).stream())
                .toList();
        return run(named);
    }

    /** Whether there is a condition on exactly this value of a field. */
    boolean asksFor(String field) {
        return filter.containsKey(field) || filter.containsKey("=" + field);
    }

    /** The id that rows must be above; 0 when any will do. */
    long after() {
        return RestParams.parsed(filter.getOrDefault(">ID", 0)).orElse(0);
    }

    Page run(List<Map<String, Object>> rows) {
        return page(rows.stream().filter(this::matches).toList());
    }

    /** Whether the filter lets a row through. */
    boolean matches(Map<String, Object> row) {
        return filter.entrySet().stream().allMatch(condition -> matches(row, condition.getKey(), condition.getValue()));
    }

    /** One page of rows that have passed the filter. */
    Page page(List<Map<String, Object>> matching) {
        List<Map<String, Object>> found = matching.stream().sorted(comparator()).toList();
        long from = Math.max(0, start);
        List<Map<String, Object>> page = found.stream().skip(from).limit(PAGE).toList();
        if (start < 0) {
            return new Page(page, 0, OptionalLong.empty());
        }
        boolean more = from + PAGE < found.size();
        return new Page(page, found.size(), more ? OptionalLong.of(from + PAGE) : OptionalLong.empty());
    }

    /** Leaves the selected fields. Fields with several values come only when they are named. */
    Map<String, Object> cut(Map<String, Object> row) {
        Map<String, Object> cut = new LinkedHashMap<>(row);
        boolean all = select.isEmpty() || select.contains("*");
        cut.entrySet()
                .removeIf(field -> !field.getKey().equals("ID")
                        && !select.contains(field.getKey())
                        && (!all || field.getValue() instanceof List));
        return cut;
    }

    private static Map<String, Object> renamed(Map<String, Object> conditions, UnaryOperator<String> name) {
        Map<String, Object> renamed = new LinkedHashMap<>();
        conditions.forEach((key, value) -> {
            Matcher condition = CONDITION.matcher(key);
            if (condition.matches()) {
                String operator = condition.group(2) == null ? "" : condition.group(2);
                renamed.put(condition.group(1) + operator + name.apply(condition.group(3)), value);
            }
        });
        return renamed;
    }

    private static boolean matches(Map<String, Object> row, String key, Object wanted) {
        Matcher condition = CONDITION.matcher(key);
        if (!condition.matches()) {
            return false;
        }
        boolean not = !condition.group(1).isEmpty();
        String operator = condition.group(2) == null ? "" : condition.group(2);
        return holds(operator, text(row.get(condition.group(3))), wanted) != not;
    }

    private static boolean holds(String operator, String actual, Object wanted) {
        if (operator.equals("@") || wanted instanceof List || wanted instanceof Map) {
            return RestParams.list(wanted).stream().anyMatch(one -> compare(actual, text(one)) == 0);
        }
        String other = text(wanted);
        if (actual.isEmpty() && (operator.contains("<") || operator.contains(">"))) {
            return false; // what is not set is neither before nor after
        }
        return switch (operator) {
            case ">" -> compare(actual, other) > 0;
            case "<" -> compare(actual, other) < 0;
            case ">=" -> compare(actual, other) >= 0;
            case "<=" -> compare(actual, other) <= 0;
            case "%" -> actual.toLowerCase(Locale.ROOT).contains(other.toLowerCase(Locale.ROOT));
            default -> compare(actual, other) == 0;
        };
    }

    private Comparator<Map<String, Object>> comparator() {
        Comparator<Map<String, Object>> comparator = Comparator.comparing(row -> 0);
        for (Map.Entry<String, Object> by : order.entrySet()) {
            Comparator<Map<String, Object>> field =
                    (a, b) -> compare(text(a.get(by.getKey())), text(b.get(by.getKey())));
            boolean down = String.valueOf(by.getValue()).equalsIgnoreCase("desc");
            comparator = comparator.thenComparing(down ? field.reversed() : field);
        }
        return comparator;
    }

    private static String text(Object value) {
        return value == null ? "" : value.toString();
    }

    /** As numbers where both are, else as moments where both are, else as texts. */
    private static int compare(String a, String b) {
        if (NUMBER.matcher(a).matches() && NUMBER.matcher(b).matches()) {
            return new BigDecimal(a).compareTo(new BigDecimal(b));
        }
        Optional<Instant> left = PortalTime.parse(a);
        Optional<Instant> right = PortalTime.parse(b);
        return left.isPresent() && right.isPresent() ? left.get().compareTo(right.get()) : a.compareToIgnoreCase(b);
    }
}
