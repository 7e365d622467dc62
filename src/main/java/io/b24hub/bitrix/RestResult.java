package io.b24hub.bitrix;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A good answer of the portal, as parsed from JSON: maps (in the order sent), lists, text, {@code Boolean}, whole numbers
 * as {@code Long} ({@code BigInteger} beyond 64 bits), other numbers as {@code BigDecimal}, and null. What Bitrix24 sends
 * as text stays text, numbers and dates included. Mind that PHP writes an empty map as an empty list.
 *
 * <p>Each caller has maps and lists of its own, also where calls shared an answer.
 *
 * @param result the value of {@code result}; null when the portal sent null
 * @param next where the next page of a list starts; empty on the last page
 * @param total rows of a list over all pages; empty when not counted
 * @param time the portal's measurements; {@code operating} and {@code operating_reset_at} are often missing
 * @param travel how the call travelled
 */
public record RestResult(Object result, OptionalInt next, OptionalLong total, Map<String, Object> time, Travel travel) {

    /** A result of which nobody knows how it travelled. */
    public RestResult(Object result, OptionalInt next, OptionalLong total, Map<String, Object> time) {
        this(result, next, total, time, Travel.UNKNOWN);
    }

    RestResult with(Travel other) {
        return new RestResult(result, next, total, time, other);
    }

    /** The same for another caller, who may change what is in it. */
    RestResult copy(Travel other) {
        return new RestResult(copyOf(result), next, total, new LinkedHashMap<>(time), other);
    }

    /** A copy of what JSON is made of. */
    static Object copyOf(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            map.forEach((name, inner) -> copy.put(name, copyOf(inner)));
            return copy;
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(inner -> copy.add(copyOf(inner)));
            return copy;
        }
        return value;
    }
}
