package io.b24hub.store.postgres;

import io.b24hub.store.StoppedStore;
import io.b24hub.store.StoreUnavailable;
import io.b24hub.store.StoredTable;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Moves all that a SQLite store holds into an empty PostgreSQL store: events, deliveries with their numbers, order, states
 * and links, attempts, holds, actions, flows, and what is remembered. What a killed hub had in hand stays in hand; the first
 * hub that starts on the new store puts it back, as it would have in the old one.
 *
 * <p>All of it in one transaction: whatever goes wrong, nothing is kept, and the copy can be begun again. Hubs that are
 * started on the new store meanwhile wait for ten seconds and give up. The old store is not changed.
 *
 * <p>Not thread-safe.
 */
public final class StoreCopy {

    private static final String RUNNING = "SELECT count(*) FROM instance WHERE lease_until > clock_timestamp()";
    private static final String STATES = "SELECT state, count(*) FROM delivery GROUP BY state";

    private final StoppedStore from;
    private final String shown;
    private final PgSession session;
    private final Progress progress;

    /** Told now and then how far it is. */
    @FunctionalInterface
    public interface Progress {

        /**
         * @param done rows so far
         * @param of rows there are
         */
        void at(long done, long of);
    }

    /**
     * What was copied, counted in the new store.
     *
     * @param rows of each table
     * @param states how many deliveries are in each state
     */
    public record Copied(Map<StoredTable, Long> rows, Map<String, Long> states) {

        public Copied {
            rows = java.util.Collections.unmodifiableMap(new EnumMap<>(rows));
            states = java.util.Collections.unmodifiableMap(new TreeMap<>(states));
        }

        /** Rows of all tables. */
        public long total() {
            return rows.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    private StoreCopy(StoppedStore from, String shown, PgSession session, Progress progress) {
        this.from = from;
        this.shown = shown;
        this.session = session;
        this.progress = progress;
    }

    /**
     * Copies everything, and counts again what has arrived.
     *
     * @param now when the new store's schema was made, if it has to be
     * @throws StoreUnavailable when the new store is not empty or in use, or something fails; then it is as it was, but for
     *     tables without rows
     */
    public static Copied copy(StoppedStore from, PostgresAddress to, Progress progress, Instant now) {
        String shown = to.shown();
        try (PgSession session = new Connector(to, "b24hub store copy").openToLoad()) {
            Connector.warnOfServer(session);
            Schema schema = new Schema(shown, Schema.migrations());
            schema.apply(session, new EntityLocks(schema.name(session)), now);
            return new StoreCopy(from, shown, session, progress).run();
        } catch (SQLException e) {
            throw new StoreUnavailable(
                    "The copy to " + shown + " failed, and nothing of it is there: " + e.getMessage(), e);
        }
    }

    private Copied run() throws SQLException {
        session.script("LOCK TABLE instance, " + tables() + " IN ACCESS EXCLUSIVE MODE");
        requireEmpty();
        Map<StoredTable, Long> expected = from.counts();
        long of = expected.values().stream().mapToLong(Long::longValue).sum();
        long done = 0;
        for (StoredTable table : StoredTable.values()) {
            done = copy(table, done, of);
        }
        Copied copied = new Copied(counts(), states());
        requireSame(copied, new Copied(expected, from.states()));
        raise("'delivery_number'", from.lastNumber());
        raise("pg_get_serial_sequence('event', 'seq')", highest("event", "seq"));
        raise("pg_get_serial_sequence('action', 'id')", highest("action", "id"));
        session.commit();
        session.script("ANALYZE " + tables());
        session.commit();
        return copied;
    }

    private static String tables() {
        return Stream.of(StoredTable.values()).map(StoredTable::table).collect(Collectors.joining(", "));
    }

    private void requireEmpty() throws SQLException {
        if (number(RUNNING) > 0) {
            throw new StoreUnavailable(
                    "A hub runs on " + shown + ", or was killed a moment ago. Stop it first; a copy goes"
                            + " into an empty database. Nothing was changed.");
        }
        for (StoredTable table : StoredTable.values()) {
            if (number("SELECT count(*) FROM (SELECT 1 FROM " + table.table() + " LIMIT 1) any_row") > 0) {
                throw new StoreUnavailable("The store " + shown + " is not empty (table " + table.table()
                        + "). Name an empty database or schema; this one was not changed.");
            }
        }
    }

    private long copy(StoredTable table, long done, long of) throws SQLException {
        RowBatch batch = new RowBatch(session, table);
        from.read(table, row -> {
            if (batch.add(row)) {
                progress.at(done + batch.written(), of);
            }
        });
        batch.flush();
        progress.at(done + batch.written(), of);
        return done + batch.written();
    }

    private Map<StoredTable, Long> counts() throws SQLException {
        Map<StoredTable, Long> counts = new EnumMap<>(StoredTable.class);
        for (StoredTable table : StoredTable.values()) {
            counts.put(table, number("SELECT count(*) FROM " + table.table()));
        }
        return counts;
    }

    private Map<String, Long> states() throws SQLException {
        Map<String, Long> states = new TreeMap<>();
        session.list(STATES, row -> states.put(row.getString(1), row.getLong(2)));
        return states;
    }

    private void requireSame(Copied copied, Copied expected) {
        if (!copied.equals(expected)) {
            throw new StoreUnavailable("The copy in " + shown + " differs from " + from.file() + ", so it was undone: "
                    + copied + " in place of " + expected + ". Please report this.");
        }
    }

    /** What comes next gets a higher number. */
    private void raise(String sequence, long last) throws SQLException {
        session.list("SELECT setval(" + sequence + ", ?, ?)", row -> row.getLong(1), Math.max(1, last), last > 0);
    }

    private long highest(String table, String column) throws SQLException {
        return number("SELECT coalesce(max(" + column + "), 0) FROM " + table);
    }

    private long number(String sql) throws SQLException {
        List<Long> numbers = session.list(sql, row -> row.getLong(1));
        return numbers.get(0);
    }
}
