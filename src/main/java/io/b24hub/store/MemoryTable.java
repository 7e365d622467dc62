package io.b24hub.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** SQL of table {@code memory}. */
final class MemoryTable {

    private static final String FIRST = """
            INSERT INTO memory (space, key, value, at) VALUES (?, ?, ?, ?)
            ON CONFLICT (space, key) DO NOTHING
            """;

    private static final String SAVE = """
            INSERT INTO memory (space, key, value, at) VALUES (?, ?, ?, ?)
            ON CONFLICT (space, key) DO UPDATE SET value = excluded.value, at = excluded.at
            """;

    private static final String RECALL = "SELECT value FROM memory WHERE space = ? AND key = ?";

    private static final String SWAP = "UPDATE memory SET value = ?, at = ? WHERE space = ? AND key = ? AND value = ?";

    private static final String FORGET = "DELETE FROM memory WHERE space = ? AND key = ?";

    static final String FORGET_BEFORE = """
            DELETE FROM memory
             WHERE rowid IN (SELECT rowid FROM memory WHERE space = ? AND at < ? ORDER BY at LIMIT ?)
            """;

    private static final String COUNT = "SELECT count(*) FROM memory WHERE space = ?";

    private MemoryTable() {}

    static Optional<String> recall(SqliteSession session, String space, String key) throws SQLException {
        return session.first(RECALL, row -> row.getString(1), space, key);
    }

    static void save(SqliteSession session, String space, String key, String value, Instant at) throws SQLException {
        session.update(SAVE, space, key, value, Millis.at(at));
    }

    /** What is remembered now: the given value, or the earlier one. */
    static String first(SqliteSession session, String space, String key, String value, Instant at) throws SQLException {
        session.update(FIRST, space, key, value, Millis.at(at));
        return recall(session, space, key).orElseThrow();
    }

    /** Whether what was seen stood there, and the new value does now. */
    static boolean swap(SqliteSession session, Swap swap, Instant at) throws SQLException {
        int changed = swap.seen().isPresent()
                ? session.update(
                        SWAP,
                        swap.value(),
                        Millis.at(at),
                        swap.space(),
                        swap.key(),
                        swap.seen().get())
                : session.update(FIRST, swap.space(), swap.key(), swap.value(), Millis.at(at));
        return changed > 0;
    }

    /** Remembers and forgets. */
    static void keep(SqliteSession session, List<Fact> facts, Instant at) throws SQLException {
        for (Fact fact : facts) {
            if (fact.value().isPresent()) {
                save(session, fact.space(), fact.key(), fact.value().get(), at);
            } else {
                forget(session, fact.space(), fact.key());
            }
        }
    }

    static void forget(SqliteSession session, String space, String key) throws SQLException {
        session.update(FORGET, space, key);
    }

    static int forgetBefore(SqliteSession session, String space, Instant before, int limit) throws SQLException {
        return session.update(FORGET_BEFORE, space, Millis.notBefore(before), Math.max(0, limit));
    }

    static long count(SqliteSession session, String space) throws SQLException {
        return session.first(COUNT, row -> row.getLong(1), space).orElseThrow();
    }
}
