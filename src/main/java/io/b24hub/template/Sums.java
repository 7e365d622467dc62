package io.b24hub.template;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Totals of a list, for example of money by currency: amounts in different currencies must not become one number. Stateless. */
final class Sums {

    private Sums() {}

    /**
     * A total for each value of a field, in the order in which these values first come.
     *
     * @param in a list of maps, or of events that were read; anything else has no totals
     * @param amount the field to add up; what is no number counts as 0
     * @param by the field that says what may be added to what
     * @return maps with {@code by} and {@code sum}
     */
    static List<Map<String, Object>> by(Object in, String amount, String by) {
        Map<String, BigDecimal> sums = new LinkedHashMap<>();
        if (in instanceof Collection<?> list) {
            for (Object item : list) {
                Map<?, ?> fields = fields(item);
                sums.merge(Texts.of(fields.get(by)), Amounts.value(fields.get(amount)), BigDecimal::add);
            }
        }
        return sums.entrySet().stream()
                .map(sum -> Map.<String, Object>of("by", sum.getKey(), "sum", sum.getValue()))
                .toList();
    }

    private static Map<?, ?> fields(Object item) {
        if (item instanceof EventView event) {
            return event.event().fields();
        }
        return item instanceof Map<?, ?> map ? map : Map.of();
    }
}
