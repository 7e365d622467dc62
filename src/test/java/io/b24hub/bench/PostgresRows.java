package io.b24hub.bench;

import io.b24hub.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Fills a PostgreSQL store that no hub has open by SQL, with the rows that {@link StoreRows} makes. */
final class PostgresRows {

    private static final int STEP = 250_000;

    private static final String EVENTS = """
            INSERT INTO event (id, portal, type, entity_type, entity_type_id, entity_id, handler_id, occurred_at,
                               received_at, origin, data)
            SELECT '00' || lpad(i::text, 24, '0'), 'main', 'ONCRMDEALUPDATE', 'deal', 2, 'h' || i, '17', i, i, 'webhook',
                   '{"FIELDS":{"ID":"h' || i || '"}}'
              FROM generate_series(%1$d, %2$d) AS i
            """;

    private static final String DELIVERED = """
            INSERT INTO delivery (id, event_id, flow, portal, type, entity_key, received_at, state, turn, blocked, due_at,
                                  claim, created_at, ended_at)
            SELECT nextval('delivery_number'), '00' || lpad(i::text, 24, '0'), 'flow', 'main', 'ONCRMDEALUPDATE',
                   'main/deal:h' || i, i, 'delivered', i, false, i, 1, i, i
              FROM generate_series(%1$d, %2$d) AS i
            """;

    private static final String ATTEMPTS = """
            INSERT INTO attempt (delivery_id, claim, began_at, took, result, status, reason, response, steps)
            SELECT i, 1, i, 46, 'delivered', NULL, '', '',
                   '["bitrix24:read 34 ms (crm.deal.get in a batch of 12)","telegram 12 ms"]'
              FROM generate_series(%1$d, %2$d) AS i
            """;

    private PostgresRows() {}

    /** Deliveries of flow {@code flow} that ended long ago, with their events and attempts. */
    static void delivered(String url, long rows) throws SQLException {
        try (Connection connection = PostgresServer.connectTo(url);
                Statement statement = connection.createStatement()) {
            statement.execute("SET synchronous_commit = off");
            for (long first = 1; first <= rows; first += STEP) {
                long last = Math.min(rows, first + STEP - 1);
                for (String sql : new String[] {EVENTS, DELIVERED, ATTEMPTS}) {
                    statement.execute(String.format(sql, first, last));
                }
            }
        }
    }

    /** Parks one of so many that were delivered, and lets the server see to its tables as it does in time by itself. */
    static void park(String url, long each) throws SQLException {
        try (Connection connection = PostgresServer.connectTo(url);
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE delivery SET state = 'parked', reason = 'The chat ' || (id % 7)"
                    + " || ' takes no messages of this bot' WHERE id % " + each + " = 0");
            statement.execute("VACUUM ANALYZE");
        }
    }
}
