package io.b24hub.store.postgres;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.Origin;
import io.b24hub.store.Claim;
import io.b24hub.store.Claimed;
import io.b24hub.store.Delivery;
import io.b24hub.store.Lane;
import io.b24hub.store.Merging;
import io.b24hub.store.Millis;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** SQL that claims. The rows that it looks at are locked first, so that they stay as they were seen. */
final class Claims {

    private static final String COLUMNS =
            "SELECT d.id, d.turn, d.type, d.entity_key, d.late, d.due_at, d.created_at, d.failures, d.failing_since, ";

    private static final String NOT_ASKED = "false\n";

    private static final String WHETHER_FOLLOWED = """
            d.entity_key <> '' AND EXISTS
                   (SELECT 1 FROM delivery n
                     WHERE n.flow = d.flow AND n.entity_key = d.entity_key AND n.turn > d.turn
                       AND n.state IN ('due', 'running'))
            """;

    // the lane stands as a word, so that the planner sees which index fits
    private static final String DUE = """
              FROM delivery d
             WHERE d.flow = ? AND d.state = 'due' AND NOT d.blocked AND %s AND d.due_at > ? AND d.due_at <= ?
             ORDER BY d.due_at, d.id
             LIMIT ?
               FOR NO KEY UPDATE OF d SKIP LOCKED
            """;

    private static final String TAKE = """
            WITH taken AS (
              UPDATE delivery d
                 SET state = 'running', claim = d.claim + 1, blocked = false, owner = ?, claimed_at = ?,
                     late = u.late, due_at = u.due_at, failures = u.failures, failing_since = u.failing_since
                FROM unnest(?::int8[], ?::bool[], ?::int8[], ?::int8[], ?::int8[], ?::int8[]) WITH ORDINALITY
                     AS u (id, late, due_at, failures, failing_since, carries, place)
               WHERE d.id = u.id AND d.state = 'due'
              RETURNING d.id, d.claim, d.failures, d.failing_since, d.replay_of, d.event_id, u.carries, u.place)
            SELECT\s""" + Events.COLUMNS + """
            , t.id, t.claim, t.failures, t.failing_since, t.replay_of, t.carries
              FROM taken t JOIN event e ON e.id = t.event_id
             ORDER BY t.place
            """;

    static final String NEXT_DUE = """
            SELECT least((SELECT due_at FROM delivery
                           WHERE flow = ? AND state = 'due' AND NOT blocked AND NOT late ORDER BY due_at, id LIMIT 1),
                         (SELECT due_at FROM delivery
                           WHERE flow = ? AND state = 'due' AND NOT blocked AND late ORDER BY due_at, id LIMIT 1))
            """;

    private static final String WAITING = """
            SELECT count(*) FROM (SELECT 1 FROM delivery
                                   WHERE flow = ? AND state = 'due' AND NOT blocked AND NOT late AND due_at <= ?
                                  UNION ALL
                                  SELECT 1 FROM delivery
                                   WHERE flow = ? AND state = 'due' AND NOT blocked AND late AND due_at <= ?
                                  LIMIT ?) w
            """;

    private static final Comparator<Head> OLDEST_DUE =
            Comparator.comparingLong(Head::dueAt).thenComparingLong(Head::id);

    /** A delivery that is due and not blocked, or one that takes such a one's place. Times in milliseconds. */
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
            boolean followed,
            int carries) {}

    private final Events events;

    Claims(Events events) {
        this.events = events;
    }

    Claimed claim(PgSession session, Claim claim, String owner) throws SQLException {
        List<Head> heads = heads(session, claim);
        Merges merges = new Merges(session, claim);
        List<Head> wanted = merges.plan(heads);
        List<Delivery> deliveries = wanted.isEmpty() ? List.of() : take(session, claim, owner, wanted);
        merges.carryOut(deliveries.stream().map(Delivery::id).collect(Collectors.toSet()));
        return new Claimed(deliveries, heads.size() == claim.limit());
    }

    private static List<Head> heads(PgSession session, Claim claim) throws SQLException {
        long now = Millis.at(claim.now());
        long since = Millis.at(claim.since());
        if (claim.lane() == Lane.FRESH) {
            return heads(session, claim, false, since, now);
        }
        List<Head> late = heads(session, claim, true, Long.MIN_VALUE, now);
        List<Head> old = heads(session, claim, false, Long.MIN_VALUE, Math.min(since, now));
        // the rest stays as it is; its locks end with the transaction
        return Stream.concat(late.stream(), old.stream())
                .sorted(OLDEST_DUE)
                .limit(claim.limit())
                .toList();
    }

    private static List<Head> heads(PgSession session, Claim claim, boolean late, long after, long upTo)
            throws SQLException {
        String followed = claim.merging().types() == Merging.Types.NONE ? NOT_ASKED : WHETHER_FOLLOWED;
        String sql = COLUMNS + followed + String.format(DUE, late ? "d.late" : "NOT d.late");
        return session.list(sql, Claims::head, claim.flow(), after, upTo, claim.limit());
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
                row.getBoolean(10),
                0);
    }

    private List<Delivery> take(PgSession session, Claim claim, String owner, List<Head> taken) throws SQLException {
        return session.list(
                TAKE,
                row -> delivery(row, claim.flow()),
                owner,
                Millis.at(claim.now()),
                Column.numbers(taken, Head::id),
                Column.flags(taken, Head::late),
                Column.numbers(taken, Head::dueAt),
                Column.numbers(taken, head -> (long) head.failures),
                Column.someNumbers(taken, Head::failingSince),
                Column.numbers(taken, head -> (long) head.carries));
    }

    private Delivery delivery(ResultSet row, String flow) throws SQLException {
        int at = Events.COLUMN_COUNT;
        Bitrix24Event event = events.read(row);
        row.getLong(at + 5);
        boolean replay = !row.wasNull();
        return new Delivery(
                row.getLong(at + 1),
                row.getLong(at + 2),
                replay ? replayed(event) : event,
                flow,
                row.getInt(at + 3),
                Millis.optional(row, at + 4),
                row.getInt(at + 6));
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

    static Optional<Instant> nextDue(PgSession session, String flow) throws SQLException {
        return session.first(NEXT_DUE, row -> Millis.optional(row, 1), flow, flow)
                .orElseThrow();
    }

    static int waiting(PgSession session, String flow, Instant now, int limit) throws SQLException {
        long due = Millis.at(now);
        return session.first(WAITING, row -> row.getInt(1), flow, due, flow, due, limit)
                .orElseThrow();
    }
}
