package io.b24hub.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads {@code catalogue.json}, which stands beside this class. */
final class CatalogueResource {

    private CatalogueResource() {}

    static List<EventType> read() {
        try (InputStream resource = CatalogueResource.class.getResourceAsStream("catalogue.json")) {
            if (resource == null) {
                throw new IllegalStateException(
                        "The hub's jar is incomplete: io/b24hub/event/catalogue.json is missing");
            }
            List<EventType> types = new ArrayList<>();
            new ObjectMapper().readTree(resource).forEach(row -> types.add(type(row)));
            return types;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static EventType type(JsonNode row) {
        return new EventType(
                row.required("event").asText(),
                row.required("family").asText(),
                EventType.Action.valueOf(upper(row.required("action"))),
                row.required("scope").asText(),
                row.required("entity").asText(),
                row.path("entityTypeId").asInt(0),
                Optional.ofNullable(row.get("idPath")).map(JsonNode::asText),
                call(row.path("read")),
                call(row.path("alternative")),
                EventType.Channel.valueOf(upper(row.required("channel"))));
    }

    private static Optional<EventType.Read> call(JsonNode call) {
        if (call.isMissingNode()) {
            return Optional.empty();
        }
        Map<String, String> params = new LinkedHashMap<>();
        call.required("params")
                .properties()
                .forEach(param -> params.put(param.getKey(), param.getValue().asText()));
        return Optional.of(new EventType.Read(
                call.required("method").asText(),
                params,
                call.required("resultPath").asText()));
    }

    private static String upper(JsonNode word) {
        return word.asText().toUpperCase(Locale.ROOT);
    }
}
