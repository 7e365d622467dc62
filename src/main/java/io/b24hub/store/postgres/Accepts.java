package io.b24hub.store.postgres;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.store.Covered;
import io.b24hub.store.EntityKey;
import io.b24hub.store.Millis;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Stores events with their deliveries, many at once. */
final class Accepts implements Batch<Accepts.Accepted, Void> {

    // the inner part is sorted before numbers are drawn, so they grow in the order of handing over. The look at earlier
    // ones is limited to one, which keeps the planner from reading all that are active into a table first
    private static final String INSERT = """
            INSERT INTO delivery (id, turn, event_id, flow, portal, type, entity_key, received_at, state, due_at,
                                  created_at, blocked)
            SELECT n.id, n.id, n.event_id, n.flow, n.portal, n.type, n.entity_key, n.received_at, 'due', n.due_at,
                   n.due_at,
                   n.entity_key <> '' AND (n.behind OR coalesce(e.active, false))
              FROM (SELECT nextval('delivery_number') AS id, s.*
                      FROM (SELECT u.*
                              FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::int8[], ?::int8[],
                                          ?::bool[]) WITH ORDINALITY
                                   AS u (event_id, flow, portal, type, entity_key, received_at, due_at, behind, place)
                             ORDER BY u.place OFFSET 0) s
                    OFFSET 0) n
              LEFT JOIN LATERAL
                   (SELECT true AS active FROM delivery earlier
                     WHERE earlier.flow = n.flow AND earlier.entity_key = n.entity_key
                       AND earlier.state IN ('due', 'running')
                     LIMIT 1) e ON true
            """;

    /**
     * An event to be stored.
     *
     * @param data its data as JSON
     * @param flows each once
     */
    record Accepted(Bitrix24Event event, String data, List<String> flows, Instant now) {

        String key() {
            return EntityKey.of(event);
        }

        private Accepted withoutFlows() {
            return new Accepted(event, data, List.of(), now);
        }
    }

    private record Row(Accepted accepted, String flow, boolean behind) {}

    /** One without flows adds nothing to be ordered. */
    @Override
    public String entity(Accepted accepted) {
        return accepted.flows.isEmpty() ? "" : accepted.key();
    }

    private final Memories memories;

    Accepts(Memories memories) {
        this.memories = memories;
    }

    /** One that tells what a sweep has told is kept without deliveries. */
    @Override
    public List<Void> run(PgSession session, List<Accepted> all) throws SQLException {
        Map<String, Covered> late = Sweeps.late(session, all);
        if (late.isEmpty()) {
            insert(session, all);
        } else {
            insert(
                    session,
                    all.stream()
                            .map(each -> late.containsKey(each.event.id()) ? each.withoutFlows() : each)
                            .toList());
            Sweeps.note(session, memories, all, late);
        }
        return Collections.nCopies(all.size(), null);
    }

    /** Stores them as they are. */
    void insert(PgSession session, List<Accepted> all) throws SQLException {
        Events.insert(session, all);
        List<Row> rows = rows(all);
        if (!rows.isEmpty()) {
            insertRows(session, rows);
        }
    }

    /** Which of them come behind others of the same group. */
    private static List<Row> rows(List<Accepted> all) {
        List<Row> rows = new ArrayList<>();
        Set<List<String>> seen = new HashSet<>();
        for (Accepted accepted : all) {
            for (String flow : accepted.flows) {
                rows.add(new Row(accepted, flow, !seen.add(List.of(flow, accepted.key()))));
            }
        }
        return rows;
    }

    private static void insertRows(PgSession session, List<Row> rows) throws SQLException {
        session.update(
                INSERT,
                Column.texts(rows, row -> row.accepted.event.id()),
                Column.texts(rows, Row::flow),
                Column.texts(rows, row -> row.accepted.event.portal()),
                Column.texts(rows, row -> row.accepted.event.type()),
                Column.texts(rows, row -> row.accepted.key()),
                Column.numbers(rows, row -> Millis.at(row.accepted.event.receivedAt())),
                Column.numbers(rows, row -> Millis.at(row.accepted.now)),
                Column.flags(rows, Row::behind));
    }
}
