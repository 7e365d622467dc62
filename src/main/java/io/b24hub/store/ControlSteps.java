package io.b24hub.store;

import io.b24hub.store.DeliveryControl.Change;
import io.b24hub.store.DeliveryControl.ChangeStep;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * SQL of {@link DeliveryControl#change}. A step takes the next numbers from an index that leads to few others, looks at
 * those rows, and changes the ones that fit.
 */
public final class ControlSteps {

    private static final String ALL_IDS = "SELECT id FROM delivery WHERE id > ? AND id <= ? ORDER BY id LIMIT ?";

    static final String EVENT_IDS =
            "SELECT id FROM delivery WHERE event_id = ? AND id > ? AND id <= ? ORDER BY id LIMIT ?";

    static final String OPEN_IDS = "SELECT id FROM delivery WHERE state = ? AND " + FilterSql.IS_OPEN
            + " AND flow = ? AND id > ? AND id <= ? ORDER BY id LIMIT ?";

    // jumps from one flow to the next, however many deliveries they have
    static final String OPEN_FLOWS = """
            WITH RECURSIVE f (flow) AS (
              SELECT (SELECT min(flow) FROM delivery WHERE state = ?1 AND state IN ('due', 'running', 'parked'))
              UNION ALL
              SELECT (SELECT min(d.flow) FROM delivery d
                       WHERE d.state = ?1 AND d.state IN ('due', 'running', 'parked') AND d.flow > f.flow)
                FROM f WHERE f.flow IS NOT NULL)
            SELECT flow FROM f WHERE flow IS NOT NULL
            """;

    static final String FIRST_IN_TIME = "SELECT min(id) FROM delivery WHERE received_at >= ? AND received_at < ?";

    static final String FITTING = """
            SELECT d.id, d.flow, d.state FROM json_each(?) j CROSS JOIN delivery d ON d.id = j.value
             WHERE %s ORDER BY d.id
            """;

    private ControlSteps() {}

    /** The filter, in states that the change begins from; empty when there are none. */
    public static Optional<DeliveryFilter> narrowed(Change change, DeliveryFilter filter) {
        Set<DeliveryState> states = EnumSet.noneOf(DeliveryState.class);
        for (DeliveryState state : DeliveryState.values()) {
            if (begins(change, state)
                    && (filter.states().isEmpty() || filter.states().contains(state))) {
                states.add(state);
            }
        }
        return states.isEmpty()
                ? Optional.empty()
                : Optional.of(new DeliveryFilter(
                        states,
                        filter.flow(),
                        filter.portal(),
                        filter.type(),
                        filter.entity(),
                        filter.eventId(),
                        filter.from(),
                        filter.to(),
                        filter.text()));
    }

    private static boolean begins(Change change, DeliveryState state) {
        return switch (change) {
            case RETRY_NOW, PARK -> state == DeliveryState.DUE;
            case DROP -> state == DeliveryState.DUE || state == DeliveryState.PARKED;
            case REPLAY -> state != DeliveryState.DUE && state != DeliveryState.RUNNING;
        };
    }

    /**
     * Where a change of all that was received from some time on may begin: everything below is older. Looks at all that
     * was received since, in an index alone, so it is for a reader, and for the first step.
     */
    static OptionalLong before(SqliteSession session, DeliveryFilter filter) throws SQLException {
        if (filter.from().isEmpty()) {
            return OptionalLong.empty();
        }
        long to = filter.to().map(Millis::notBefore).orElse(Long.MAX_VALUE);
        return session.first(
                        FIRST_IN_TIME,
                        row -> OptionalLong.of(row.getLong(1) - 1),
                        Millis.notBefore(filter.from().get()),
                        to)
                .filter(id -> id.getAsLong() > 0)
                .orElse(OptionalLong.empty());
    }

    static ChangeStep step(SqliteSession session, DeliveryChange change, DeliveryFilter filter, Span span)
            throws SQLException {
        List<Long> ids = ids(session, filter, span);
        int changed = 0;
        Set<String> flows = new LinkedHashSet<>();
        for (DeliveryChange.Target target : fitting(session, filter, ids)) {
            if (change.apply(session, target)) {
                changed++;
                flows.add(target.flow());
            }
        }
        long last = ids.isEmpty() ? span.after : ids.get(ids.size() - 1);
        return new ChangeStep(last, changed, ids.size() < span.limit, List.copyOf(flows));
    }

    /** Numbers above one and up to another, so many at most. */
    record Span(long after, long upTo, int limit) {}

    private static List<Long> ids(SqliteSession session, DeliveryFilter filter, Span span) throws SQLException {
        if (filter.eventId().isPresent()) {
            return ids(session, EVENT_IDS, filter.eventId().get(), span.after, span.upTo, span.limit);
        }
        if (!FilterSql.OPEN.containsAll(filter.states())) {
            return ids(session, ALL_IDS, span.after, span.upTo, span.limit);
        }
        List<Long> ids = new ArrayList<>();
        for (DeliveryState state : filter.states()) {
            List<String> flows = filter.flow().isPresent()
                    ? List.of(filter.flow().get())
                    : session.list(OPEN_FLOWS, row -> row.getString(1), state.word());
            for (String flow : flows) {
                ids.addAll(ids(session, OPEN_IDS, state.word(), flow, span.after, span.upTo, span.limit));
            }
        }
        return ids.stream().sorted().limit(span.limit).toList();
    }

    private static List<Long> ids(SqliteSession session, String sql, Object... values) throws SQLException {
        return session.list(sql, row -> row.getLong(1), values);
    }

    private static List<DeliveryChange.Target> fitting(SqliteSession session, DeliveryFilter filter, List<Long> ids)
            throws SQLException {
        if (ids.isEmpty()) {
            return List.of();
        }
        FilterSql fits = FilterSql.of(filter);
        return session.listOnce(
                String.format(FITTING, fits.condition()),
                row -> new DeliveryChange.Target(row.getLong(1), row.getString(2), DeliveryState.of(row.getString(3))),
                fits.values(List.of(ids.toString()), List.of()));
    }
}
