package io.b24hub.event;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a value stands in an event's {@code data}: {@code data.FIELDS.ID}, {@code data.DATA[0].session.id}; {@code *}
 * takes the first child whatever its key; several paths with {@code |} between them are tried in turn.
 */
final class EventPath {

    private EventPath() {}

    /** The first path that ends in a usable text. */
    static Optional<String> find(Object data, String paths) {
        int start = 0;
        while (start <= paths.length()) {
            int bar = paths.indexOf('|', start);
            int end = bar < 0 ? paths.length() : bar;
            Object found = walk(data, paths.substring(start, end));
            if (isId(found)) {
                return Optional.of((String) found);
            }
            start = end + 1;
        }
        return Optional.empty();
    }

    // Tasks send the text "undefined" for what they do not know, and 0 for the id of a comment that became a chat
    // message
    private static boolean isId(Object value) {
        return value instanceof String text && !text.isEmpty() && !"0".equals(text) && !"undefined".equals(text);
    }

    private static Object walk(Object data, String path) {
        Object here = data;
        int start = path.startsWith("data") ? 4 : 0;
        while (start < path.length() && here != null) {
            if (path.charAt(start) == '.') {
                start++;
                continue;
            }
            boolean bracket = path.charAt(start) == '[';
            int from = bracket ? start + 1 : start;
            int end = from;
            while (end < path.length() && ".[]".indexOf(path.charAt(end)) < 0) {
                end++;
            }
            here = child(here, path.substring(from, end));
            start = bracket ? end + 1 : end;
        }
        return here;
    }

    private static Object child(Object parent, String key) {
        if (parent instanceof Map<?, ?> map) {
            return "*".equals(key) ? first(map.values()) : map.get(key);
        }
        if (parent instanceof List<?> list) {
            return "*".equals(key) || "0".equals(key) ? first(list) : at(list, key);
        }
        return null;
    }

    private static Object first(Iterable<?> values) {
        Iterator<?> iterator = values.iterator();
        return iterator.hasNext() ? iterator.next() : null;
    }

    private static Object at(List<?> list, String key) {
        boolean number = !key.isEmpty() && key.length() < 7 && key.chars().allMatch(c -> c >= '0' && c <= '9');
        return number && Integer.parseInt(key) < list.size() ? list.get(Integer.parseInt(key)) : null;
    }
}
