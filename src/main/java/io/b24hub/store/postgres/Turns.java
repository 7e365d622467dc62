package io.b24hub.store.postgres;

import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Gives the turn to the next one of a flow and entity. The caller holds the entity's lock. */
final class Turns {

    private static final String FREE_NEXT = """
            UPDATE delivery n SET blocked = false
              FROM unnest(?::text[], ?::text[]) AS g (flow, entity_key)
             CROSS JOIN LATERAL (SELECT d.id FROM delivery d
                                  WHERE d.flow = g.flow AND d.entity_key = g.entity_key
                                    AND d.state IN ('due', 'running')
                                  ORDER BY d.turn
                                  LIMIT 1) h
             WHERE n.id = h.id AND n.blocked
            RETURNING g.flow, g.entity_key
            """;

    private Turns() {}

    /** The deliveries that wait for each other. */
    record Queue(String flow, String entityKey) {}

    /** The queues whose first delivery was blocked and is not any more. */
    static Set<Queue> freeNext(PgSession session, Collection<Queue> queues) throws SQLException {
        List<Queue> ordered = queues.stream()
                .distinct()
                .filter(queue -> !queue.entityKey.isEmpty())
                .toList();
        if (ordered.isEmpty()) {
            return Set.of();
        }
        return new HashSet<>(session.list(
                FREE_NEXT,
                row -> new Queue(row.getString(1), row.getString(2)),
                Column.texts(ordered, Queue::flow),
                Column.texts(ordered, Queue::entityKey)));
    }
}
