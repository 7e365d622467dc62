package io.b24hub.store.postgres;

import io.b24hub.store.DeliveryControl.Change;
import io.b24hub.store.DeliveryControl.ChangeStep;
import io.b24hub.store.DeliveryFilter;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.Millis;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One step of what a person does to many deliveries, in a transaction of its own. It finds them, takes the locks of their
 * entities and of the deliveries that are first in turn, looks again, and changes what still fits.
 *
 * @param reason kept with those that end; an empty one leaves what is there
 */
record Control(EntityLocks locks, Change change, DeliveryFilter filter, String reason, Instant now) {

    // the inner part looks at the next ones that an index leads to, the outer part says which of them fit
    private static final String CANDIDATES = """
            SELECT d.id, d.flow, d.entity_key, d.state, %s
              FROM (SELECT * FROM delivery d WHERE d.id > ? AND d.id <= ? AND %s ORDER BY d.id LIMIT ?) d
             ORDER BY d.id
            """;

    private static final String FIRST_IN_TIME =
            "SELECT min(id) FROM delivery WHERE received_at >= ? AND received_at < ?";

    // who has it may claim and merge what waits behind it
    private static final String LOCK_FIRST = """
            SELECT d.id
              FROM unnest(?::text[], ?::text[]) AS q (flow, entity_key)
              JOIN delivery d ON d.flow = q.flow AND d.entity_key = q.entity_key
             WHERE d.state IN ('due', 'running') AND d.state = 'due' AND NOT d.blocked
               FOR NO KEY UPDATE OF d
            """;

    private static final String STILL_FITTING =
            "SELECT d.id, d.flow, d.entity_key, d.state FROM delivery d WHERE d.id = ANY(?::int8[]) AND %s"
                    + " ORDER BY d.id FOR NO KEY UPDATE OF d";

    private static final String RETRY_NOW =
            "UPDATE delivery SET due_at = least(due_at, ?) WHERE id = ANY(?::int8[]) AND state = 'due'";

    private static final String END = """
            UPDATE delivery
               SET state = ?, ended_at = ?, blocked = false, reason = coalesce(?, reason)
             WHERE id = ANY(?::int8[]) AND state IN ('due', 'parked')
            """;

    private static final String DRAW_TURNS = """
            SELECT u.id, nextval('delivery_number')
              FROM (SELECT id FROM unnest(?::int8[]) AS v (id) ORDER BY id OFFSET 0) u
            """;

    // all come back behind others; then the first of each queue is freed
    private static final String UNPARK = """
            UPDATE delivery d
               SET state = 'due', due_at = ?, late = true, failures = 0, failing_since = NULL, reason = '',
                   ended_at = NULL, turn = u.turn, blocked = d.entity_key <> ''
              FROM unnest(?::int8[], ?::int8[]) AS u (id, turn)
             WHERE d.id = u.id AND d.state = 'parked'
            """;

    private static final String AGAIN = """
            INSERT INTO delivery (id, turn, event_id, flow, portal, type, entity_key, received_at, state, late, due_at,
                                  created_at, replay_of, blocked)
            SELECT u.turn, u.turn, d.event_id, d.flow, d.portal, d.type, d.entity_key, d.received_at, 'due', true, w.at,
                   w.at, d.id, d.entity_key <> ''
              FROM unnest(?::int8[], ?::int8[]) AS u (id, turn)
              JOIN delivery d ON d.id = u.id
             CROSS JOIN (SELECT ?::int8 AS at) w
             WHERE d.state <> 'parked'
            """;

    private record Target(long id, Turns.Queue queue, DeliveryState state) {}

    private record Looked(Target target, boolean fits) {}

    private record Turn(long id, long turn) {}

