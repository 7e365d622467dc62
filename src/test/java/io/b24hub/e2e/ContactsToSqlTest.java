package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.b24hub.HubRig;
import io.b24hub.PostgresServer;
import io.b24hub.emulator.Kind;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.operate.Actor;
import io.b24hub.store.DeliveryControl.Change;
import io.b24hub.store.DeliveryState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The contacts of the emulated portal in a table of a real PostgreSQL, which is made as the flow's file says. */
@Timeout(180)
class ContactsToSqlTest {

    private static final String FLOW = "contacts-to-sql";
    private static final String HOSTILE =
            "О'Генри \"x\"; DROP TABLE bitrix24_contact; -- \\ ${body} :#name ? # {{ 7*7 }}";

    @TempDir
    private Path home;

    @Test
    void a_contact_becomes_a_row_whatever_it_is_called_and_later_changes_keep_it_up_to_date() throws Exception {
        String schema = schemaWithTable();
        try (HubRig rig = rig(schema)) {
            Map<String, Object> person = new HashMap<>(Map.of(
                    "NAME", "Анна",
                    "LAST_NAME", HOSTILE,
                    "POST", "Директор 🎉",
                    "COMPANY_ID", "3",
                    "SOURCE_ID", "WEB",
                    "ASSIGNED_BY_ID", "2"));
            person.put("PHONE", List.of(phone("+7 906 123-45-67"), phone("+7 906 000-00-00")));
            person.put("EMAIL", List.of(Map.of("ID", "9", "VALUE_TYPE", "WORK", "VALUE", "anna@example.com")));
            long anna = rig.far().portal().records().add(Kind.CONTACT, person);
            long bare = rig.far()
                    .portal()
                    .records()
                    .add(Kind.CONTACT, Map.of("NAME", "Пётр", "PHONE", List.of(), "EMAIL", List.of()));
            delivered(rig, 2);

            assertThat(rows(schema))
                    .containsExactlyInAnyOrder(
                            "main|" + anna + "|Анна|" + HOSTILE
                                    + "|Директор 🎉|3|+7 906 123-45-67|anna@example.com|Веб-сайт|2|Мария Иванова|t|t",
                            "main|" + bare + "|Пётр|||null|||Веб-сайт|1|Пётр Петров|t|t");

            rig.far().portal().records().update(Kind.CONTACT, anna, Map.of("LAST_NAME", "Ким", "COMPANY_ID", "0"));
            delivered(rig, 3);

            assertThat(rows(schema))
                    .hasSize(2)
                    .anyMatch(row -> row.startsWith("main|" + anna + "|Анна|Ким|Директор 🎉|null|+7 906"));
        }
    }

    @Test
    void a_repeat_changes_nothing_and_a_deleted_contact_loses_its_row() throws Exception {
        String schema = schemaWithTable();
        try (HubRig rig = rig(schema)) {
            long anna = rig.far().portal().records().add(Kind.CONTACT, Map.of("NAME", "Анна"));
            long ivan = rig.far().portal().records().add(Kind.CONTACT, Map.of("NAME", "Иван"));
            delivered(rig, 2);
            List<String> before = rows(schema);

            Bitrix24Event added = rig.event("ONCRMCONTACTADD", "contact:" + anna);
            long delivery = rig.delivery(added, FLOW, DeliveryState.DELIVERED).id();
            rig.hub()
                    .operations()
                    .change(Change.REPLAY, delivery, "again", Actor.LOCAL)
                    .join();
            delivered(rig, 3);
            assertThat(rows(schema)).containsExactlyElementsOf(before);

            rig.far().portal().records().delete(Kind.CONTACT, anna);
            delivered(rig, 4);
            assertThat(rows(schema)).singleElement().asString().startsWith("main|" + ivan + "|Иван|");

            // an old event of a contact that is gone brings nothing back
            rig.hub()
                    .operations()
                    .change(Change.REPLAY, delivery, "again", Actor.LOCAL)
                    .join();
            delivered(rig, 5);
            assertThat(rows(schema)).hasSize(1);
        }
    }

    @Test
    void another_table_can_be_named_with_its_schema() throws Exception {
        String schema = PostgresServer.shared().newSchema();
        PostgresServer.execute(schema, "CREATE SCHEMA crm_copy");
        PostgresServer.execute(schema, table().replace("bitrix24_contact", "crm_copy.people"));
        try (HubRig rig = new HubRig(home)
                .set("hub.sql.url", schema)
                .set("hub.sql.user", PostgresServer.USER)
                .set("hub.sql.password", PostgresServer.PASSWORD)
                .set("flow.contacts-to-sql.table", "crm_copy.people")
                .start()) {
            rig.far().portal().records().add(Kind.CONTACT, Map.of("NAME", "Анна"));
            delivered(rig, 1);

            assertThat(rows(schema, "crm_copy.people")).hasSize(1);
        }
    }

    private static Map<String, String> phone(String number) {
        return Map.of("ID", "7", "VALUE_TYPE", "WORK", "VALUE", number, "TYPE_ID", "PHONE");
    }

    private static String schemaWithTable() throws IOException {
        String schema = PostgresServer.shared().newSchema();
        PostgresServer.execute(schema, table());
        return schema;
    }

    /** The statement in the head of the flow's file. */
    private static String table() throws IOException {
        String head = Files.readAllLines(HubRig.ROUTES.resolve("flows/contacts-to-sql.camel.yaml")).stream()
                .takeWhile(line -> line.startsWith("#"))
                .map(line -> line.substring(1))
                .collect(Collectors.joining("\n"));
        return head.substring(head.indexOf("CREATE TABLE"), head.indexOf(");") + 1);
    }

    private HubRig rig(String schema) {
        return new HubRig(home)
                .set("hub.sql.url", schema)
                .set("hub.sql.user", PostgresServer.USER)
                .set("hub.sql.password", PostgresServer.PASSWORD)
                .start();
    }

    private static void delivered(HubRig rig, int deliveries) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> rig.ends().stream()
                                .filter((FLOW + " delivered")::equals)
                                .count()
                        == deliveries);
    }

    private static List<String> rows(String schema) throws SQLException {
        return rows(schema, "bitrix24_contact");
    }

    private static List<String> rows(String schema, String table) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = PostgresServer.connectTo(schema);
                ResultSet row = connection
                        .createStatement()
                        .executeQuery("SELECT portal, id, name, last_name, post, company_id, phone, email, source,"
                                + " responsible_id, responsible, created_at <= read_at, changed_at <= read_at FROM "
                                + table
                                + " ORDER BY id")) {
            while (row.next()) {
                List<String> cells = new ArrayList<>();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    cells.add(row.getString(i));
                }
                rows.add(String.join("|", cells));
            }
        }
        return rows;
    }
}
