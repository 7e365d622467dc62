package io.b24hub.store;

import java.sql.SQLException;
import java.util.List;

/** SQL of table {@code hold}. */
final class HoldTable {

    private static final String SAVE = """
            INSERT INTO hold (kind, name, since, until, reason, origin) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (kind, name) DO UPDATE
               SET since = excluded.since, until = excluded.until, reason = excluded.reason, origin = excluded.origin
            """;

    private static final String REMOVE = "DELETE FROM hold WHERE kind = ? AND name = ?";

    private static final String ALL = "SELECT " + StoredRow.HOLD + " FROM hold ORDER BY kind, name";

    private HoldTable() {}

    static void save(SqliteSession session, Hold hold) throws SQLException {
        session.update(
                SAVE,
                hold.kind().word(),
                hold.name(),
                Millis.at(hold.since()),
                hold.until().map(Millis::notBefore),
                ShortText.cut(hold.reason()),
                hold.origin());
    }

    static void remove(SqliteSession session, Hold.Kind kind, String name) throws SQLException {
        session.update(REMOVE, kind.word(), name);
    }

    static List<Hold> all(SqliteSession session) throws SQLException {
        return session.list(ALL, StoredRow::hold);
    }
}
