package io.b24hub.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection. A transaction begins with the first statement after the last one ended. The driver keeps the statements
 * prepared.
 *
 * <p>Not thread-safe: used by one thread at a time.
 */
final class PgSession implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PgSession.class);

    /** Turns one row into one value. */
    @FunctionalInterface
    interface Row<T> {

        /** Reads the row under the cursor; must not move the cursor. */
        T read(ResultSet row) throws SQLException;
    }

    private final Connection connection;

    PgSession(Connection connection) {
        this.connection = connection;
    }

    /** Runs one or several statements without values. */
    void script(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Runs one statement that returns no rows; the answer is how many rows it changed. */
    int update(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = bound(sql, values)) {
            return statement.executeUpdate();
        }
    }

    /** All rows of a statement. */
    <T> List<T> list(String sql, Row<T> row, Object... values) throws SQLException {
        try (PreparedStatement statement = bound(sql, values);
                ResultSet rows = statement.executeQuery()) {
            List<T> all = new ArrayList<>();
            while (rows.next()) {
                all.add(row.read(rows));
            }
            return all;
        }
    }

    /** The first row of a statement, if it has one. */
    <T> Optional<T> first(String sql, Row<T> row, Object... values) throws SQLException {
        try (PreparedStatement statement = bound(sql, values);
                ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(row.read(rows)) : Optional.empty();
        }
    }

    private PreparedStatement bound(String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            bind(statement, i + 1, values[i]);
        }
        return statement;
    }

    private void bind(PreparedStatement statement, int at, Object value) throws SQLException {
        if (value instanceof String text) {
            statement.setString(at, text);
        } else if (value instanceof Number number) {
            statement.setLong(at, number.longValue());
        } else if (value instanceof Boolean flag) {
            statement.setBoolean(at, flag);
        } else if (value instanceof Column column) {
            statement.setArray(at, connection.createArrayOf(column.type(), column.values()));
        } else if (value instanceof Optional<?> optional) {
            if (optional.isPresent()) {
                bind(statement, at, optional.get());
            } else {
                statement.setNull(at, Types.NULL);
            }
        } else {
            throw new IllegalArgumentException("Cannot store a " + value.getClass());
        }
    }

    void commit() throws SQLException {
        connection.commit();
    }

    void rollBack() throws SQLException {
        connection.rollback();
    }

    /** Also ends a transaction that is open: the server undoes it. Idempotent. */
    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debug("Could not close a connection", e);
        }
    }
}
