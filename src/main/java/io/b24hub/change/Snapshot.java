package io.b24hub.change;

import io.b24hub.event.EventJson;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a flow saw of an entity last.
 *
 * @param whole whether a field that is not there was not set; else nothing is known of it
 * @param fields values may be null
 * @param left names of fields that were too large to keep
 */
record Snapshot(boolean whole, Map<String, Object> fields, Set<String> left) {

    /** Most characters of JSON that are kept of one entity. */
    static final int LARGEST = 64 * 1024;

    Snapshot {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        left = Collections.unmodifiableSet(new LinkedHashSet<>(left));
    }

    /** Whether it can be told if a field is another now. */
    boolean knows(String field) {
        return !left.contains(field) && (whole || fields.containsKey(field));
    }

    /** As text; of what is too large the largest fields are left out. */
    String text() {
        Map<String, Object> parts = new LinkedHashMap<>();
        parts.put("whole", whole);
        parts.put("fields", fields);
        if (!left.isEmpty()) {
            parts.put("left", List.copyOf(left));
        }
        return EventJson.writeData(parts);
    }

    /** Without its largest fields, if it is too large. */
    Snapshot bounded() {
        long size = 0;
        Map<String, Integer> sizes = new LinkedHashMap<>();
        for (Map.Entry<String, Object> field : fields.entrySet()) {
            int one = field.getKey().length()
                    + EventJson.writeData(field.getValue()).length()
                    + 4;
            sizes.put(field.getKey(), one);
            size += one;
        }
        if (size <= LARGEST) {
            return this;
        }
        Map<String, Object> fitting = new LinkedHashMap<>(fields);
        Set<String> without = new LinkedHashSet<>(left);
        List<String> largest = new ArrayList<>(sizes.keySet());
        largest.sort(Comparator.comparing(sizes::get).reversed());
        for (String field : largest) {
            if (size <= LARGEST) {
                break;
            }
            fitting.remove(field);
            without.add(field);
            size -= sizes.get(field);
        }
        return new Snapshot(whole, fitting, without);
    }

    /** The inverse of {@link #text()}; empty for what a newer hub wrote in another way. */
    static Optional<Snapshot> of(String text) {
        if (EventJson.readData(text) instanceof Map<?, ?> parts && parts.get("fields") instanceof Map<?, ?> values) {
            Map<String, Object> fields = new LinkedHashMap<>();
            values.forEach((name, value) -> fields.put(String.valueOf(name), value));
            Set<String> left = parts.get("left") instanceof List<?> names
                    ? names.stream().map(String::valueOf).collect(Collectors.toSet())
                    : Set.of();
            return Optional.of(new Snapshot(Boolean.TRUE.equals(parts.get("whole")), fields, left));
        }
        return Optional.empty();
    }
}
