package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.b24hub.HubRig;
import io.b24hub.PostgresServer;
import io.b24hub.TestHub;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.DeliveryState;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Flows that write into a real PostgreSQL. */
@Timeout(180)
class SqlFlowTest {

    private static final String TABLE = "CREATE TABLE contact (portal text, id bigint, name text NOT NULL,"
            + " changed_at timestamptz, amount numeric CHECK (amount < 1000), PRIMARY KEY (portal, id))";

    private static final String UPSERT = """
            - route:
                id: contacts
                from:
                  uri: bitrix24:ONCRMCONTACTUPDATE
                  parameters:
                    merge: none
                  steps:
                    - to: >-
                        sql:INSERT INTO contact (portal, id, name, changed_at, amount)
                        VALUES (:#${body.portal}, :#${body.entity.id}, :#${body.data[FIELDS][NAME]}, :#${body.occurredAt},
                        CAST(NULLIF(:#${body.data[FIELDS][AMOUNT]}, '') AS numeric))
                        ON CONFLICT (portal, id) DO UPDATE SET name = excluded.name,
                        changed_at = excluded.changed_at, amount = excluded.amount
            """;

    /** Rows of a batch, all or none. */
    private static final String BATCH = """
            - route:
                id: contacts
                from:
                  uri: bitrix24:ONCRMCONTACTUPDATE
                  parameters:
                    merge: none
                    batchSize: 50
                    batchWait: 500ms
                  steps:
                    - to:
                        uri: sql:INSERT INTO contact (portal, id, name, changed_at) VALUES (:#${body.portal}, :#${body.entity.id}, :#${body.data[FIELDS][NAME]}, :#${body.occurredAt}) ON CONFLICT (portal, id) DO UPDATE SET name = excluded.name, changed_at = excluded.changed_at
                        parameters:
                          batch: true
            """;

    @TempDir
    private Path dir;

    @Test
    void rows_are_inserted_once_and_then_updated_whatever_they_hold() throws Exception {
        PostgresServer server = PostgresServer.shared();
        String schema = server.newSchema();
        PostgresServer.execute(schema, TABLE);
        try (CapturedLog log = new CapturedLog(Map.of("ROOT", Level.DEBUG, "org.apache.camel", Level.TRACE));
                TestHub hub = hub(schema, UPSERT)) {
            deliver(hub, "7", "О'Генри \"x\"; DROP TABLE contact; -- \\ ${body} :#name ? #", "12.50");
            deliver(hub, "8", "Анна 🎉", "1");
            deliver(hub, "7", "Второе имя", "13");

            assertThat(rows(schema)).containsExactly("main 7 Второе имя 13", "main 8 Анна 🎉 1");
            assertThat(log.lines()).hasSizeGreaterThan(100).noneMatch(line -> line.text()
                    .contains(PostgresServer.PASSWORD));
            assertThat(Jmx.everything()).contains("sql://").doesNotContain(PostgresServer.PASSWORD);
        }
    }

    @Test
    void a_value_stays_a_value() throws Exception {
        String name = "О'Генри \"x\"; DROP TABLE contact; -- \\ ${body} :#name ? #";
        String schema = PostgresServer.shared().newSchema();
        PostgresServer.execute(schema, TABLE);
        try (TestHub hub = hub(schema, UPSERT)) {
            deliver(hub, "7", name, "1");

            assertThat(rows(schema)).containsExactly("main 7 " + name + " 1");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "INSERT INTO contact (id, name) VALUES (:#${body.entity.id}, 'a', 'b')  | 42601 | Check the statement",
                "INSERT INTO nobody (id) VALUES (:#${body.entity.id})                   | 42P01 | Check the statement",
                "INSERT INTO contact (id, nix) VALUES (:#${body.entity.id}, 'a')        | 42703 | Check the statement",
                "INSERT INTO contact (portal, id) VALUES ('p', :#${body.entity.id})     | 23502 | required columns",
                "INSERT INTO contact (portal, id, name, amount) VALUES ('p', 1, '', 1e6) | 23514 | A rule of the table",
                "INSERT INTO contact (portal, id, name) VALUES ('p', :#${body.type}, '') | 22P02 | Check the values",
                "INSERT INTO contact (portal, id, name) VALUES ('p', 1, :#missing)      | Cannot find key | Mend the route",
            })
    void what_will_not_heal_is_parked_with_advice(String statement, String words, String advice) {
        String schema = PostgresServer.shared().newSchema();
        PostgresServer.execute(schema, TABLE);
        try (TestHub hub = hub(schema, flow(statement))) {
            String event = send(hub, "7", "x", "1");
            hub.awaitState(event, "contacts", DeliveryState.PARKED);

            assertThat(hub.hub().explain().event(event).text()).contains(words, advice);
        }
    }

