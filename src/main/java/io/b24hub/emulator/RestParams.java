package io.b24hub.emulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The parameters of a REST call. Names on the top level are compared without case, as the portal does. Immutable. */
final class RestParams {

    private final Map<String, Object> values;

    RestParams(Map<String, ?> values) {
        this.values = new LinkedHashMap<>();
        values.forEach((key, value) -> this.values.put(key.toLowerCase(Locale.ROOT), value));
    }

    /** Reads query and body, form or JSON; the body wins. */
    static RestParams of(Call call) {
        Map<String, Object> all = new LinkedHashMap<>(PhpForm.decode(call.query()));
        if (call.body().length > 0) {
            String text = call.strictText()
                    .orElseThrow(() -> new RestRefusal(400, "WRONG_ENCODING", "Wrong request encoding. Must be UTF-8"));
            all.putAll(call.isJson() ? Json.object(text).orElse(Map.of()) : PhpForm.decode(text));
        }
        return new RestParams(all);
    }

    static RestParams ofQuery(String query) {
        return new RestParams(PhpForm.decode(query));
    }

    /** The same parameters, and this one where the caller said nothing. */
    RestParams withDefault(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(values);
        more.putIfAbsent(name, value);
        return new RestParams(more);
    }

    Optional<Object> value(String name) {
        return Optional.ofNullable(values.get(name.toLowerCase(Locale.ROOT)));
    }

    String text(String name) {
        return value(name).map(String::valueOf).orElse("");
    }

    OptionalLong number(String name) {
        return parsed(value(name).orElse(""));
    }

    /** A map; of a list, its elements by index. */
    Map<String, Object> map(String name) {
        Map<String, Object> map = new LinkedHashMap<>();
        Object value = value(name).orElse(Map.of());
        if (value instanceof Map<?, ?> there) {
            there.forEach((k, v) -> map.put(String.valueOf(k), v));
        } else if (value instanceof List<?> list) {
            list.forEach(v -> map.put(String.valueOf(map.size()), v));
        }
        return map;
    }

    List<String> texts(String name) {
        return list(value(name).orElse(List.of())).stream().map(String::valueOf).toList();
    }

    /** The elements of a list, however it came: JSON list, form with indexes, or one scalar. */
    static List<Object> list(Object value) {
        if (value instanceof List<?> list) {
            return new ArrayList<>(list);
        }
        return value instanceof Map<?, ?> map ? new ArrayList<>(map.values()) : List.of(value);
    }

    static OptionalLong parsed(Object value) {
        try {
            return OptionalLong.of(Long.parseLong(String.valueOf(value)));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
