package io.b24hub.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** SQL of table {@code flow}. */
final class FlowTable {

    private static final String SAVE = """
            INSERT INTO flow (id, portal, events, source, since) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET portal = excluded.portal, events = excluded.events, source = excluded.source
            """;

    private static final String REMOVE = "DELETE FROM flow WHERE id = ?";

    private static final String ALL = "SELECT id, portal, events, source, since FROM flow ORDER BY id";

    private FlowTable() {}

    static void save(SqliteSession session, FlowRecord flow) throws SQLException {
        session.update(
                SAVE,
                flow.id(),
                flow.portal(),
                flow.events(),
                flow.source(),
                flow.since().toEpochMilli());
    }

    static void remove(SqliteSession session, String id) throws SQLException {
        session.update(REMOVE, id);
    }

    static List<FlowRecord> all(SqliteSession session) throws SQLException {
        return session.list(ALL, FlowTable::read);
    }

    private static FlowRecord read(ResultSet row) throws SQLException {
        return new FlowRecord(
                row.getString(1),
                Optional.ofNullable(row.getString(2)),
                row.getString(3),
                row.getString(4),
                Instant.ofEpochMilli(row.getLong(5)));
    }
}
