package io.b24hub.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** SQL that forgets old history, some events at a time. */
final class Pruning {

    private static final String EVENTS = "SELECT seq, received_at FROM event WHERE seq > ? ORDER BY seq LIMIT ?";

    // CROSS JOIN fixes the order of the tables: the few events first
    private static final String OLD = """
            SELECT d.id FROM event e CROSS JOIN delivery d ON d.event_id = e.id
             WHERE e.seq > ?1 AND e.seq <= ?2
               AND (d.state IN ('delivered', 'filtered', 'merged', 'dropped') AND d.ended_at < ?3
                    OR d.state = 'parked' AND d.ended_at < ?4)
            """;

    static final String ATTEMPTS = "DELETE FROM attempt WHERE delivery_id IN (" + OLD + ")";

    static final String DELIVERIES = "DELETE FROM delivery WHERE id IN (" + OLD + ")";

    static final String EMPTY_EVENTS = """
            DELETE FROM event
             WHERE seq > ?1 AND seq <= ?2 AND received_at < ?3
               AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.event_id = event.id)
            """;

    private record Seen(long seq, long receivedAt) {}

    private Pruning() {}

    static Upkeep.PruneStep step(
            SqliteSession session, long after, int limit, Instant endedBefore, Instant parkedBefore)
            throws SQLException {
        List<Seen> seen =
                session.list(EVENTS, row -> new Seen(row.getLong(1), row.getLong(2)), after, Math.max(1, limit));
        long ended = Millis.notBefore(endedBefore);
        long parked = Millis.notBefore(parkedBefore);
        // all of them, since the clock may have been wrong for a while
        if (seen.stream().allMatch(event -> event.receivedAt >= Math.max(ended, parked))) {
            return new Upkeep.PruneStep(after, 0, 0, true);
        }
        long last = seen.get(seen.size() - 1).seq;
        session.update(ATTEMPTS, after, last, ended, parked);
        int deliveries = session.update(DELIVERIES, after, last, ended, parked);
        int events = session.update(EMPTY_EVENTS, after, last, ended);
        return new Upkeep.PruneStep(last, events, deliveries, seen.size() < Math.max(1, limit));
    }
}
