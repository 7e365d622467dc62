package io.b24hub.bitrix;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * Writes parameters as a query that PHP's {@code parse_str} reads back as the same: a command of a batch is cut with it,
 * also when the batch itself is JSON, so every value is percent-encoded there too.
 *
 * <p>A query knows texts only. Numbers survive, because every method takes them as text as well. What would change its
 * meaning gives no query, and the call travels alone as JSON: null, booleans and empty maps and lists, names that PHP
 * would bend, and {@code $result[…]}, in whose place the portal puts results of other commands even inside a value.
 */
final class PhpQuery {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Pattern INNER_NAME = Pattern.compile("[^\\[\\]\\s\\p{Cntrl}][^\\[\\]\\p{Cntrl}]*");
    private static final int DEEPEST = 16;
    /** PHP's {@code max_input_vars} is 1000 unless somebody raised it; what is over it is dropped without a word. */
    private static final int MOST_VALUES = 500;

    private final StringJoiner query = new StringJoiner("&");
    private int values;

    private PhpQuery() {}

    /** The query without a question mark; empty when none says the same. */
    static Optional<String> of(JsonNode params) {
        PhpQuery query = new PhpQuery();
        for (Map.Entry<String, JsonNode> param : params.properties()) {
            if (!NAME.matcher(param.getKey()).matches() || !query.add(param.getKey(), param.getValue(), 1)) {
                return Optional.empty();
            }
        }
        return Optional.of(query.query.toString());
    }

    private boolean add(String name, JsonNode value, int depth) {
        if (value.isObject() && !value.isEmpty() && depth < DEEPEST) {
            for (Map.Entry<String, JsonNode> inner : value.properties()) {
                if (!INNER_NAME.matcher(inner.getKey()).matches()
                        || refers(inner.getKey())
                        || !add(name + "[" + inner.getKey() + "]", inner.getValue(), depth + 1)) {
                    return false;
                }
            }
            return true;
        }
        if (value.isArray() && !value.isEmpty() && depth < DEEPEST) {
            for (int i = 0; i < value.size(); i++) {
                if (!add(name + "[" + i + "]", value.get(i), depth + 1)) {
                    return false;
                }
            }
            return true;
        }
        boolean scalar = value.isTextual() || value.isNumber();
        if (!scalar || refers(value.asText()) || ++values > MOST_VALUES) {
            return false;
        }
        // 1E+3 is not a number to every method
        String text = value.isNumber() ? value.decimalValue().toPlainString() : value.asText();
        query.add(percent(name) + "=" + percent(text));
        return true;
    }

    private static boolean refers(String text) {
        return text.toLowerCase(Locale.ROOT).contains("$result");
    }

    private static String percent(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
    }
}
