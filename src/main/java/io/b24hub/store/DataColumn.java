package io.b24hub.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An event's {@code data} as JSON text, and back. What can be written can be read: the limit on nesting holds on writing,
 * and reading allows more, so that no accepted event becomes unreadable.
 *
 * <p>This class is thread-safe.
 */
public final class DataColumn {

    /** Deepest nesting that is accepted. */
    public static final int MAX_DEPTH = 500;

    private final ObjectMapper json = new ObjectMapper(JsonFactory.builder()
            .streamWriteConstraints(
                    StreamWriteConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(2 * MAX_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build());

    /** @throws StoreUnavailable when it is nested too deeply, or holds what JSON cannot say */
    public String write(Object data) {
        try {
            return json.writeValueAsString(data);
        } catch (JsonProcessingException e) {
            throw new StoreUnavailable("The event's data cannot be stored: " + e.getOriginalMessage(), e);
        }
    }

    /** The same value; maps and lists are unmodifiable and keep their order. */
    public Object read(String text) {
        try {
            return unmodifiable(json.readValue(text, Object.class));
        } catch (JsonProcessingException e) {
            throw new StoreUnavailable("An event's data in the store is damaged: " + e.getOriginalMessage(), e);
        }
    }

    private static Object unmodifiable(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            map.forEach((key, inner) -> copy.put(key, unmodifiable(inner)));
            return Collections.unmodifiableMap(copy);
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>(list.size());
            list.forEach(inner -> copy.add(unmodifiable(inner)));
            return Collections.unmodifiableList(copy);
        }
        return value;
    }
}
