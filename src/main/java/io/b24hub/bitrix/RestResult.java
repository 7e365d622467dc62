package io.b24hub.bitrix;

import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A good answer of the portal, as parsed from JSON: maps (in the order sent), lists, text, {@code Boolean}, whole numbers
 * as {@code Long} ({@code BigInteger} beyond 64 bits), other numbers as {@code BigDecimal}, and null. What Bitrix24 sends
 * as text stays text, numbers and dates included. Mind that PHP writes an empty map as an empty list.
 *
 * @param result the value of {@code result}; null when the portal sent null
 * @param next where the next page of a list starts; empty on the last page
 * @param total rows of a list over all pages; empty when not counted
 * @param time the portal's measurements; {@code operating} and {@code operating_reset_at} are often missing
 */
public record RestResult(Object result, OptionalInt next, OptionalLong total, Map<String, Object> time) {}
