package io.b24hub.validate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The JSON schema of Camel's YAML language, as camel-yaml-dsl brings it. A place in it often allows several shapes (a text,
 * or a mapping with one of many expressions); here they are seen as one, which is loose enough for all of them and strict
 * about names.
 *
 * <p>Immutable and thread-safe once read.
 */
final class YamlSchema {

    private static final String RESOURCE = "/schema/camelYamlDsl.json";
    private static final String DEFINITIONS = "#/items/definitions/";
    private static final String STEP = "org.apache.camel.model.ProcessorDefinition";

    private final JsonNode schema;

    YamlSchema() {
        try (InputStream in = YamlSchema.class.getResourceAsStream(RESOURCE)) {
            schema = new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What may stand at the top of a file, as an entry of its list. */
    Shape top() {
        return shape(List.of(schema.path("items")));
    }

    Shape shape(List<JsonNode> places) {
        Shape shape = new Shape();
        places.forEach(place -> shape.add(place, true));
        return shape;
    }

    /** What may stand at one place. Filled once, then only read. */
    final class Shape {

        private final Set<String> types = new TreeSet<>();
        private final Map<String, List<JsonNode>> properties = new LinkedHashMap<>();
        private final List<JsonNode> items = new ArrayList<>();
        private final Set<String> values = new TreeSet<>();
        private final Set<String> required = new TreeSet<>();
        private boolean step;
        private boolean single;
        private boolean anyKey;

        private void add(JsonNode place, boolean whole) {
            String ref = place.path("$ref").asText("");
            if (!ref.isEmpty()) {
                step |= ref.endsWith(STEP);
                add(schema.path("items").path("definitions").path(ref.substring(DEFINITIONS.length())), whole);
                return;
            }
            if (place.has("type")) {
                types.add(place.get("type").asText());
            }
            single |= place.path("maxProperties").asInt() == 1;
            anyKey |= place.path("type").asText().equals("object")
                    && !place.has("properties")
                    && !place.has("anyOf")
                    && !place.has("oneOf");
            place.path("properties").properties().forEach(property -> properties
                    .computeIfAbsent(property.getKey(), key -> new ArrayList<>())
                    .add(property.getValue()));
            if (place.has("items")) {
                items.add(place.get("items"));
            }
            place.path("enum").forEach(value -> values.add(value.asText()));
            if (whole) {
                place.path("required").forEach(name -> required.add(name.asText()));
            }
            place.path("oneOf").forEach(alternative -> add(alternative, false));
            place.path("anyOf").forEach(alternative -> add(alternative, false));
        }

        boolean isStep() {
            return step;
        }

        /** Whether a mapping here has one entry. */
        boolean isSingle() {
            return single;
        }

        boolean takesText() {
            return types.isEmpty()
                    || types.stream().anyMatch(Set.of("string", "number", "integer", "boolean")::contains);
        }

        boolean takesList() {
            return types.isEmpty() && items.isEmpty() || types.contains("array");
        }

        boolean takesMapping() {
            return types.isEmpty() || !properties.isEmpty() || types.contains("object");
        }

        /** Whether only this type of scalar is taken. */
        boolean isOnly(String type) {
            return types.equals(Set.of(type));
        }

        boolean takesAnyKey() {
            return anyKey || properties.isEmpty();
        }

        Set<String> keys() {
            return properties.keySet();
        }

        Set<String> required() {
            return required;
        }

        Set<String> values() {
            return values;
        }

        Shape below(String key) {
            return shape(properties.getOrDefault(key, List.of()));
        }

        Shape item() {
            return shape(items);
        }
    }
}
