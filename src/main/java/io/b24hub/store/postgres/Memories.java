package io.b24hub.store.postgres;

import io.b24hub.store.Fact;
import io.b24hub.store.Millis;
import io.b24hub.store.Swap;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** SQL of table {@code memory}; remembers many at once. */
final class Memories implements Batch<Memories.Memory, Void> {

    private static final String FIRST = """
            INSERT INTO memory (space, key, value, at) VALUES (?, ?, ?, ?)
            ON CONFLICT (space, key) DO NOTHING
            """;

    // sorted, so that two hubs that remember the same do not wait for each other in a circle
    private static final String SAVE = """
            INSERT INTO memory (space, key, value, at)
            SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::int8[])
            ON CONFLICT (space, key) DO UPDATE SET value = excluded.value, at = excluded.at
            """;

    private static final String RECALL = "SELECT value FROM memory WHERE space = ? AND key = ?";

    private static final String SWAP = "UPDATE memory SET value = ?, at = ? WHERE space = ? AND key = ? AND value = ?";

    private static final String FORGET = "DELETE FROM memory WHERE space = ? AND key = ?";

    private static final String FORGET_BEFORE = """
            DELETE FROM memory m
             USING (SELECT space, key FROM memory WHERE space = ? AND at < ? ORDER BY at LIMIT ?
                       FOR UPDATE SKIP LOCKED) old
             WHERE m.space = old.space AND m.key = old.key
            """;

    private static final String COUNT = "SELECT count(*) FROM memory WHERE space = ?";

    /** Something to be remembered. */
    record Memory(String space, String key, String value, Instant at) {

        Memory {
            key = PlainText.of(key);
            value = PlainText.of(value);
        }
    }

    @Override
    public List<Void> run(PgSession session, List<Memory> all) throws SQLException {
        Map<String, Memory> last = new TreeMap<>();
        all.forEach(memory -> last.put(memory.space + "\n" + memory.key, memory));
        session.update(
                SAVE,
                Column.texts(last.values(), Memory::space),
                Column.texts(last.values(), Memory::key),
                Column.texts(last.values(), Memory::value),
                Column.numbers(last.values(), memory -> Millis.at(memory.at)));
        return Collections.nCopies(all.size(), null);
    }

    /** Remembers and forgets, the last word about each key. */
    void keep(PgSession session, List<Transitions.Noted> facts) throws SQLException {
        Map<String, Transitions.Noted> last = new TreeMap<>();
        facts.forEach(
                noted -> last.put(noted.fact().space() + "\n" + noted.fact().key(), noted));
        List<Memory> saved = new ArrayList<>();
        for (Transitions.Noted noted : last.values()) {
            Fact fact = noted.fact();
            if (fact.value().isPresent()) {
                saved.add(new Memory(fact.space(), fact.key(), fact.value().get(), noted.at()));
            } else {
                forget(session, fact.space(), fact.key());
            }
        }
        if (!saved.isEmpty()) {
            run(session, saved);
        }
    }

    static Optional<String> recall(PgSession session, String space, String key) throws SQLException {
        return session.first(RECALL, row -> row.getString(1), space, PlainText.of(key));
    }

    /** What is remembered now: the given value, or the earlier one. */
    static String first(PgSession session, Memory memory) throws SQLException {
        session.update(FIRST, memory.space, memory.key, memory.value, Millis.at(memory.at));
        return recall(session, memory.space, memory.key).orElseThrow();
    }

    /** Whether what was seen stood there, and the new value does now. Waits for another who is about to do the same. */
    static boolean swap(PgSession session, Swap swap, Instant at) throws SQLException {
        String key = PlainText.of(swap.key());
        String value = PlainText.of(swap.value());
        int changed = swap.seen().isPresent()
                ? session.update(
                        SWAP,
                        value,
                        Millis.at(at),
                        swap.space(),
                        key,
                        PlainText.of(swap.seen().get()))
                : session.update(FIRST, swap.space(), key, value, Millis.at(at));
        return changed > 0;
    }

    static void forget(PgSession session, String space, String key) throws SQLException {
        session.update(FORGET, space, PlainText.of(key));
    }

    static int forgetBefore(PgSession session, String space, Instant before, int limit) throws SQLException {
        return session.update(FORGET_BEFORE, space, Millis.notBefore(before), Math.max(0, limit));
    }

    static long count(PgSession session, String space) throws SQLException {
        return session.first(COUNT, row -> row.getLong(1), space).orElseThrow();
    }
}
