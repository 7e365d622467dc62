package io.b24hub.timer;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.event.EventCatalogue;
import io.b24hub.event.Origin;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A time of a schedule that has come.
 *
 * @param from the tick before, or the time that stands for it
 * @param to the time
 */
record Tick(String flow, String portal, Instant from, Instant to) {

    /** Always with seconds, and with {@code +00:00} in place of {@code Z}. */
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx");

    Bitrix24Event event(String id, Instant now, ZoneId zone) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("FLOW", flow);
        data.put("FROM", FORMAT.format(from.atZone(zone)));
        data.put("TO", FORMAT.format(to.atZone(zone)));
        return new Bitrix24Event(
                id,
                portal,
                EventCatalogue.TIMER,
                EntityRef.NONE,
                "",
                to,
                now,
                Origin.TIMER,
                Collections.unmodifiableMap(data));
    }
}
