package io.b24hub.event;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;

/**
 * Events as JSON: what flows send on and the store keeps. Fields have a fixed order, what is absent is left out, and text
 * is written as it is, without escapes for anything but what JSON asks for.
 *
 * <p>Thread-safe.
 */
public final class EventJson {

    private static final int SCHEMA = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private EventJson() {}

    /** One event on one line. */
    public static String toJson(Bitrix24Event event) {
        StringWriter text = new StringWriter(512);
        try (JsonGenerator json = JSON.getFactory().createGenerator((Writer) text)) {
            write(json, event);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** One event on one line, in UTF-8. */
    public static byte[] toBytes(Bitrix24Event event) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.getFactory().createGenerator(bytes)) {
            write(json, event);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, Bitrix24Event event) throws IOException {
        json.writeStartObject();
        json.writeNumberField("schema", SCHEMA);
        json.writeStringField("id", event.id());
        json.writeStringField("portal", event.portal());
        json.writeStringField("type", event.type());
        if (!event.entity().isNone()) {
            write(json, event.entity());
        }
        if (!event.handlerId().isEmpty()) {
            json.writeStringField("handlerId", event.handlerId());
        }
        json.writeStringField("occurredAt", event.occurredAt().toString());
        json.writeStringField("receivedAt", event.receivedAt().toString());
        json.writeStringField("origin", event.origin().word());
        json.writePOJOField("data", event.data());
        ReadingJson.write(json, event.reading());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, EntityRef entity) throws IOException {
        json.writeObjectFieldStart("entity");
        json.writeStringField("type", entity.type());
        if (entity.typeId() != 0) {
            json.writeNumberField("typeId", entity.typeId());
        }
        json.writeStringField("id", entity.id());
        json.writeEndObject();
    }

    /**
     * The inverse of {@link #toJson}.
     *
     * @throws IllegalArgumentException when the text is no event, naming what is wrong but not quoting the text
     */
    public static Bitrix24Event fromJson(String json) {
        JsonNode root = tree(json);
        int schema = root.path("schema").asInt(0);
        if (schema != SCHEMA) {
            throw new IllegalArgumentException("This is no event of schema " + SCHEMA
                    + (schema > SCHEMA ? ": it was written by a newer hub" : ": the field schema is missing"));
        }
        JsonNode entity = root.path("entity");
        return new Bitrix24Event(
                text(root, "id"),
                text(root, "portal"),
                text(root, "type"),
                entity.isObject()
                        ? new EntityRef(
                                text(entity, "type"), entity.path("typeId").asInt(0), text(entity, "id"))
                        : EntityRef.NONE,
                root.path("handlerId").asText(""),
                instant(root, "occurredAt"),
                instant(root, "receivedAt"),
                origin(root),
                JsonValues.of(root.path("data")),
                ReadingJson.read(root));
    }

    /** The inverse of {@link #toBytes}; see {@link #fromJson(String)}. */
    public static Bitrix24Event fromJson(byte[] json) {
        return fromJson(new String(json, StandardCharsets.UTF_8));
    }

    /** An event's {@code data} alone. */
    public static String writeData(Object data) {
        try {
            return JSON.writeValueAsString(data);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The inverse of {@link #writeData}; maps and lists are unmodifiable.
     *
     * @throws IllegalArgumentException when the text is no JSON
     */
    public static Object readData(String json) {
        return JsonValues.of(tree(json));
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            // the library's own text quotes the input
            throw new IllegalArgumentException("This is no JSON, from line "
                    + e.getLocation().getLineNr() + " column " + e.getLocation().getColumnNr());
        }
    }

    private static String text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("This is no event: the text field " + name + " is missing");
        }
        return value.textValue();
    }

    private static Instant instant(JsonNode root, String name) {
        try {
            return Instant.parse(text(root, name));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "This is no event: the field " + name + " is no time such as 2026-03-01T09:00:00Z", e);
        }
    }

    private static Origin origin(JsonNode root) {
        try {
            return Origin.of(text(root, "origin"));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "This is no event: the field origin is missing or none of " + List.of(Origin.values()), e);
        }
    }
}
