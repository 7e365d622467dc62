package io.b24hub.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** SQL of table {@code portal}. */
final class PortalTable {

    private static final String PIN = """
            INSERT INTO portal (name, member_id, pinned_at) VALUES (?, ?, ?)
            ON CONFLICT (name) DO NOTHING
            """;

    private static final String MEMBER = "SELECT member_id FROM portal WHERE name = ?";

    private PortalTable() {}

    /** The member id that is pinned now: the given one, or the earlier one. */
    static String pin(SqliteSession session, String portal, String memberId, Instant at) throws SQLException {
        session.update(PIN, portal, memberId, at.toEpochMilli());
        return member(session, portal).orElseThrow();
    }

    static Optional<String> member(SqliteSession session, String portal) throws SQLException {
        return session.first(MEMBER, row -> row.getString(1), portal);
    }
}
