package io.b24hub.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which events somebody wants: {@code ONCRMDEALADD,ONCRMLEAD*}. Names stand between commas, case does not matter, and
 * {@code *} stands for any number of characters. A smart-process name without a number takes all smart processes:
 * {@code ONCRMDYNAMICITEMADD} matches {@code ONCRMDYNAMICITEMADD_147}.
 *
 * <p>Immutable and thread-safe.
 */
public final class EventPattern {

    private final List<String> names;

    private EventPattern(List<String> names) {
        this.names = List.copyOf(names);
    }

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException when it is empty, has an empty place between commas or an illegal character; the
     *     text says which
     */
    public static EventPattern parse(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException(
                    "No event is named; write for example ONCRMDEALADD, ONCRMDEAL* or * for all");
        }
        List<String> names = new ArrayList<>();
        int start = 0;
        while (start <= text.length()) {
            int comma = text.indexOf(',', start);
            int end = comma < 0 ? text.length() : comma;
            names.add(name(text, text.substring(start, end).trim()));
            start = end + 1;
        }
        return new EventPattern(names);
    }

    private static String name(String text, String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("\"" + text + "\" has nothing between two commas or at an end; take the "
                    + "comma away or name an event there");
        }
        String upper = name.toUpperCase(Locale.ROOT);
        for (int i = 0; i < upper.length(); i++) {
            char c = upper.charAt(i);
            if (!EventCode.isLegal(c) && c != '*') {
                throw new IllegalArgumentException("\"" + name + "\" is no event name: the character '" + c
                        + "' cannot stand in one; names have letters, digits, _ . : and * for anything");
            }
        }
        return upper;
    }

    /** Whether an event of this type is wanted; case does not matter. */
    public boolean matches(String type) {
        String upper = type.toUpperCase(Locale.ROOT);
        String base = SmartProcessCode.base(upper);
        for (String name : names) {
            if (fits(name, upper) || !base.equals(upper) && fits(name, base)) {
                return true;
            }
        }
        return false;
    }

    /** The names without a wildcard, in upper case, so that a caller can look them up in the catalogue. */
    public List<String> exactNames() {
        return names.stream().filter(name -> name.indexOf('*') < 0).toList();
    }

    // goes back to the last star only, so it takes time in the order of both lengths multiplied, never more
    private static boolean fits(String name, String type) {
        int n = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < type.length()) {
            if (n < name.length() && name.charAt(n) == '*') {
                star = n++;
                resume = t;
            } else if (n < name.length() && name.charAt(n) == type.charAt(t)) {
                n++;
                t++;
            } else if (star >= 0) {
                n = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (n < name.length() && name.charAt(n) == '*') {
            n++;
        }
        return n == name.length();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EventPattern pattern && names.equals(pattern.names);
    }

    @Override
    public int hashCode() {
        return names.hashCode();
    }

    /** The names in upper case with commas between them; {@link #parse} reads it back. */
    @Override
    public String toString() {
        return String.join(",", names);
    }
}