    ChangeStep step(PgSession session, long after, long upTo, int limit) throws SQLException {
        int most = Math.min(limit, GroupWriter.MAX_COUNT);
        FilterSql fits = FilterSql.of(filter);
        List<Looked> looked = look(session, fits, after == 0 ? begin(session) : after, upTo, most);
        if (looked.isEmpty()) {
            return new ChangeStep(after, 0, true, List.of());
        }
        List<Target> candidates =
                looked.stream().filter(Looked::fits).map(Looked::target).toList();
        lock(session, candidates);
        List<Target> targets = session.list(
                String.format(STILL_FITTING, fits.condition()),
                Control::target,
                fits.values(List.of(Column.numbers(candidates, Target::id)), List.of()));
        apply(session, targets);
        long last = looked.get(looked.size() - 1).target.id;
        List<String> flows =
                targets.stream().map(target -> target.queue.flow()).distinct().toList();
        return new ChangeStep(last, targets.size(), looked.size() < most, flows);
    }

    /** Everything below is older than what the filter asks for. Looks at an index alone. */
    private long begin(PgSession session) throws SQLException {
        if (filter.from().isEmpty()) {
            return 0;
        }
        long to = filter.to().map(Millis::notBefore).orElse(Long.MAX_VALUE);
        return session.first(
                        FIRST_IN_TIME,
                        row -> Math.max(0, row.getLong(1) - 1),
                        Millis.notBefore(filter.from().get()),
                        to)
                .orElse(0L);
    }

    private List<Looked> look(PgSession session, FilterSql fits, long after, long upTo, int most) throws SQLException {
        FilterSql narrow = FilterSql.of(new DeliveryFilter(
                FilterSql.OPEN.containsAll(filter.states()) ? filter.states() : Set.of(),
                FilterSql.OPEN.containsAll(filter.states()) ? filter.flow() : Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                filter.eventId(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
        List<Object> before = new ArrayList<>(fits.values());
        before.addAll(List.of(after, upTo));
        return session.list(
                String.format(CANDIDATES, fits.condition(), narrow.condition()),
                row -> new Looked(target(row), row.getBoolean(5)),
                narrow.values(before, List.of(most)));
    }

    private static Target target(ResultSet row) throws SQLException {
        return new Target(
                row.getLong(1),
                new Turns.Queue(row.getString(2), row.getString(3)),
                DeliveryState.of(row.getString(4)));
    }

    private void lock(PgSession session, List<Target> candidates) throws SQLException {
        List<String> names = new ArrayList<>();
        names.add(Members.LOCK);
        candidates.forEach(target -> names.add(target.queue.entityKey()));
        locks.lock(session, names);
        List<Turns.Queue> queues = queues(candidates);
        session.list(
                LOCK_FIRST,
                row -> row.getLong(1),
                Column.texts(queues, Turns.Queue::flow),
                Column.texts(queues, Turns.Queue::entityKey));
    }

    private static List<Turns.Queue> queues(List<Target> targets) {
        return targets.stream()
                .map(Target::queue)
                .filter(queue -> !queue.entityKey().isEmpty())
                .distinct()
                .toList();
    }

    private void apply(PgSession session, List<Target> targets) throws SQLException {
        if (targets.isEmpty()) {
            return;
        }
        Column ids = Column.numbers(targets, Target::id);
        switch (change) {
            case RETRY_NOW -> session.update(RETRY_NOW, Millis.at(now), ids);
            case PARK -> end(session, DeliveryState.PARKED, ids);
            case DROP -> end(session, DeliveryState.DROPPED, ids);
            case REPLAY -> replay(session, ids);
        }
        Turns.freeNext(session, queues(targets));
    }

    private void end(PgSession session, DeliveryState end, Column ids) throws SQLException {
        Optional<String> why = reason.isEmpty() ? Optional.empty() : Optional.of(PlainText.cut(reason));
        session.update(END, end.word(), Millis.at(now), why, ids);
    }

    private void replay(PgSession session, Column ids) throws SQLException {
        List<Turn> turns = session.list(DRAW_TURNS, row -> new Turn(row.getLong(1), row.getLong(2)), ids);
        Column each = Column.numbers(turns, Turn::id);
        Column turn = Column.numbers(turns, Turn::turn);
        session.update(AGAIN, each, turn, Millis.at(now));
        session.update(UNPARK, Millis.at(now), each, turn);
    }
}
