package io.b24hub.reading;

import io.b24hub.bitrix.ReadPlan;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Makes the call that reads an event's entity from what the catalogue says. */
final class Plans {

    private Plans() {}

    /** Empty when the event lacks what the call needs. */
    static Optional<ReadPlan> of(EventType.Read read, Bitrix24Event event) {
        return read.arguments(event)
                .map(arguments -> new ReadPlan(read.method(), nested(arguments), read.resultPath()));
    }

    // calls travel as JSON, where the portal takes a bracket in a name for a part of the name
    private static Map<String, Object> nested(Map<String, String> arguments) {
        Map<String, Object> nested = new LinkedHashMap<>();
        arguments.forEach((name, value) -> {
            int open = name.indexOf('[');
            if (open > 0 && name.endsWith("]")) {
                nested.put(name.substring(0, open), Map.of(name.substring(open + 1, name.length() - 1), value));
            } else {
                nested.put(name, value);
            }
        });
        return nested;
    }
}
