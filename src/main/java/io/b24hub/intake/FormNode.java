package io.b24hub.intake;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A PHP array while it is being filled: keys keep the order of their first appearance, and it knows the next free index.
 * An index is a key like any other, so a huge one costs nothing.
 */
final class FormNode {

    private final Map<String, Object> children = new LinkedHashMap<>(4);
    private long nextIndex;
    private boolean hasIndex;
    private boolean isList = true;

    /** Sets a value; an earlier one at the key, text or array, gives way and leaves its place in the order. */
    void put(String key, Object value) {
        int size = children.size();
        children.put(key, value);
        if (children.size() > size) {
            noteNew(key, size);
        }
    }

    /** The array at the key, or null when there is none. */
    FormNode child(String key) {
        return children.get(key) instanceof FormNode node ? node : null;
    }

    /** Sets a value at the next free index; drops it when there is no such index any more, as PHP does. */
    void append(Object value) {
        if (!hasIndex || nextIndex != Long.MIN_VALUE) {
            put(Long.toString(nextIndex), value);
        }
    }

    /** The finished array: a list when its keys are 0, 1, 2 and so on in that order, otherwise a map. */
    Object finished() {
        children.replaceAll((key, value) -> value instanceof FormNode node ? node.finished() : value);
        return isList ? Collections.unmodifiableList(new ArrayList<>(children.values())) : finishedMap();
    }

    /** The finished array as a map, whatever its keys. */
    Map<String, Object> asMap() {
        children.replaceAll((key, value) -> value instanceof FormNode node ? node.finished() : value);
        return finishedMap();
    }

    private Map<String, Object> finishedMap() {
        return Collections.unmodifiableMap(children);
    }

    private void noteNew(String key, int position) {
        if (!isIndex(key)) {
            isList = false;
            return;
        }
        long index = Long.parseLong(key);
        isList &= index == position;
        if (!hasIndex || index >= nextIndex) {
            hasIndex = true;
            nextIndex = index + 1; // wraps to the smallest long behind the last index: append() stops there
        }
    }

    // what PHP turns into an integer key: "0", "17", "-5"; but not "", "01", "-0", "+1" or what a long cannot hold
    private static boolean isIndex(String key) {
        int length = key.length();
        int digits = length > 0 && key.charAt(0) == '-' ? 1 : 0;
        if (length == digits || length - digits > 19) {
            return false;
        }
        if (key.charAt(digits) == '0') {
            return length == 1;
        }
        long value = 0;
        for (int i = digits; i < length; i++) {
            int digit = key.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            value = value * 10 + digit;
            if (value < 0) {
                return false;
            }
        }
        return true;
    }
}
