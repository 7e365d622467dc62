package io.b24hub.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;

/**
 * One connection and the statements prepared on it, which stay open as long as the connection. Transactions are begun and
 * ended by statements of SQL, never by the driver.
 *
 * <p>Not thread-safe: used by one thread at a time.
 */
final class SqliteSession implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteSession.class);

    // fullfsync matters on macOS only, where a plain fsync leaves data in the drive's cache
    private static final String PRAGMAS = """
            PRAGMA busy_timeout = 10000;
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA fullfsync = ON;
            PRAGMA checkpoint_fullfsync = ON;
            PRAGMA foreign_keys = ON;
            PRAGMA temp_store = MEMORY;
            PRAGMA wal_autocheckpoint = 0;
            PRAGMA journal_size_limit = 67108864;
            """;

    /** Turns one row into one value. */
    @FunctionalInterface
    interface Row<T> {

        /** Reads the row under the cursor; must not move the cursor. */
        T read(ResultSet row) throws SQLException;
    }

    /** Takes one row. */
    @FunctionalInterface
    interface RowUse {

        /** Uses the row under the cursor; must not move the cursor. */
        void of(ResultSet row) throws SQLException;
    }

    @FunctionalInterface
    private interface Use<T> {

        T of(PreparedStatement statement) throws SQLException;
    }

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    private SqliteSession(Connection connection) {
        this.connection = connection;
    }

    /** A connection that may change the store; it keeps up to 32 MiB of pages. */
    static SqliteSession writer(Path file) throws SQLException {
        return open(file, PRAGMAS + "PRAGMA cache_size = -32768;");
    }

    /** A connection that can only read; it keeps up to 8 MiB of pages. */
    static SqliteSession reader(Path file) throws SQLException {
        return open(file, PRAGMAS + "PRAGMA cache_size = -8192; PRAGMA query_only = ON;");
    }

    /** A connection that cannot even move the write-ahead log; the file must be there. */
    static SqliteSession readOnly(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        return open(file, config.toProperties(), "PRAGMA busy_timeout = 10000; PRAGMA temp_store = MEMORY;");
    }

    /** A connection with nothing set. */
    static SqliteSession plain(Path file) throws SQLException {
        return open(file, "PRAGMA busy_timeout = 0;");
    }

    private static SqliteSession open(Path file, String pragmas) throws SQLException {
        return open(file, new Properties(), pragmas);
    }

    private static SqliteSession open(Path file, Properties properties, String pragmas) throws SQLException {
        SqliteSession session = new SqliteSession(DriverManager.getConnection("jdbc:sqlite:" + file, properties));
        try {
            session.script(pragmas);
            return session;
        } catch (SQLException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** Runs several statements that are not worth keeping. */
    void script(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    /** Undoes the open transaction, unless SQLite has done so already, as it does when the disk is full. */
    void rollBack() {
        try {
            update("ROLLBACK");
        } catch (SQLException e) {
            LOG.debug("Nothing to roll back: {}", e.getMessage());
        }
    }

    /** Runs one statement that returns no rows; the answer is how many rows it changed. */
    int update(String sql, Object... values) throws SQLException {
        return with(sql, PreparedStatement::executeUpdate, values);
    }

    /** All rows of a query. */
    <T> List<T> list(String sql, Row<T> row, Object... values) throws SQLException {
        return with(sql, statement -> readAll(statement, row), values);
    }

    /** The same, for a query that is put together for one use: it is not kept. */
    <T> List<T> listOnce(String sql, Row<T> row, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bindAll(statement, values);
            return readAll(statement, row);
        }
    }

    /** Hands over the rows of a query one at a time, however many there are. The statement is not kept. */
    void each(String sql, RowUse use) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                use.of(rows);
            }
        }
    }

    /** The first row of a query, if it has one. */
    <T> Optional<T> first(String sql, Row<T> row, Object... values) throws SQLException {
        return with(sql, statement -> readFirst(statement, row), values);
    }

    private static <T> List<T> readAll(PreparedStatement statement, Row<T> row) throws SQLException {
        List<T> all = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                all.add(row.read(rows));
            }
        }
        return all;
    }

    private static <T> Optional<T> readFirst(PreparedStatement statement, Row<T> row) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(row.read(rows)) : Optional.empty();
        }
    }

    /** The driver finalizes a statement that fails, and using it again fails too: it must be prepared anew. */
    private <T> T with(String sql, Use<T> use, Object... values) throws SQLException {
        try {
            return use.of(bound(sql, values));
        } catch (SQLException e) {
            PreparedStatement failed = statements.remove(sql);
            if (failed != null) {
                closeQuietly(failed);
            }
            throw e;
        }
    }

    private PreparedStatement bound(String sql, Object... values) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        bindAll(statement, values);
        return statement;
    }

    private static void bindAll(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            bind(statement, i + 1, values[i]);
        }
    }

    private static void bind(PreparedStatement statement, int at, Object value) throws SQLException {
        if (value instanceof String text) {
            statement.setString(at, text);
        } else if (value instanceof Number number) {
            statement.setLong(at, number.longValue());
        } else if (value instanceof Optional<?> optional) {
            statement.setObject(at, optional.orElse(null));
        } else if (value instanceof OptionalInt optional) {
            statement.setObject(at, optional.isPresent() ? optional.getAsInt() : null);
        } else {
            throw new IllegalArgumentException("Cannot store a " + value.getClass());
        }
    }

    /** Closes statements and connection. Idempotent. */
    @Override
    public void close() {
        statements.values().forEach(SqliteSession::closeQuietly);
        statements.clear();
        closeQuietly(connection);
    }

    // nothing is lost by a close that fails: what counts was committed
    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            LOG.debug("Could not close {}", closeable, e);
        }
    }
}
