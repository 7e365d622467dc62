package io.b24hub.store;

import io.b24hub.event.Bitrix24Event;
import java.sql.SQLException;
import java.time.Instant;

/**
 * SQL of table {@code delivery}: how deliveries come, end and are put back. The states are written out in the statements,
 * since SQLite uses a partial index only where it can see that the condition fits.
 *
 * <p>Of the active deliveries of one flow and entity, exactly one is not blocked: the one with the lowest {@code turn}.
 * That is checked when one comes and when one goes, each time by one look at an index, so that claiming need not compare
 * deliveries with each other. Turns and ids are drawn from one sequence.
 */
final class DeliveryTable {

    static final String INSERT = """
            INSERT INTO delivery (event_id, flow, type, entity_key, received_at, state, due_at, created_at, turn, blocked)
            VALUES (?1, ?2, ?3, ?4, ?5, 'due', ?6, ?6,
                    (SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'delivery'),
                    EXISTS (SELECT 1 FROM delivery earlier
                             WHERE earlier.flow = ?2 AND earlier.entity_key = ?4 AND ?4 <> ''
                               AND earlier.state IN ('due', 'running')))
            """;

    // the key is the row's own: what is compared is what was stored
    static final String UNBLOCK_NEXT = """
            UPDATE delivery SET blocked = 0
             WHERE blocked = 1
               AND id = (SELECT next.id FROM delivery ended CROSS JOIN delivery next
                          WHERE ended.id = ? AND next.flow = ended.flow AND next.entity_key = ended.entity_key
                            AND next.state IN ('due', 'running')
                          ORDER BY next.turn
                          LIMIT 1)
            """;

    private static final String FINISH =
            "UPDATE delivery SET state = ?, ended_at = ? WHERE id = ? AND claim = ? AND state = 'running'";

    private static final String RETRY = """
            UPDATE delivery
               SET state = 'due', late = 1, due_at = ?, reason = ?, failures = failures + 1,
                   failing_since = coalesce(failing_since, ?)
             WHERE id = ? AND claim = ? AND state = 'running'
            """;

    private static final String POSTPONE = """
            UPDATE delivery SET state = 'due', late = 1, due_at = ?, reason = ?
             WHERE id = ? AND claim = ? AND state = 'running'
            """;

    private static final String RELEASE = """
            UPDATE delivery SET state = 'due', due_at = ?, reason = ?
             WHERE id = ? AND claim = ? AND state = 'running'
            """;

    private static final String PARK = """
            UPDATE delivery
               SET state = 'parked', ended_at = ?, reason = ?, failures = failures + 1,
                   failing_since = coalesce(failing_since, ?)
             WHERE id = ? AND claim = ? AND state = 'running'
            """;

    static final String STOPPED = "The hub stopped while this was in hand.";

    // they keep their place before what became due later
    static final String RECOVER = "UPDATE delivery SET state = 'due', due_at = min(due_at, ?), reason = '" + STOPPED
            + "' WHERE state = 'running' AND state IN ('due', 'running', 'parked')";

    private DeliveryTable() {}

    static void insert(SqliteSession session, Bitrix24Event event, String flow, Instant now) throws SQLException {
        session.update(
                INSERT,
                event.id(),
                flow,
                event.type(),
                EntityKey.of(event),
                Millis.at(event.receivedAt()),
                Millis.at(now));
    }

    static Transition finish(SqliteSession session, Delivery delivery, DeliveryState end, Instant at)
            throws SQLException {
        int changed = session.update(FINISH, end.word(), Millis.at(at), delivery.id(), delivery.claim());
        return ended(session, delivery, changed);
    }

    static Transition park(SqliteSession session, Delivery delivery, String reason, Instant at) throws SQLException {
        long millis = Millis.at(at);
        int changed = session.update(PARK, millis, reason, millis, delivery.id(), delivery.claim());
        return ended(session, delivery, changed);
    }

    private static Transition ended(SqliteSession session, Delivery delivery, int changed) throws SQLException {
        if (changed == 0) {
            return Transition.LOST;
        }
        return freeNext(session, delivery.id()) ? Transition.DONE_AND_FREED_NEXT : Transition.DONE;
    }

    /** Whether the end of a delivery has made it the turn of another. */
    static boolean freeNext(SqliteSession session, long ended) throws SQLException {
        return session.update(UNBLOCK_NEXT, ended) > 0;
    }

    static Transition retry(SqliteSession session, Delivery delivery, Instant due, String reason, Instant at)
            throws SQLException {
        return putBack(
                session.update(RETRY, Millis.notBefore(due), reason, Millis.at(at), delivery.id(), delivery.claim()));
    }

    static Transition postpone(SqliteSession session, Delivery delivery, Instant due, String reason)
            throws SQLException {
        return putBack(session.update(POSTPONE, Millis.notBefore(due), reason, delivery.id(), delivery.claim()));
    }

    static Transition release(SqliteSession session, Delivery delivery, Instant due, String reason)
            throws SQLException {
        return putBack(session.update(RELEASE, Millis.notBefore(due), reason, delivery.id(), delivery.claim()));
    }

    /** It stays active, so those behind it stay blocked. */
    private static Transition putBack(int changed) {
        return changed == 0 ? Transition.LOST : Transition.DONE;
    }

    static int recover(SqliteSession session, Instant now) throws SQLException {
        return session.update(RECOVER, Millis.at(now));
    }
}
