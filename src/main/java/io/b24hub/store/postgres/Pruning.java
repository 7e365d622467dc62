package io.b24hub.store.postgres;

import io.b24hub.store.Millis;
import io.b24hub.store.Upkeep.PruneStep;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** SQL that forgets old history, some events at a time. It waits for nobody: what is locked stays until the next pass. */
final class Pruning {

    private static final String EVENTS = "SELECT seq, received_at FROM event WHERE seq > ? ORDER BY seq LIMIT ?";

    private static final String OLD = """
            SELECT d.id FROM event e JOIN delivery d ON d.event_id = e.id
             WHERE e.seq > ? AND e.seq <= ?
               AND (d.state IN ('delivered', 'filtered', 'merged', 'dropped') AND d.ended_at < ?
                    OR d.state = 'parked' AND d.ended_at < ?)
               FOR UPDATE OF d SKIP LOCKED
            """;

    private static final String ATTEMPTS = "DELETE FROM attempt WHERE delivery_id = ANY(?::int8[])";

    private static final String DELIVERIES = "DELETE FROM delivery WHERE id = ANY(?::int8[])";

    private static final String EMPTY_EVENTS = """
            DELETE FROM event e
             WHERE e.seq > ? AND e.seq <= ? AND e.received_at < ?
               AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.event_id = e.id)
            """;

    private record Seen(long seq, long receivedAt) {}

    private Pruning() {}

    static PruneStep step(PgSession session, long after, int limit, Instant endedBefore, Instant parkedBefore)
            throws SQLException {
        int most = Math.max(1, limit);
        List<Seen> seen = session.list(EVENTS, row -> new Seen(row.getLong(1), row.getLong(2)), after, most);
        long ended = Millis.notBefore(endedBefore);
        long parked = Millis.notBefore(parkedBefore);
        // all of them, since a clock may have been wrong for a while
        if (seen.stream().allMatch(event -> event.receivedAt >= Math.max(ended, parked))) {
            return new PruneStep(after, 0, 0, true);
        }
        long last = seen.get(seen.size() - 1).seq;
        List<Long> old = session.list(OLD, row -> row.getLong(1), after, last, ended, parked);
        if (!old.isEmpty()) {
            session.update(ATTEMPTS, Column.numbers(old));
            session.update(DELIVERIES, Column.numbers(old));
        }
        int events = session.update(EMPTY_EVENTS, after, last, ended);
        return new PruneStep(last, events, old.size(), seen.size() < most);
    }
}
