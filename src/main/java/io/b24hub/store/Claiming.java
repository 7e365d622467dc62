package io.b24hub.store;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.Origin;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * SQL that claims. All statements of a claim see the same rows: they run in one transaction of the only writer.
 *
 * <p>This class is thread-safe; the sessions it is given are not.
 */
final class Claiming {

    private static final String DUE = """
              FROM delivery d
             WHERE d.flow = ? AND d.state = 'due' AND d.blocked = 0 AND d.late = ? AND d.due_at > ? AND d.due_at <= ?
             ORDER BY d.due_at, d.id
             LIMIT ?
            """;

    private static final String HEAD_COLUMNS =
            "SELECT d.id, d.turn, d.type, d.entity_key, d.late, d.due_at, d.created_at, d.failures, d.failing_since, ";

    static final String HEADS = HEAD_COLUMNS + "0\n" + DUE;

    // whether another delivery waits behind it: one more look at an index for each
    static final String HEADS_AND_WHETHER_FOLLOWED = HEAD_COLUMNS + """
            d.entity_key <> '' AND EXISTS
                   (SELECT 1 FROM delivery n
                     WHERE n.flow = d.flow AND n.entity_key = d.entity_key AND n.turn > d.turn
                       AND n.state IN ('due', 'running'))
            """ + DUE;

    private static final String CLAIM = """
            UPDATE delivery SET state = 'running', claim = claim + 1
             WHERE id IN (SELECT value FROM json_each(?))
            """;

    // CROSS JOIN fixes the order of the tables
    private static final String CLAIMED = "SELECT " + EventTable.COLUMNS + """
            , d.id, d.claim, d.failures, d.failing_since, d.replay_of
              FROM json_each(?) j CROSS JOIN delivery d ON d.id = j.value CROSS JOIN event e ON e.id = d.event_id
            """;

    static final String NEXT_DUE = """
            SELECT due_at FROM (SELECT * FROM (SELECT due_at FROM delivery
                                 WHERE flow = ?1 AND state = 'due' AND blocked = 0 AND late = 0
                                 ORDER BY due_at LIMIT 1)
                                UNION ALL
                                SELECT * FROM (SELECT due_at FROM delivery
                                 WHERE flow = ?1 AND state = 'due' AND blocked = 0 AND late = 1
                                 ORDER BY due_at LIMIT 1))
             ORDER BY due_at LIMIT 1
            """;

    static final String WAITING = """
            SELECT count(*) FROM (SELECT 1 FROM delivery
                                   WHERE flow = ?1 AND state = 'due' AND blocked = 0 AND late = 0 AND due_at <= ?2
                                  UNION ALL
                                  SELECT 1 FROM delivery
                                   WHERE flow = ?1 AND state = 'due' AND blocked = 0 AND late = 1 AND due_at <= ?2
                                  LIMIT ?3)
            """;

    private static final Comparator<Head> OLDEST_DUE =
            Comparator.comparingLong(Head::dueAt).thenComparingLong(Head::id);

    /** A delivery that is due and not blocked. Times in milliseconds. */
    record Head(
            long id,
            long turn,
            String type,
            String entityKey,
            boolean late,
            long dueAt,
            long createdAt,
            int failures,
            Optional<Long> failingSince,
            boolean followed) {}

    private final EventTable events;

    Claiming(EventTable events) {
        this.events = events;
    }

    Claimed claim(SqliteSession session, Claim claim) throws SQLException {
        List<Head> heads = heads(session, claim);
        MergeStep merge = new MergeStep(session, claim);
        List<Long> alone = new ArrayList<>();
        List<Long> all = new ArrayList<>();
        Map<Long, Integer> carried = new HashMap<>();
        for (Head head : heads) {
            if (!merge.concerns(head)) {
                alone.add(head.id);
                all.add(head.id);
                continue;
            }
            Optional<MergeStep.Carrier> carrier = merge.apply(head);
            if (carrier.isPresent()) {
                all.add(carrier.get().id());
                carried.put(carrier.get().id(), carrier.get().carries());
            }
        }
        if (!alone.isEmpty()) {
            session.update(CLAIM, alone.toString());
        }
        return new Claimed(read(session, claim.flow(), all, carried), heads.size() == claim.limit());
    }

    private static List<Head> heads(SqliteSession session, Claim claim) throws SQLException {
        long now = Millis.at(claim.now());
        long since = Millis.at(claim.since());
        if (claim.lane() == Lane.FRESH) {
            return heads(session, claim, 0, since, now);
        }
        List<Head> late = heads(session, claim, 1, Long.MIN_VALUE, now);
        List<Head> old = heads(session, claim, 0, Long.MIN_VALUE, Math.min(since, now));
        return Stream.concat(late.stream(), old.stream())
                .sorted(OLDEST_DUE)
                .limit(claim.limit())
                .toList();
    }

    private static List<Head> heads(SqliteSession session, Claim claim, int late, long after, long upTo)
            throws SQLException {
        String sql = claim.merging().types() == Merging.Types.NONE ? HEADS : HEADS_AND_WHETHER_FOLLOWED;
        return session.list(sql, Claiming::head, claim.flow(), late, after, upTo, claim.limit());
    }

    private static Head head(ResultSet row) throws SQLException {
        return new Head(
                row.getLong(1),
                row.getLong(2),
                row.getString(3),
                row.getString(4),
                row.getBoolean(5),
                row.getLong(6),
                row.getLong(7),
                row.getInt(8),
                Millis.optional(row, 9).map(Instant::toEpochMilli),
                row.getBoolean(10));
    }

    private List<Delivery> read(SqliteSession session, String flow, List<Long> ids, Map<Long, Integer> carried)
            throws SQLException {
        if (ids.isEmpty()) {
            return List.of();
        }
        Map<Long, Delivery> byId = new HashMap<>();
        for (Delivery delivery : session.list(CLAIMED, row -> claimed(row, flow, carried), ids.toString())) {
            byId.put(delivery.id(), delivery);
        }
        return ids.stream().map(byId::get).toList();
    }

    private Delivery claimed(ResultSet row, String flow, Map<Long, Integer> carried) throws SQLException {
        int at = EventTable.COLUMN_COUNT;
        Bitrix24Event event = events.read(row);
        row.getLong(at + 5);
        boolean replay = !row.wasNull();
        long id = row.getLong(at + 1);
        return new Delivery(
                id,
                row.getLong(at + 2),
                replay ? replayed(event) : event,
                flow,
                row.getInt(at + 3),
                Millis.optional(row, at + 4),
                carried.getOrDefault(id, 0));
    }

    private static Bitrix24Event replayed(Bitrix24Event event) {
        return new Bitrix24Event(
                event.id(),
                event.portal(),
                event.type(),
                event.entity(),
                event.handlerId(),
                event.occurredAt(),
                event.receivedAt(),
                Origin.REPLAY,
                event.data());
    }

    static Optional<Instant> nextDue(SqliteSession session, String flow) throws SQLException {
        return session.first(NEXT_DUE, row -> Millis.read(row, 1), flow);
    }

    static int waiting(SqliteSession session, String flow, Instant now, int limit) throws SQLException {
        return session.first(WAITING, row -> row.getInt(1), flow, Millis.at(now), limit)
                .orElseThrow();
    }
}