    @Test
    void a_batch_is_written_whole_and_repeats_do_no_harm() throws Exception {
        String schema = PostgresServer.shared().newSchema();
        PostgresServer.execute(schema, TABLE);
        List<String> events = new ArrayList<>();
        try (TestHub hub = hub(schema, BATCH)) {
            for (int i = 0; i < 120; i++) {
                events.add(send(hub, Integer.toString(i % 40 + 1), "имя " + i, "1"));
            }
            events.forEach(event -> hub.awaitState(event, "contacts", DeliveryState.DELIVERED));

            assertThat(rows(schema)).hasSize(40).contains("main 1 имя 80 null", "main 40 имя 119 null");
        }
    }

    @Test
    void a_wrong_password_is_parked_with_advice_and_not_shown() {
        String schema = PostgresServer.shared().newSchema();
        try (TestHub hub = prepare(schema)
                .set("hub.sql.password", "wrong-password-never-seen")
                .route("flows/contacts.camel.yaml", UPSERT)
                .start()) {
            String event = send(hub, "7", "x", "1");
            hub.awaitState(event, "contacts", DeliveryState.PARKED);

            assertThat(hub.hub().explain().event(event).text())
                    .contains("28P01", "hub.sql.password")
                    .doesNotContain("never-seen");
        }
    }

    @Test
    void a_statement_that_takes_too_long_is_ended_and_tried_again() {
        String schema = PostgresServer.shared().newSchema();
        try (TestHub hub = hub(schema, flow("SELECT pg_sleep(60)?template.queryTimeout=1"))) {
            String event = send(hub, "7", "x", "1");
            DeliveryRecord record = hub.awaitOutcome(event, "contacts");

            assertThat(record.state()).isNotEqualTo(DeliveryState.PARKED);
            assertThat(record.reason()).contains("57014");
        }
    }

    @Test
    void the_hub_starts_without_the_database_and_takes_its_restart() throws Exception {
        try (PostgresServer server = PostgresServer.start()) {
            String schema = server.newSchema();
            PostgresServer.execute(schema, TABLE);
            server.down();
            try (TestHub hub = hub(schema, UPSERT)) {
                String early = send(hub, "1", "рано", "1");
                assertThat(hub.awaitOutcome(early, "contacts").reason()).contains("08001");

                server.up();
                hub.awaitState(early, "contacts", DeliveryState.DELIVERED);
                List<String> events = new ArrayList<>();
                for (int i = 2; i <= 60; i++) {
                    events.add(send(hub, Integer.toString(i % 10 + 1), "имя " + i, "1"));
                    if (i == 30) {
                        server.down();
                    }
                    if (i == 45) {
                        server.up();
                    }
                }
                events.forEach(event -> hub.awaitState(event, "contacts", DeliveryState.DELIVERED));

                assertThat(rows(schema)).hasSize(10).contains("main 1 имя 60 1", "main 10 имя 59 1", "main 2 имя 51 1");
            }
        }
    }

    @Test
    void nobody_waits_long_for_a_database_that_is_not_there() {
        try (TestHub hub = hub("jdbc:postgresql://127.0.0.1:" + HubRig.freePort() + "/x", UPSERT)) {
            String event = send(hub, "1", "x", "1");

            DeliveryRecord record = hub.awaitOutcome(event, "contacts");

            assertThat(record.state()).isNotEqualTo(DeliveryState.PARKED);
            assertThat(record.reason()).contains("08001");
        }
    }

    @Test
    void a_flow_waits_for_its_database_to_be_set() {
        try (TestHub hub =
                TestHub.in(dir).route("flows/contacts.camel.yaml", UPSERT).start()) {
            assertThat(hub.hub().flows()).anyMatch(line -> line.contains("hub.sql.url"));
        }
    }

    private static String flow(String statement) {
        int question = statement.indexOf("?template");
        String sql = question < 0 ? statement : statement.substring(0, question);
        return """
                - route:
                    id: contacts
                    from:
                      uri: bitrix24:ONCRMCONTACTUPDATE
                      steps:
                        - to:
                            uri: "sql:%s%s"
                """.formatted(sql, question < 0 ? "" : statement.substring(question));
    }

    private static void deliver(TestHub hub, String id, String name, String amount) {
        hub.awaitState(send(hub, id, name, amount), "contacts", DeliveryState.DELIVERED);
    }

    private static String send(TestHub hub, String id, String name, String amount) {
        return hub.send("ONCRMCONTACTUPDATE", Map.of("ID", id, "NAME", name, "AMOUNT", amount));
    }

    private TestHub hub(String url, String route) {
        return prepare(url).route("flows/contacts.camel.yaml", route).start();
    }

    private TestHub.Preparation prepare(String url) {
        return TestHub.in(dir)
                .set("hub.sql.url", url)
                .set("hub.sql.user", PostgresServer.USER)
                .set("hub.sql.password", PostgresServer.PASSWORD)
                .set("hub.breaker.pause", "200ms")
                .set("hub.breaker.longest-pause", "200ms");
    }

    private static List<String> rows(String schema) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = PostgresServer.connectTo(schema);
                ResultSet row = connection
                        .createStatement()
                        .executeQuery("SELECT portal, id, name, trim_scale(amount) FROM contact ORDER BY id")) {
            while (row.next()) {
                rows.add(row.getString(1) + " " + row.getString(2) + " " + row.getString(3) + " " + row.getString(4));
            }
        }
        return rows;
    }
}
