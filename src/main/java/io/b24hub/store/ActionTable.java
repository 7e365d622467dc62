package io.b24hub.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** SQL of table {@code action}: what people did. */
final class ActionTable {

    private static final String INSERT =
            "INSERT INTO action (at, origin, action, target, changed) VALUES (?, ?, ?, ?, ?)";

    private static final String NEWEST =
            "SELECT at, origin, action, target, changed FROM action ORDER BY id DESC LIMIT ?";

    // the oldest have the lowest numbers, so no index by time is needed
    private static final String FORGET = """
            DELETE FROM action WHERE id IN
                (SELECT id FROM (SELECT id, at FROM action ORDER BY id LIMIT ?) WHERE at < ?)
            """;

    private ActionTable() {}

    static int forget(SqliteSession session, Instant before, int limit) throws SQLException {
        return session.update(FORGET, limit, Millis.notBefore(before));
    }

    static void insert(SqliteSession session, OperatorAction action) throws SQLException {
        session.update(
                INSERT,
                Millis.at(action.at()),
                action.origin(),
                action.action(),
                ShortText.cut(action.target()),
                action.changed());
    }

    static List<OperatorAction> newest(SqliteSession session, int limit) throws SQLException {
        return session.list(NEWEST, ActionTable::read, limit);
    }

    private static OperatorAction read(ResultSet row) throws SQLException {
        return new OperatorAction(
                Millis.read(row, 1), row.getString(2), row.getString(3), row.getString(4), row.getLong(5));
    }
}
