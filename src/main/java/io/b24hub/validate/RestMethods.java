package io.b24hub.validate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The names of Bitrix24's REST methods, as far as they are known. Upper and lower case do not matter. Immutable. */
final class RestMethods {

    private final Map<String, String> names = new LinkedHashMap<>();
    private final List<String> families = new ArrayList<>();

    RestMethods() {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                RestMethods.class.getResourceAsStream("rest-methods.txt"), StandardCharsets.UTF_8))) {
            reader.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(this::family);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void family(String line) {
        String family = line.substring(0, line.indexOf(':'));
        for (String method : line.substring(line.indexOf(':') + 1).strip().split(" ")) {
            String name = family.equals("-") ? method : family + "." + method;
            if (name.endsWith("*")) {
                families.add(name.substring(0, name.length() - 1).toLowerCase(Locale.ROOT));
            } else {
                names.put(name.toLowerCase(Locale.ROOT), name);
            }
        }
    }

    boolean knows(String method) {
        String name = method.toLowerCase(Locale.ROOT);
        return names.containsKey(name) || families.stream().anyMatch(name::startsWith);
    }

    /** The known name nearest to a misspelt one. */
    Optional<String> closest(String method) {
        return Spelling.closest(method, names.values());
    }
}
