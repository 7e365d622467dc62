package io.b24hub.connector.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.b24hub.PostgresServer;
import io.b24hub.settings.Secret;
import io.b24hub.settings.SqlSettings;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows as a mapping makes them, into a real PostgreSQL. */
class SqlConnectorTest {

    private static final String UPSERT = "sql:INSERT INTO deal (id, title, amount, closed, at, phones)"
            + " VALUES (:#ID, :#${body[Название]}, :#AMOUNT, :#CLOSED, :#AT, CAST(:#PHONES AS jsonb))"
            + " ON CONFLICT (id) DO UPDATE SET title = excluded.title, amount = excluded.amount,"
            + " closed = excluded.closed, at = excluded.at, phones = excluded.phones";

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final PostgresServer server = PostgresServer.shared();
    private final String schema = server.newSchema();

    @BeforeEach
    void start() {
        PostgresServer.execute(
                schema,
                "CREATE TABLE deal (id bigint PRIMARY KEY, title text, amount numeric, closed boolean, at timestamptz,"
                        + " phones jsonb)");
        SqlSettings settings = new SqlSettings(
                schema, Optional.of(PostgresServer.USER), Optional.of(Secret.of(PostgresServer.PASSWORD)));
        context.addComponent("sql", new SqlConnector(Optional.of(new Database(settings))));
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void writes_one_row() throws Exception {
        send(UPSERT, row("662", "О'Генри"));

        assertThat(rows()).containsExactly("662 О'Генри 12.50 t 2026-03-01 09:00:00+00 [{\"VALUE\": \"+7\"}]");
    }

    @Test
    void writes_many_rows_and_repeats_do_no_harm() throws Exception {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            rows.add(row(Integer.toString(i % 100), "Сделка " + i));
        }

        send(UPSERT + "?batch=true", rows);
        send(UPSERT + "?batch=true", rows);

        assertThat(rows()).hasSize(100).first().asString().startsWith("0 Сделка 100");
    }

    @Test
    void writes_all_rows_or_none() throws Exception {
        List<Map<String, Object>> rows = List.of(row("1", "good"), row("not a number", "bad"), row("3", "good"));

        assertThatThrownBy(() -> send(UPSERT + "?batch=true", rows)).isInstanceOf(CamelExecutionException.class);

        assertThat(rows()).isEmpty();
        send(UPSERT, row("5", "the connection is as good as before"));
        assertThat(rows()).hasSize(1);
    }

    @Test
    void reads_with_a_list_of_values() {
        send(UPSERT + "?batch=true", List.of(row("1", "a"), row("2", "b"), row("3", "c")));

        List<?> found = context.createProducerTemplate()
                .requestBody(
                        "sql:SELECT title FROM deal WHERE id IN (:#in:ids) ORDER BY id",
                        Map.of("ids", List.of(1, 3)),
                        List.class);

        assertThat(found).hasToString("[{title=a}, {title=c}]");
    }

    @Test
    void its_endpoints_and_texts_show_no_password() {
        send(UPSERT, row("1", "a"));

        assertThat(context.getEndpoints().toString() + context.getComponent("sql"))
                .doesNotContain(PostgresServer.PASSWORD);
    }

    private void send(String uri, Object body) {
        context.createProducerTemplate().sendBody(uri, body);
    }

    private static Map<String, Object> row(String id, String title) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("ID", id);
        row.put("Название", title);
        row.put("AMOUNT", new BigDecimal("12.50"));
        row.put("CLOSED", true);
        row.put("AT", Instant.parse("2026-03-01T09:00:00Z"));
        row.put("PHONES", List.of(Map.of("VALUE", "+7")));
        return row;
    }

    private List<String> rows() throws Exception {
        List<String> rows = new ArrayList<>();
        try (Connection connection = PostgresServer.connectTo(schema)) {
            connection.createStatement().execute("SET TIME ZONE 'UTC'");
            ResultSet row = connection.createStatement().executeQuery("SELECT * FROM deal ORDER BY id");
            while (row.next()) {
                List<String> cells = new ArrayList<>();
                for (int i = 1; i <= 6; i++) {
                    cells.add(row.getString(i));
                }
                rows.add(String.join(" ", cells));
            }
        }
        return rows;
    }
}
