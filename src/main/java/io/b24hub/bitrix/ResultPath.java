package io.b24hub.bitrix;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds one entity in an answer: {@code result}, {@code result.item}, {@code result[0]}, {@code result.rows[0]}.
 *
 * <p>Immutable and thread-safe.
 */
final class ResultPath {

    private static final Pattern WHOLE = Pattern.compile("result(\\.[A-Za-z0-9_]+|\\[\\d{1,6}])*");
    private static final Pattern STEP = Pattern.compile("\\.([A-Za-z0-9_]+)|\\[(\\d+)]");

    private final String text;
    private final List<Object> steps = new ArrayList<>();

    ResultPath(String text) {
        if (!WHOLE.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a result path; write it like result, result.item or result[0]");
        }
        this.text = text;
        Matcher matcher = STEP.matcher(text);
        while (matcher.find()) {
            steps.add(matcher.group(1) != null ? matcher.group(1) : Integer.valueOf(matcher.group(2)));
        }
    }

    /**
     * The entity; empty when the portal left its place empty, which it writes as null, false, or an empty list where an
     * object belongs.
     *
     * @throws IllegalArgumentException when the answer has another shape: the path is wrong for this method
     */
    @SuppressWarnings("unchecked") // JSON objects have text keys
    Optional<Map<String, Object>> find(Object result) {
        Object at = result;
        for (Object step : steps) {
            if (isNothing(at)) {
                return Optional.empty();
            }
            at = step instanceof Integer index ? element(at, index) : member(at, (String) step);
        }
        if (isNothing(at)) {
            return Optional.empty();
        }
        if (!(at instanceof Map<?, ?> entity)) {
            throw wrongShape();
        }
        return Optional.of((Map<String, Object>) entity);
    }

    private Object element(Object at, int index) {
        if (!(at instanceof List<?> list)) {
            throw wrongShape();
        }
        return index < list.size() ? list.get(index) : List.of();
    }

    private Object member(Object at, String name) {
        if (!(at instanceof Map<?, ?> map) || !map.containsKey(name)) {
            throw wrongShape();
        }
        return map.get(name);
    }

    private IllegalArgumentException wrongShape() {
        return new IllegalArgumentException("the answer has no object at " + text);
    }

    private static boolean isNothing(Object value) {
        return value == null
                || Boolean.FALSE.equals(value)
                || value instanceof List<?> list && list.isEmpty()
                || value instanceof Map<?, ?> map && map.isEmpty();
    }
}
