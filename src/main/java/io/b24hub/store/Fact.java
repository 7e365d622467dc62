package io.b24hub.store;

import java.util.List;
import java.util.Optional;

/**
 * Something to be kept in {@link Memory} together with the end of a delivery.
 *
 * @param space where
 * @param key under which key
 * @param value replaces what was there; empty forgets it
 */
public record Fact(String space, String key, Optional<String> value) {

    /** Something to remember. */
    public static Fact remember(String space, String key, String value) {
        return new Fact(space, key, Optional.of(value));
    }

    /** Something to forget. */
    public static Fact forget(String space, String key) {
        return new Fact(space, key, Optional.empty());
    }

    /** About how many bytes they take. */
    public static long size(List<Fact> facts) {
        return facts.stream()
                .mapToLong(fact ->
                        fact.key.length() + fact.value.map(String::length).orElse(0))
                .sum();
    }
}
