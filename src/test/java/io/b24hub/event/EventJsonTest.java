package io.b24hub.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventJsonTest {

    private static final Instant AT = Instant.parse("2026-03-01T09:00:00Z");

    @Test
    void writes_what_there_is_in_a_fixed_order() {
        Bitrix24Event event = new Bitrix24Event(
                "01A",
                "main",
                "ONCRMDEALUPDATE",
                new EntityRef("deal", 2, "662"),
                "975",
                AT,
                AT.plusMillis(250),
                Origin.WEBHOOK,
                Map.of("FIELDS", Map.of("ID", "662")));

        assertThat(EventJson.toJson(event))
                .isEqualTo("{\"schema\":1,\"id\":\"01A\",\"portal\":\"main\",\"type\":\"ONCRMDEALUPDATE\","
                        + "\"entity\":{\"type\":\"deal\",\"typeId\":2,\"id\":\"662\"},\"handlerId\":\"975\","
                        + "\"occurredAt\":\"2026-03-01T09:00:00Z\",\"receivedAt\":\"2026-03-01T09:00:00.250Z\","
                        + "\"origin\":\"webhook\",\"data\":{\"FIELDS\":{\"ID\":\"662\"}}}");
    }

    @Test
    void leaves_out_what_is_absent() {
        Bitrix24Event event =
                new Bitrix24Event("01A", "main", "ONAPPTEST", EntityRef.NONE, "", AT, AT, Origin.SWEEP, Map.of());
        Bitrix24Event task = new Bitrix24Event(
                "01A", "main", "ONTASKADD", new EntityRef("task", 0, "5"), "", AT, AT, Origin.WEBHOOK, "107");

        assertThat(EventJson.toJson(event))
                .isEqualTo("{\"schema\":1,\"id\":\"01A\",\"portal\":\"main\",\"type\":\"ONAPPTEST\","
                        + "\"occurredAt\":\"2026-03-01T09:00:00Z\",\"receivedAt\":\"2026-03-01T09:00:00Z\","
                        + "\"origin\":\"sweep\",\"data\":{}}");
        assertThat(EventJson.toJson(task))
                .contains("\"entity\":{\"type\":\"task\",\"id\":\"5\"}")
                .endsWith("\"data\":\"107\"}");
    }

    @Test
    void reads_back_what_it_wrote() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("TITLE", "Большая сделка \"№1\" 😀\n");
        fields.put("OPPORTUNITY", 12.5);
        fields.put("ID", 662);
        fields.put("BIG", 200540400001L);
        fields.put("CLOSED", false);
        fields.put("COMMENTS", null);
        fields.put("PHONE", List.of(Map.of("VALUE", "+7")));
        Bitrix24Event event = new Bitrix24Event(
                "01A",
                "main",
                "ROBOT",
                new EntityRef("deal", 2, "662"),
                "",
                AT,
                AT.plusMillis(1),
                Origin.ROBOT,
                Map.of("document_id", List.of("crm", "CCrmDocumentDeal", "DEAL_662")),
                Reading.NONE
                        .withFields(fields)
                        .withNames(Map.of("STAGE_ID", "Выиграна"))
                        .withLink("https://example.bitrix24.com/crm/deal/details/662/")
                        .withRelated(Map.of("contact", Map.of("NAME", "Анна")))
                        .withChanges(Map.of("TITLE", "x"), List.of("TITLE", "ID")));

        assertThat(EventJson.fromJson(EventJson.toJson(event))).isEqualTo(event);
        assertThat(EventJson.fromJson(EventJson.toBytes(event))).isEqualTo(event);
        assertThat(EventJson.toJson(event)).contains("Большая сделка").doesNotContain("\\u");
    }

    @Test
    void writes_what_was_read_after_the_fields() {
        Bitrix24Event event = new Bitrix24Event(
                        "01A", "main", "ONCRMDEALADD", EntityRef.NONE, "", AT, AT, Origin.WEBHOOK, Map.of())
                .withReading(Reading.NONE
                        .withFields(Map.of("STAGE_ID", "WON"))
                        .withNames(Map.of("STAGE_ID", "Deal won"))
                        .withLink("https://p/crm/deal/details/1/")
                        .withRelated(Map.of("company", Map.of("TITLE", "ACME")))
                        .withChanges(Map.of("STAGE_ID", "NEW"), List.of("STAGE_ID")));

        assertThat(EventJson.toJson(event))
                .endsWith("\"data\":{},\"fields\":{\"STAGE_ID\":\"WON\"},\"names\":{\"STAGE_ID\":\"Deal won\"},"
                        + "\"link\":\"https://p/crm/deal/details/1/\",\"related\":{\"company\":{\"TITLE\":\"ACME\"}},"
                        + "\"before\":{\"STAGE_ID\":\"NEW\"},\"changed\":[\"STAGE_ID\"]}");
    }

    @Test
    void reads_back_an_entity_that_is_gone() {
        Bitrix24Event event = new Bitrix24Event(
                        "01A", "main", "ONTASKADD", new EntityRef("task", 0, "5"), "", AT, AT, Origin.WEBHOOK, Map.of())
                .withoutEntity();

        assertThat(EventJson.toJson(event)).contains("\"gone\":true");
        assertThat(EventJson.fromJson(EventJson.toJson(event))).isEqualTo(event);
    }

    @Test
    void reads_data_that_nobody_can_change() {
        Object data = EventJson.readData("{\"a\":{\"b\":[\"1\"]}}");

        assertThat(data).isEqualTo(Map.of("a", Map.of("b", List.of("1"))));
        assertThatThrownBy(() -> ((Map<?, ?>) data).clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ((Map<?, ?>) ((Map<?, ?>) data).get("a")).clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void keeps_data_of_every_shape() {
        for (Object data : List.of("107", Map.of(), List.of("1", "2"), Map.of("a", "я"), "")) {
            assertThat(EventJson.readData(EventJson.writeData(data))).isEqualTo(data);
        }
        Map<String, Object> withNull = Collections.unmodifiableMap(new HashMap<>(Collections.singletonMap("a", null)));
        assertThat(EventJson.readData(EventJson.writeData(withNull))).isEqualTo(withNull);
    }

    @Test
    void says_what_is_wrong_without_quoting_the_text() {
        assertThatThrownBy(() -> EventJson.fromJson("{\"hidden"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no JSON")
                .hasMessageNotContaining("hidden");
        assertThatThrownBy(() -> EventJson.fromJson("{}")).hasMessageContaining("schema");
        assertThatThrownBy(() -> EventJson.fromJson("{\"schema\":2}")).hasMessageContaining("newer");
        assertThatThrownBy(() -> EventJson.fromJson("{\"schema\":1}")).hasMessageContaining("id is missing");
        assertThatThrownBy(() -> EventJson.fromJson(
                        "{\"schema\":1,\"id\":\"1\",\"portal\":\"m\",\"type\":\"T\",\"occurredAt\":\"yesterday\"}"))
                .hasMessageContaining("occurredAt");
    }
}
