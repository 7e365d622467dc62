package io.b24hub.store.postgres;

import io.b24hub.store.FlowRecord;
import io.b24hub.store.Millis;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** SQL of table {@code flow}, and of which instances have a flow. */
final class Flows {

    private static final String SAVE = """
            INSERT INTO flow (id, portal, events, source, since) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET portal = excluded.portal, events = excluded.events, source = excluded.source
            """;

    private static final String HAVE =
            "INSERT INTO flow_instance (flow, instance) VALUES (?, ?) ON CONFLICT (flow, instance) DO NOTHING";

    private static final String HAVE_NOT = "DELETE FROM flow_instance WHERE flow = ? AND instance = ?";

    private static final String REMOVE = """
            DELETE FROM flow f
             WHERE f.id = ?
               AND NOT EXISTS (SELECT 1 FROM flow_instance h JOIN instance i ON i.id = h.instance
                                WHERE h.flow = f.id AND i.lease_until > clock_timestamp())
            """;

    private static final String ALL = "SELECT id, portal, events, source, since FROM flow ORDER BY id";

    private Flows() {}

    /** Sorted, so that two hubs that start together do not wait for each other in a circle. */
    static void save(PgSession session, List<FlowRecord> sorted, String instance) throws SQLException {
        for (FlowRecord flow : sorted) {
            session.update(SAVE, flow.id(), flow.portal(), flow.events(), flow.source(), Millis.at(flow.since()));
            session.update(HAVE, flow.id(), instance);
        }
    }

    /** An instance that lives and has the flow keeps it. */
    static void remove(PgSession session, String id, String instance) throws SQLException {
        session.update(HAVE_NOT, id, instance);
        session.update(REMOVE, id);
    }

    static List<FlowRecord> all(PgSession session) throws SQLException {
        return session.list(ALL, Flows::read);
    }

    private static FlowRecord read(ResultSet row) throws SQLException {
        return new FlowRecord(
                row.getString(1),
                Optional.ofNullable(row.getString(2)),
                row.getString(3),
                row.getString(4),
                Millis.read(row, 5));
    }
}
