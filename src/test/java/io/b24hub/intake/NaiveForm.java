package io.b24hub.intake;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PHP's {@code parse_str} a second time, written from its rules without a thought of speed: one character of a text stands
 * for one byte.
 */
final class NaiveForm {

    private static final Pattern ESCAPE = Pattern.compile("%([0-9A-Fa-f]{2})");
    private static final Pattern INDEX = Pattern.compile("0|-?[1-9][0-9]*");
    /** No name can be this: a zero byte ends it. */
    private static final String NO_INDEX = "\0none";

    private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);

    private NaiveForm() {}

    static Map<String, Object> decode(byte[] body) {
        Map<String, Object> root = new LinkedHashMap<>();
        for (String field : fields(body)) {
            List<String> path = path(name(field));
            if (!path.isEmpty()) {
                store(root, path, utf8(unescaped(value(field))));
            }
        }
        root.replaceAll((key, value) -> finished(value));
        return root;
    }

    /** Whether a body has more of something than the decoder takes by default, or may have. */
    static boolean passesALimit(byte[] body) {
        List<String> fields = fields(body);
        long brackets = fields.stream()
                .mapToLong(field -> Math.max(0, path(name(field)).size() - 1))
                .sum();
        return fields.size() > FormDecoder.DEFAULT_FIELDS
                || brackets > FormDecoder.DEFAULT_FIELDS
                || fields.stream().anyMatch(field -> path(name(field)).size() - 1 > FormDecoder.DEFAULT_DEPTH);
    }

    private static List<String> fields(byte[] body) {
        List<String> fields = new ArrayList<>();
        for (String field : new String(body, StandardCharsets.ISO_8859_1).split("&")) {
            if (!field.isEmpty()) {
                fields.add(field);
            }
        }
        return fields;
    }

    private static String value(String field) {
        int equals = field.indexOf('=');
        return equals < 0 ? "" : field.substring(equals + 1);
    }

    private static String name(String field) {
        int equals = field.indexOf('=');
        String name = unescaped(equals < 0 ? field : field.substring(0, equals));
        int zero = name.indexOf('\0');
        return (zero < 0 ? name : name.substring(0, zero)).replaceFirst("^ +", "");
    }

    private static String unescaped(String text) {
        return ESCAPE.matcher(text.replace('+', ' '))
                .replaceAll(escape ->
                        Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(escape.group(1), 16))));
    }

    /** The keys from the outside in; an empty one appends. Empty for a field that does not count. */
    private static List<String> path(String name) {
        int open = name.indexOf('[');
        if (name.isEmpty() || open == 0) {
            return List.of();
        }
        int close = open < 0 ? -1 : name.indexOf(']', open + 1);
        if (close < 0) {
            return List.of(name.replaceAll("[ .\\[]", "_"));
        }
        List<String> path = new ArrayList<>();
        path.add(name.substring(0, open).replaceAll("[ .]", "_"));
        while (close >= 0) {
            String key = name.substring(open + 1, close);
            path.add(key.matches("[ \\t-\\r]") ? "" : key);
            open = close + 1;
            close = name.startsWith("[", open) ? name.indexOf(']', open + 1) : -1;
        }
        return path;
    }

    @SuppressWarnings("unchecked") // arrays are what it stores itself
    private static void store(Map<String, Object> root, List<String> path, String value) {
        Map<String, Object> array = root;
        for (int i = 0; i < path.size(); i++) {
            // the outermost name is never an append, and no empty one gets here
            String key = i > 0 && path.get(i).isEmpty() ? nextIndex(array) : utf8(path.get(i));
            boolean dropped = key.equals(NO_INDEX);
            if (i == path.size() - 1) {
                if (!dropped) {
                    array.put(key, value);
                }
                return;
            }
            Object inner = array.get(key);
            if (!(inner instanceof Map)) {
                inner = new LinkedHashMap<String, Object>();
                if (!dropped) {
                    array.put(key, inner);
                }
            }
            array = (Map<String, Object>) inner;
        }
    }

    private static String nextIndex(Map<String, Object> array) {
        BigInteger next = array.keySet().stream()
                .filter(NaiveForm::isIndex)
                .map(BigInteger::new)
                .max(BigInteger::compareTo)
                .map(largest -> largest.add(BigInteger.ONE))
                .orElse(BigInteger.ZERO);
        return next.compareTo(LARGEST) > 0 ? NO_INDEX : next.toString();
    }

    private static boolean isIndex(String key) {
        return INDEX.matcher(key).matches() && new BigInteger(key).abs().compareTo(LARGEST) <= 0;
    }

    private static Object finished(Object value) {
        if (!(value instanceof Map<?, ?> array)) {
            return value;
        }
        List<Object> list = new ArrayList<>();
        Map<String, Object> map = new LinkedHashMap<>();
        boolean isList = true;
        for (Map.Entry<?, ?> entry : array.entrySet()) {
            isList &= entry.getKey().equals(Integer.toString(list.size()));
            Object inner = finished(entry.getValue());
            list.add(inner);
            map.put((String) entry.getKey(), inner);
        }
        return isList ? list : map;
    }

    private static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
