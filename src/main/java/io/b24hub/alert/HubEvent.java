package io.b24hub.alert;

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
 * An alert that is to be told.
 *
 * @param times how often it was noticed since it was told last
 * @param since when it began
 */
record HubEvent(Alert alert, int times, Instant since) {

    /** Always with seconds, and with {@code +00:00} in place of {@code Z}. */
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx");

    /** The event. Its entity is the subject, so that what is told of one subject arrives in order. */
    Bitrix24Event event(String id, String portal, ZoneId zone, Instant now) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("KIND", alert.kind().word());
        data.put("SUBJECT", alert.subject());
        data.put("TEXT", alert.text());
        data.put("COUNT", Integer.toString(times));
        data.put("SINCE", FORMAT.format(since.atZone(zone)));
        return new Bitrix24Event(
                id,
                portal,
                EventCatalogue.HUB,
                new EntityRef("hub", 0, alert.subject()),
                "",
                now,
                now,
                Origin.HUB,
                Collections.unmodifiableMap(data));
    }
}
