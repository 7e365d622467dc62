package io.b24hub.change;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares values of fields. Null, empty text, an empty list and a field that is not there are the same: the portal writes
 * nothing in all four ways, depending on the method and on whether the field was set once.
 */
final class SameValues {

    private SameValues() {}

    static boolean isNothing(Object value) {
        return value == null
                || value instanceof String text && text.isEmpty()
                || value instanceof List<?> list && list.isEmpty()
                || value instanceof Map<?, ?> map && map.isEmpty();
    }

    static boolean same(Object one, Object other) {
        if (isNothing(one) || isNothing(other)) {
            return isNothing(one) && isNothing(other);
        } else if (one instanceof List<?> first && other instanceof List<?> second) {
            return same(first, second);
        } else if (one instanceof Map<?, ?> first && other instanceof Map<?, ?> second) {
            return same(first, second);
        } else if (one instanceof Number || other instanceof Number) {
            Optional<BigDecimal> first = number(one);
            return first.isPresent()
                    && number(other)
                            .filter(value -> value.compareTo(first.get()) == 0)
                            .isPresent();
        }
        return one.equals(other);
    }

    private static boolean same(List<?> one, List<?> other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            if (!same(one.get(i), other.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean same(Map<?, ?> one, Map<?, ?> other) {
        return one.keySet().stream().allMatch(key -> same(one.get(key), other.get(key)))
                && other.keySet().stream().allMatch(key -> one.containsKey(key) || isNothing(other.get(key)));
    }

    // not by type alone: a number that went through JSON may come back as another type
    private static Optional<BigDecimal> number(Object value) {
        try {
            return Optional.of(new BigDecimal(String.valueOf(value)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
