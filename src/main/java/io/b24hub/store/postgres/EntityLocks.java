package io.b24hub.store.postgres;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Advisory locks by name, held until the transaction ends. A name becomes a number of 64 bits; two names with the same
 * number only wait for each other.
 *
 * <p>Immutable and thread-safe.
 *
 * @param schema keeps hubs in other schemas of the database apart
 */
record EntityLocks(String schema) {

    private static final String LOCK = "SELECT count(pg_advisory_xact_lock(k)) FROM unnest(?::int8[]) AS k";
    private static final String TRY = "SELECT pg_try_advisory_xact_lock(?)";
    private static final String TRY_EACH = "SELECT k FROM unnest(?::int8[]) AS k WHERE pg_try_advisory_xact_lock(k)";

    /** Waits for all locks, in an order that is the same for everybody. Empty names need none. */
    void lock(PgSession session, Collection<String> names) throws SQLException {
        List<Long> numbers = names.stream()
                .filter(name -> !name.isEmpty())
                .map(this::number)
                .distinct()
                .sorted()
                .toList();
        if (!numbers.isEmpty()) {
            session.first(LOCK, row -> row.getLong(1), Column.numbers(numbers));
        }
    }

    /** Whether the lock was free, and is held now. */
    boolean tryLock(PgSession session, String name) throws SQLException {
        return session.first(TRY, row -> row.getBoolean(1), number(name)).orElseThrow();
    }

    /** Those whose locks were free, and are held now. Empty names need none, and are not among them. */
    Set<String> tryLock(PgSession session, Collection<String> names) throws SQLException {
        Map<Long, List<String>> numbers =
                names.stream().filter(name -> !name.isEmpty()).distinct().collect(Collectors.groupingBy(this::number));
        return numbers.isEmpty()
                ? Set.of()
                : session.list(TRY_EACH, row -> row.getLong(1), Column.numbers(numbers.keySet())).stream()
                        .flatMap(number -> numbers.get(number).stream())
                        .collect(Collectors.toSet());
    }

    private long number(String name) {
        try {
            byte[] text = (schema + "\n" + name).getBytes(StandardCharsets.UTF_8);
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
