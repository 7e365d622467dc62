package io.b24hub.event;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The part of an event's JSON that came by reading; what is absent is left out. */
final class ReadingJson {

    private ReadingJson() {}

    static void write(JsonGenerator json, Reading reading) throws IOException {
        write(json, "fields", reading.fields());
        if (reading.gone()) {
            json.writeBooleanField("gone", true);
        }
        if (reading.unreadable()) {
            json.writeBooleanField("unreadable", true);
        }
        write(json, "names", reading.names());
        if (!reading.link().isEmpty()) {
            json.writeStringField("link", reading.link());
        }
        write(json, "related", reading.related());
        write(json, "before", reading.before());
        if (!reading.changed().isEmpty()) {
            json.writePOJOField("changed", reading.changed());
        }
    }

    private static void write(JsonGenerator json, String name, Map<String, ?> map) throws IOException {
        if (!map.isEmpty()) {
            json.writePOJOField(name, map);
        }
    }

    static Reading read(JsonNode event) {
        return new Reading(
                map(event, "fields"),
                event.path("gone").asBoolean(false),
                event.path("unreadable").asBoolean(false),
                names(event),
                event.path("link").asText(""),
                map(event, "related"),
                map(event, "before"),
                changed(event));
    }

    private static Map<String, Object> map(JsonNode event, String name) {
        return event.path(name).isObject() ? JsonValues.map(event.path(name)) : Map.of();
    }

    private static Map<String, String> names(JsonNode event) {
        Map<String, String> names = new LinkedHashMap<>();
        event.path("names")
                .properties()
                .forEach(name -> names.put(name.getKey(), name.getValue().asText()));
        return names;
    }

    private static List<String> changed(JsonNode event) {
        return event.path("changed").isArray()
                ? JsonValues.list(event.path("changed")).stream()
                        .map(String::valueOf)
                        .toList()
                : List.of();
    }
}
