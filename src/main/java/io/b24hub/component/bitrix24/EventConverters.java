package io.b24hub.component.bitrix24;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventJson;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.apache.camel.Converter;

/**
 * Wherever a step wants text or bytes of an event, it gets its JSON: {@code to: kafka:…} needs no marshalling. A batch is a
 * JSON array.
 */
@Converter(generateLoader = true)
public final class EventConverters {

    private EventConverters() {}

    /** The event as JSON. */
    @Converter
    public static String toText(Bitrix24Event event) {
        return EventJson.toJson(event);
    }

    /** The event as JSON in UTF-8. */
    @Converter
    public static byte[] toBytes(Bitrix24Event event) {
        return EventJson.toJson(event).getBytes(StandardCharsets.UTF_8);
    }

    /** The event as JSON in UTF-8. */
    @Converter
    public static InputStream toStream(Bitrix24Event event) {
        return new ByteArrayInputStream(toBytes(event));
    }

    /** The events as a JSON array. */
    @Converter
    public static String toText(EventBatch batch) {
        return batch.stream().map(EventJson::toJson).collect(Collectors.joining(",", "[", "]"));
    }

    /** The events as a JSON array in UTF-8. */
    @Converter
    public static byte[] toBytes(EventBatch batch) {
        return toText(batch).getBytes(StandardCharsets.UTF_8);
    }

    /** The events as a JSON array in UTF-8. */
    @Converter
    public static InputStream toStream(EventBatch batch) {
        return new ByteArrayInputStream(toBytes(batch));
    }
}
