package io.b24hub.template;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Turns 1.23456785E7, as JSON numbers would be printed, into 12345678.5, also inside of maps and lists. Stateless. */
final class PlainNumbers {

    private PlainNumbers() {}

    static Object of(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> plain = new LinkedHashMap<>();
            map.forEach((key, each) -> plain.put(key, of(each)));
            return plain;
        } else if (value instanceof List<?> list) {
            // null is allowed, so List.copyOf will not do
            return list.stream().map(PlainNumbers::of).collect(Collectors.toList());
        } else if (value instanceof Double number && !number.isNaN() && !number.isInfinite()) {
            return number == Math.rint(number) && Math.abs(number) < 1e15
                    ? BigDecimal.valueOf(number.longValue())
                    : BigDecimal.valueOf(number);
        }
        return value;
    }
}
