package io.b24hub.emulator;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Forms as PHP writes and reads them: brackets make maps, lists carry their index. Stateless. */
final class PhpForm {

    private static final int DEEPEST = 16;

    private PhpForm() {}

    /**
     * As {@code http_build_query}: null and empty maps vanish, true is 1 and false 0.
     *
     * @param values maps, lists and scalars; the order is kept
     */
    static String encode(Map<String, ?> values) {
        StringJoiner form = new StringJoiner("&");
        values.forEach((key, value) -> encode(key, value, form));
        return form.toString();
    }

    private static void encode(String key, Object value, StringJoiner form) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((inner, v) -> encode(key + "[" + inner + "]", v, form));
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                encode(key + "[" + i + "]", list.get(i), form);
            }
        } else if (value != null) {
            form.add(percent(key) + "=" + percent(scalar(value)));
        }
    }

    private static String scalar(Object value) {
        return value instanceof Boolean flag ? (flag ? "1" : "0") : String.valueOf(value);
    }

    private static String percent(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("*", "%2A");
    }

    /** As {@code parse_str}, except that lists stay maps with the keys 0, 1, 2. */
    static Map<String, Object> decode(String form) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (String pair : form.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String key = equals < 0 ? pair : pair.substring(0, equals);
                put(values, path(plain(key)), equals < 0 ? "" : plain(pair.substring(equals + 1)));
            }
        }
        return values;
    }

    private static String plain(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text; // PHP too leaves a broken percent sign as it stands
        }
    }

    private static List<String> path(String key) {
        List<String> path = new ArrayList<>();
        int open = key.indexOf('[');
        if (open <= 0) {
            return List.of(key);
        }
        path.add(key.substring(0, open));
        while (open >= 0 && path.size() < DEEPEST) {
            int close = key.indexOf(']', open);
            if (close < 0) {
                break;
            }
            path.add(key.substring(open + 1, close));
            open = close + 1 < key.length() && key.charAt(close + 1) == '[' ? close + 1 : -1;
        }
        return path;
    }

    private static void put(Map<String, Object> target, List<String> path, String value) {
        String key = path.get(0).isEmpty() ? String.valueOf(target.size()) : path.get(0);
        if (path.size() == 1) {
            target.put(key, value);
            return;
        }
        Map<String, Object> inner = new LinkedHashMap<>();
        if (target.get(key) instanceof Map<?, ?> there) {
            there.forEach((k, v) -> inner.put(String.valueOf(k), v));
        }
        put(inner, path.subList(1, path.size()), value);
        target.put(key, inner);
    }
}
