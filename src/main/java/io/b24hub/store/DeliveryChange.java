package io.b24hub.store;

import java.sql.SQLException;
import java.time.Instant;

/**
 * What a person does to one delivery, in SQL. Of the active deliveries of a flow and entity exactly one stays unblocked.
 *
 * @param reason kept with those that end; an empty one leaves what is there
 */
record DeliveryChange(DeliveryControl.Change change, String reason, Instant now) {

    /** A delivery to be changed. */
    record Target(long id, String flow, DeliveryState state) {}

    private static final String RETRY_NOW =
            "UPDATE delivery SET due_at = min(due_at, ?) WHERE id = ? AND state = 'due'";

    private static final String END = """
            UPDATE delivery
               SET state = ?1, ended_at = ?2, blocked = 0, reason = CASE ?3 WHEN '' THEN reason ELSE ?3 END
             WHERE id = ?4 AND state = ?5
            """;

    // a number for the turn is drawn as one for a new row would be
    private static final String DRAW_TURN = "UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'delivery'";

    private static final String UNPARK = """
            UPDATE delivery
               SET state = 'due', due_at = ?1, late = 1, failures = 0, failing_since = NULL, reason = '', ended_at = NULL,
                   turn = (SELECT seq FROM sqlite_sequence WHERE name = 'delivery'),
                   blocked = EXISTS (SELECT 1 FROM delivery active
                                      WHERE active.flow = delivery.flow AND active.entity_key = delivery.entity_key
                                        AND delivery.entity_key <> '' AND active.state IN ('due', 'running'))
             WHERE id = ?2 AND state = 'parked'
            """;

    private static final String AGAIN = """
            INSERT INTO delivery (event_id, flow, type, entity_key, received_at, state, late, due_at, created_at,
                                  replay_of, turn, blocked)
            SELECT ended.event_id, ended.flow, ended.type, ended.entity_key, ended.received_at, 'due', 1, ?1, ?1,
                   ended.id,
                   (SELECT seq + 1 FROM sqlite_sequence WHERE name = 'delivery'),
                   EXISTS (SELECT 1 FROM delivery active
                            WHERE active.flow = ended.flow AND active.entity_key = ended.entity_key
                              AND ended.entity_key <> '' AND active.state IN ('due', 'running'))
              FROM delivery ended WHERE ended.id = ?2
            """;

    /** Whether it was changed. */
    boolean apply(SqliteSession session, Target target) throws SQLException {
        return switch (change) {
            case RETRY_NOW -> session.update(RETRY_NOW, Millis.at(now), target.id) > 0;
            case PARK -> end(session, target, DeliveryState.PARKED);
            case DROP -> end(session, target, DeliveryState.DROPPED);
            case REPLAY -> target.state == DeliveryState.PARKED ? unpark(session, target) : again(session, target);
        };
    }

    private boolean end(SqliteSession session, Target target, DeliveryState end) throws SQLException {
        boolean ended = session.update(END, end.word(), Millis.at(now), reason, target.id, target.state.word()) > 0;
        if (ended && target.state == DeliveryState.DUE) {
            DeliveryTable.freeNext(session, target.id);
        }
        return ended;
    }

    private boolean unpark(SqliteSession session, Target target) throws SQLException {
        session.update(DRAW_TURN);
        return session.update(UNPARK, Millis.at(now), target.id) > 0;
    }

    private boolean again(SqliteSession session, Target target) throws SQLException {
        return session.update(AGAIN, Millis.at(now), target.id) > 0;
    }
}
