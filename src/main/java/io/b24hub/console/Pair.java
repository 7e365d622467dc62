package io.b24hub.console;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A name and what belongs to it, as templates can show it. */
record Pair(String name, Object value) {

    /** The entries of a map, by name. */
    static <K> List<Pair> of(Map<K, ?> map, Function<K, String> name) {
        return map.entrySet().stream()
                .map(entry -> new Pair(name.apply(entry.getKey()), entry.getValue()))
                .sorted(Comparator.comparing(Pair::name))
                .toList();
    }
}
