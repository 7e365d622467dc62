package io.b24hub.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The SQLite store of a hub that is stopped, held by its lock so that none starts on it, to be read from end to end.
 * Changes nothing in it.
 *
 * <p>Not thread-safe.
 */
public final class StoppedStore implements AutoCloseable {

    private static final String STATES = "SELECT state, count(*) FROM delivery GROUP BY state";
    private static final String LAST_NUMBER =
            "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'delivery'), 0)";

    private final Path file;
    private final StoreLock lock;
    private final SqliteSession session;

    /** Takes a row. */
    @FunctionalInterface
    public interface RowTaker {

        /** @param values one for each field: text, {@code Long}, {@code Boolean}, or null */
        void take(Object[] values) throws SQLException;
    }

    private StoppedStore(Path file, StoreLock lock, SqliteSession session) {
        this.file = file;
        this.lock = lock;
        this.session = session;
    }

    /**
     * Opens a store that exists.
     *
     * @throws StoreUnavailable when there is none, a hub runs on it, or it is not of this hub's version; the message says
     *     which
     */
    public static StoppedStore open(Path file) {
        Path path = file.toAbsolutePath().normalize();
        if (!Files.exists(path)) {
            throw new StoreUnavailable(
                    "There is no store " + path + ". Run this in the hub's folder, or name the store's file.");
        }
        try {
            StoreLock lock = StoreLock.take(path);
            try {
                return new StoppedStore(path, lock, checked(path));
            } catch (SQLException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new StoreUnavailable("The store " + path + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static SqliteSession checked(Path path) throws SQLException {
        SchemaMigrations migrations = new SchemaMigrations(path, SchemaMigrations.sqlite());
        migrations.refuseForeign();
        SqliteSession session = SqliteSession.reader(path);
        try {
            migrations.checkSame(session);
            return session;
        } catch (SQLException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** Where it is. */
    public Path file() {
        return file;
    }

    /** How many rows each table has. */
    public Map<StoredTable, Long> counts() throws SQLException {
        Map<StoredTable, Long> counts = new EnumMap<>(StoredTable.class);
        for (StoredTable table : StoredTable.values()) {
            counts.put(table, number("SELECT count(*) FROM " + table.table()));
        }
        return counts;
    }

    /** How many deliveries are in each state. */
    public Map<String, Long> states() throws SQLException {
        Map<String, Long> states = new TreeMap<>();
        session.list(STATES, row -> states.put(row.getString(1), row.getLong(2)));
        return states;
    }

    /** The highest number that a delivery or a turn has had, also of those that were forgotten; 0 for none. */
    public long lastNumber() throws SQLException {
        return number(LAST_NUMBER);
    }

    private long number(String sql) throws SQLException {
        return session.first(sql, row -> row.getLong(1)).orElseThrow();
    }

    /** Hands over all rows of a table, in the order of its key, one at a time. */
    public void read(StoredTable table, RowTaker taker) throws SQLException {
        List<StoredTable.Field> fields = table.fields();
        session.each(table.select(), row -> taker.take(values(row, fields)));
    }

    private static Object[] values(ResultSet row, List<StoredTable.Field> fields) throws SQLException {
        Object[] values = new Object[fields.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(row, i + 1, fields.get(i).kind());
        }
        return values;
    }

    private static Object value(ResultSet row, int at, StoredTable.Kind kind) throws SQLException {
        if (kind == StoredTable.Kind.TEXT) {
            return row.getString(at);
        }
        long number = row.getLong(at);
        if (row.wasNull()) {
            return null;
        }
        return kind == StoredTable.Kind.FLAG ? (Object) (number != 0) : (Object) number;
    }

    /** Lets hubs start on it again. Idempotent. */
    @Override
    public void close() {
        session.close();
        lock.close();
    }
}
