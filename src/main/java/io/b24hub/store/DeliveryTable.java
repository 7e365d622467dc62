package io.b24hub.store;

import io.b24hub.event.Bitrix24Event;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * SQL of table {@code delivery}. The states are written out in the statements, since SQLite uses a partial index only
 * where it can see that the condition fits.
 *
 * <p>Of the active deliveries of one flow and entity, exactly one is not blocked. That is checked when one comes and when
 * one goes, each time by one look at an index, so that claiming need not compare deliveries with each other.
 *
 * <p>This class is thread-safe; the sessions it is given are not.
 */
final class DeliveryTable {

    static final String INSERT = """
            INSERT INTO delivery (event_id, flow, entity_key, state, due_at, created_at, blocked)
            VALUES (?1, ?2, ?3, 'due', ?4, ?4,
                    EXISTS (SELECT 1 FROM delivery earlier
                             WHERE earlier.flow = ?2 AND earlier.entity_key = ?3 AND ?3 <> ''
                               AND earlier.state IN ('due', 'running')))
            """;

    // the key is the row's own: what is compared is what was stored
    static final String UNBLOCK_NEXT = """
            UPDATE delivery SET blocked = 0
             WHERE blocked = 1
               AND id = (SELECT next.id FROM delivery ended CROSS JOIN delivery next
                          WHERE ended.id = ? AND next.flow = ended.flow AND next.entity_key = ended.entity_key
                            AND next.state IN ('due', 'running')
                          ORDER BY next.id
                          LIMIT 1)
            """;

    // CROSS JOIN fixes the order of the tables: the few due deliveries first, then their events
    static final String DUE = "SELECT " + EventTable.COLUMNS + """
            , d.id, d.claim + 1, d.failures, d.failing_since
              FROM delivery d CROSS JOIN event e ON e.id = d.event_id
             WHERE d.flow = ? AND d.state = 'due' AND d.blocked = 0 AND d.due_at <= ?
             ORDER BY d.due_at, d.id
             LIMIT ?
            """;

    static final String CLAIM = """
            UPDATE delivery SET state = 'running', claim = claim + 1
             WHERE id IN (SELECT d.id FROM delivery d
                           WHERE d.flow = ? AND d.state = 'due' AND d.blocked = 0 AND d.due_at <= ?
                           ORDER BY d.due_at, d.id
                           LIMIT ?)
            """;

    private static final String FINISH =
            "UPDATE delivery SET state = ?, ended_at = ? WHERE id = ? AND claim = ? AND state = 'running'";

