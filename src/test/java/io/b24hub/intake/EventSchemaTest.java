package io.b24hub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.b24hub.component.bitrix24.EventBatch;
import io.b24hub.component.bitrix24.EventConverters;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventJson;
import io.b24hub.event.Reading;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the hub passes on keeps to the schema that it publishes. */
class EventSchemaTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SCHEMA = "/io/b24hub/event/event-1.schema.json";

    private final JsonNode text = schemaText();
    private final JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(
                    text,
                    SchemaValidatorsConfig.builder()
                            .formatAssertionsEnabled(true)
                            .build());

    static List<Payload> accepted() {
        return PayloadsOverHttpTest.accepted();
    }

    private static JsonNode schemaText() {
        try (InputStream schema = EventSchemaTest.class.getResourceAsStream(SCHEMA)) {
            return JSON.readTree(schema);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void holds_for_every_known_call(Payload payload) {
        assertThat(problems(EventJson.toJson(event(payload)))).isEmpty();
    }

    @Test
    void holds_for_what_was_read_and_for_what_could_not_be() throws Exception {
        Bitrix24Event event = event(Payload.named("crm-deal-update.webhook"));
        Map<String, Object> fields = dealFields();
        Reading read = everything(fields);

        for (Reading reading :
                List.of(read, Reading.NONE.withoutEntity(), read.withoutEntity(), read.withUnreadableEntity())) {
            assertThat(problems(EventJson.toJson(event.withReading(reading)))).isEmpty();
        }
    }

    @Test
    void each_element_of_a_batch_is_such_an_event() throws Exception {
        List<Bitrix24Event> events = new ArrayList<>();
        for (Payload payload : accepted()) {
            events.add(event(payload));
        }

        JsonNode batch = JSON.readTree(EventConverters.toText(new EventBatch(events)));

        assertThat(batch).hasSize(events.size()).allSatisfy(element -> assertThat(schema.validate(element))
                .isEmpty());
    }

    @Test
    void describes_every_property_that_is_written() throws Exception {
        JsonNode written = JSON.readTree(EventJson.toJson(
                event(Payload.named("crm-deal-update.webhook")).withReading(everything(dealFields()))));
        Set<String> names = names(written);
        names.add("gone");
        names.add("unreadable");

        assertThat(names(text.path("properties"))).isEqualTo(names);
        assertThat(names(text.path("properties").path("entity").path("properties")))
                .isEqualTo(names(written.path("entity")));
        String page = Files.readString(Path.of("src/main/docs/event-schema.md"));
        assertThat(names).allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }

    @ParameterizedTest
    @CsvSource({
        "schema, 2",
        "id, ''",
        "type, oncrmdealadd",
        "occurredAt, yesterday",
        "origin, WEBHOOK",
        "data, 7",
        "gone, false",
        "changed, TITLE",
        "entity, deal",
        "names, none",
    })
    void refuses_what_is_none(String property, String value) throws Exception {
        ObjectNode event =
                (ObjectNode) JSON.readTree(EventJson.toJson(event(Payload.named("crm-deal-update.webhook"))));
        if (value.matches("\\d+|false")) {
            event.set(property, JSON.readTree(value));
        } else {
            event.put(property, value);
        }

        assertThat(problems(event.toString())).isNotEmpty();
    }

    private Set<ValidationMessage> problems(String json) {
        try {
            return schema.validate(JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Bitrix24Event event(Payload payload) {
        Door door = Door.with(Door.portal(List.of(payload.token()), Optional.empty(), false));
        door.send(new Call("main", Optional.of(Door.ROBOT_SECRET), "", payload.form()))
                .join();
        return door.store.events().get(0);
    }

    private static Reading everything(Map<String, Object> fields) {
        return Reading.NONE
                .withFields(fields)
                .withNames(Map.of("STAGE_ID", "Сделка успешна"))
                .withLink("https://example.bitrix24.com/crm/deal/details/662/")
                .withRelated(Map.of("contact", Map.of("NAME", "Анна"), "company", Map.of()))
                .withChanges(Map.of("STAGE_ID", "NEW"), List.of("STAGE_ID"));
    }

    /** As the portal answers: texts, numbers, booleans, nulls, lists. */
    private static Map<String, Object> dealFields() throws IOException {
        Path answer = Path.of("src/test/resources/bitrix24/responses/crm.deal.get.success.json");
        JsonNode result = JSON.readTree(answer.toFile()).findValue("result");
        Map<String, Object> fields = new LinkedHashMap<>();
        result.properties()
                .forEach(field -> fields.put(field.getKey(), JSON.convertValue(field.getValue(), Object.class)));
        assertThat(fields).isNotEmpty();
        return fields;
    }
}
