package io.b24hub.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Fills a closed SQLite store by SQL, which is faster than living through it. */
final class StoreRows {

    private static final int STEP = 250_000;

    private static final String NUMBERS =
            "WITH RECURSIVE n (i) AS (SELECT %1$d UNION ALL SELECT i + 1 FROM n WHERE i < %2$d) ";

    private static final String EVENTS = NUMBERS + """
            INSERT INTO event (id, portal, type, entity_type, entity_type_id, entity_id, handler_id, occurred_at,
                               received_at, origin, data)
            SELECT printf('00%%024d', i), 'main', 'ONCRMDEALUPDATE', 'deal', 2, 'h' || i, '17', i, i, 'webhook',
                   '{"FIELDS":{"ID":"h' || i || '"}}' FROM n
            """;

    private static final String DELIVERED = NUMBERS + """
            INSERT INTO delivery (event_id, flow, type, entity_key, received_at, state, turn, blocked, due_at, claim,
                                  created_at, ended_at)
            SELECT printf('00%%024d', i), 'flow', 'ONCRMDEALUPDATE', 'main/deal:h' || i, i, 'delivered', i, 0, i, 1, i, i
              FROM n
            """;

    private static final String ATTEMPTS = """
            INSERT INTO attempt (delivery_id, claim, began_at, took, result, status, reason, response, steps)
            SELECT id, 1, ended_at, 46, 'delivered', NULL, '', '',
                   '["bitrix24:read 34 ms (crm.deal.get in a batch of 12)","telegram 12 ms"]'
              FROM delivery WHERE id BETWEEN %1$d AND %2$d
            """;

    private static final String WAITING = NUMBERS + """
            INSERT INTO delivery (event_id, flow, type, entity_key, received_at, state, turn, blocked, due_at, created_at)
            SELECT printf('00%%024d', i), 'flow', 'ONCRMDEALUPDATE', 'main/deal:h' || i, i, 'due', i, 0, i, i FROM n
            """;

    private StoreRows() {}

    /** Deliveries of flow {@code flow} that ended long ago, with their events and attempts. */
    static void delivered(Path file, long rows) throws SQLException {
        fill(file, rows, EVENTS, DELIVERED, ATTEMPTS);
    }

    /** Deliveries of flow {@code flow} that wait, each of an entity of its own. */
    static void waiting(Path file, long rows) throws SQLException {
        fill(file, rows, EVENTS, WAITING);
    }

    /** Parks one of so many that were delivered. */
    static void park(Path file, long each) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE delivery SET state = 'parked', reason = 'The chat ' || (id % 7)"
                    + " || ' takes no messages of this bot' WHERE id % " + each + " = 0");
        }
    }

    private static void fill(Path file, long rows, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("PRAGMA synchronous = OFF");
            statement.executeUpdate("PRAGMA cache_size = -131072");
            for (long first = 1; first <= rows; first += STEP) {
                long last = Math.min(rows, first + STEP - 1);
                statement.executeUpdate("BEGIN");
                for (String sql : statements) {
                    statement.executeUpdate(String.format(sql, first, last));
                }
                statement.executeUpdate("COMMIT");
            }
        }
    }
}