    private static final String RETRY = """
            UPDATE delivery
               SET state = 'due', due_at = ?, reason = ?, failures = failures + 1,
                   failing_since = coalesce(failing_since, ?)
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

    // they keep their place before what became due later
    private static final String RECOVER = """
            UPDATE delivery
               SET state = 'due', due_at = min(due_at, ?), reason = 'The hub stopped while this was in hand.'
             WHERE state = 'running'
            """;

    static final String NEXT_DUE =
            "SELECT due_at FROM delivery WHERE flow = ? AND state = 'due' AND blocked = 0 ORDER BY due_at LIMIT 1";

    private static final String RECORD =
            "SELECT id, event_id, flow, state, failures, due_at, ended_at, reason FROM delivery ";

    private static final String OF_EVENT = RECORD + "WHERE event_id = ? ORDER BY id";

    private static final String PARKED = RECORD + "WHERE state = 'parked' ORDER BY ended_at DESC, id DESC LIMIT ?";

    // due and running together, for which there is an index
    static final String COUNT_ACTIVE = """
            SELECT (SELECT count(*) FROM delivery WHERE flow = ?1 AND state IN ('due', 'running')),
                   (SELECT count(*) FROM delivery WHERE flow = ?1 AND state = 'running'),
                   (SELECT count(*) FROM delivery WHERE flow = ?1 AND state = 'parked')
            """;

    private final EventTable events;

    DeliveryTable(EventTable events) {
        this.events = events;
    }

    void insert(SqliteSession session, Bitrix24Event event, String flow, Instant now) throws SQLException {
        long at = now.toEpochMilli();
        session.update(INSERT, event.id(), flow, orderingKey(event), at);
    }

    /** Entities are counted by each portal for itself. */
    private static String orderingKey(Bitrix24Event event) {
        return event.entity().isNone()
                ? ""
                : event.portal() + "/" + event.entity().key();
    }

    /** Both statements see the same rows: they run in one transaction of the only writer. */
    List<Delivery> claim(SqliteSession session, String flow, int limit, Instant now) throws SQLException {
        List<Delivery> due = session.list(DUE, row -> claimed(row, flow), flow, now.toEpochMilli(), limit);
        if (!due.isEmpty()) {
            session.update(CLAIM, flow, now.toEpochMilli(), limit);
        }
        return due;
    }

    private Delivery claimed(ResultSet row, String flow) throws SQLException {
        int at = EventTable.COLUMN_COUNT;
        Bitrix24Event event = events.read(row);
        return new Delivery(
                row.getLong(at + 1), row.getLong(at + 2), event, flow, row.getInt(at + 3), time(row, at + 4));
    }

    Transition finish(SqliteSession session, Delivery delivery, DeliveryState end, Instant at) throws SQLException {
        int changed = session.update(FINISH, end.word(), at.toEpochMilli(), delivery.id(), delivery.claim());
        return ended(session, delivery, changed);
    }

    Transition park(SqliteSession session, Delivery delivery, String reason, Instant at) throws SQLException {
        long millis = at.toEpochMilli();
        int changed = session.update(PARK, millis, reason, millis, delivery.id(), delivery.claim());
        return ended(session, delivery, changed);
    }

    private static Transition ended(SqliteSession session, Delivery delivery, int changed) throws SQLException {
        if (changed == 0) {
            return Transition.LOST;
        }
        return session.update(UNBLOCK_NEXT, delivery.id()) == 0 ? Transition.DONE : Transition.DONE_AND_FREED_NEXT;
    }

    Transition retry(SqliteSession session, Delivery delivery, Instant due, String reason, Instant at)
            throws SQLException {
        return putBack(
                session.update(RETRY, notBefore(due), reason, at.toEpochMilli(), delivery.id(), delivery.claim()));
    }

    Transition release(SqliteSession session, Delivery delivery, Instant due, String reason) throws SQLException {
        return putBack(session.update(RELEASE, notBefore(due), reason, delivery.id(), delivery.claim()));
    }

    /** It stays active, so those behind it stay blocked. */
    private static Transition putBack(int changed) {
        return changed == 0 ? Transition.LOST : Transition.DONE;
    }

    int recover(SqliteSession session, Instant now) throws SQLException {
        return session.update(RECOVER, now.toEpochMilli());
    }

    Optional<Instant> nextDue(SqliteSession session, String flow) throws SQLException {
        return session.first(NEXT_DUE, row -> Instant.ofEpochMilli(row.getLong(1)), flow);
    }

    List<DeliveryRecord> ofEvent(SqliteSession session, String eventId) throws SQLException {
        return session.list(OF_EVENT, DeliveryTable::shown, eventId);
    }

    List<DeliveryRecord> parked(SqliteSession session, int limit) throws SQLException {
        return session.list(PARKED, DeliveryTable::shown, limit);
    }

    Map<DeliveryState, Long> active(SqliteSession session, String flow) throws SQLException {
        return session.first(COUNT_ACTIVE, DeliveryTable::counts, flow).orElseThrow();
    }

    private static Map<DeliveryState, Long> counts(ResultSet row) throws SQLException {
        Map<DeliveryState, Long> counts = new EnumMap<>(DeliveryState.class);
        counts.put(DeliveryState.DUE, row.getLong(1) - row.getLong(2));
        counts.put(DeliveryState.RUNNING, row.getLong(2));
        counts.put(DeliveryState.PARKED, row.getLong(3));
        return counts;
    }

    private static DeliveryRecord shown(ResultSet row) throws SQLException {
        return new DeliveryRecord(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                DeliveryState.of(row.getString(4)),
                row.getInt(5),
                Instant.ofEpochMilli(row.getLong(6)),
                time(row, 7),
                row.getString(8));
    }

    private static Optional<Instant> time(ResultSet row, int column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    /** Whole milliseconds, rounded up: never a moment too early. */
    private static long notBefore(Instant due) {
        return due.plusNanos(999_999).toEpochMilli();
    }
}
