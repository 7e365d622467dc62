package io.b24hub.store.postgres;

import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;

/**
 * One value for each of many rows, bound to one question mark.
 *
 * @param type PostgreSQL's name of the element type
 * @param values one for each row
 */
record Column(String type, Object[] values) {

    static <I> Column texts(Collection<I> rows, Function<I, String> value) {
        return new Column("text", rows.stream().map(value).toArray(String[]::new));
    }

    static <I> Column numbers(Collection<I> rows, Function<I, Long> value) {
        return new Column("int8", rows.stream().map(value).toArray(Long[]::new));
    }

    static Column numbers(Collection<Long> values) {
        return numbers(values, Function.identity());
    }

    /** NULL where there is none. */
    static <I> Column someNumbers(Collection<I> rows, Function<I, Optional<Long>> value) {
        return numbers(rows, row -> value.apply(row).orElse(null));
    }

    static <I> Column flags(Collection<I> rows, Function<I, Boolean> value) {
        return new Column("bool", rows.stream().map(value).toArray(Boolean[]::new));
    }
}
