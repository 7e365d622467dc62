package io.b24hub.intake;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** One call of Bitrix24: the bytes, and what PHP makes of them. */
record Payload(String name, byte[] form, Map<String, Object> decoded) {

    private static final Path FOLDER = Path.of("src/test/resources/bitrix24/payloads");
    private static final Set<String> CREDENTIALS =
            Set.of("access_token", "refresh_token", "application_token", "auth", "AUTH", "TOKEN");

    static List<Payload> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".form"))
                    .sorted()
                    .map(file -> named(file.substring(0, file.length() - ".form".length())))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Payload named(String name) {
        try {
            Map<String, Object> description =
                    new ObjectMapper().readValue(FOLDER.resolve(name + ".json").toFile(), new TypeReference<>() {});
            byte[] form = Files.readAllBytes(FOLDER.resolve(name + ".form"));
            return new Payload(name, form, map(description.get("decoded")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String token() {
        return decoded.get("auth") instanceof Map<?, ?> auth && auth.get("application_token") instanceof String token
                ? token
                : "";
    }

    /** Everything but credentials. */
    Object clean(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> kept = new LinkedHashMap<>(map);
            kept.keySet().removeAll(CREDENTIALS);
            kept.replaceAll((key, inner) -> clean(inner));
            return kept;
        }
        return value instanceof List<?> list ? list.stream().map(this::clean).toList() : value;
    }

    /** The credentials themselves. */
    Set<String> secrets() {
        Set<String> found = new LinkedHashSet<>();
        collect(decoded, found);
        return found;
    }

    private static void collect(Object value, Set<String> found) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, inner) -> {
                if (CREDENTIALS.contains(key) && inner instanceof String text) {
                    found.add(text);
                }
                collect(inner, found);
            });
        } else if (value instanceof Collection<?> list) {
            list.forEach(inner -> collect(inner, found));
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    @Override
    public String toString() {
        return name;
    }
}
