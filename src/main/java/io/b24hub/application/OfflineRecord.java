package io.b24hub.application;

import io.b24hub.event.EventCode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One record of the portal's queue.
 *
 * <p>MESSAGE_ID is made of the event's name and data, so all updates of one deal have the same; only with the record's number
 * and the time of its last change does it name one thing that happened.
 *
 * @param id the record's number in the portal
 * @param messageId of its event and data
 * @param process who has reserved it, as lists tell; empty for nobody
 * @param type the event's code; empty when there is none that can be
 * @param at when it changed last; empty when that cannot be read
 * @param data what happened, as a webhook would tell it: maps, lists and texts
 */
record OfflineRecord(long id, String messageId, String process, String type, Optional<Instant> at, Object data) {

    static OfflineRecord of(Map<?, ?> row) {
        String name = text(row.get("EVENT_NAME")).toUpperCase(java.util.Locale.ROOT);
        return new OfflineRecord(
                number(row.get("ID")),
                text(row.get("MESSAGE_ID")),
                text(row.get("PROCESS_ID")),
                EventCode.isValid(name) ? name : "",
                moment(text(row.get("TIMESTAMP_X"))),
                row.get("EVENT_DATA") instanceof Map<?, ?> || row.get("EVENT_DATA") instanceof List<?>
                        ? asForm(row.get("EVENT_DATA"))
                        : Map.of());
    }

    /** Whether an event can be made of it. */
    boolean isReadable() {
        return id > 0 && !messageId.isEmpty() && !type.isEmpty();
    }

    /** Names this change of this record, as long as the portal keeps it. */
    String key() {
        return id + "/" + messageId + "/" + at.map(Instant::getEpochSecond).orElse(0L);
    }

    /** A form has texts only, and PHP writes true as 1 and false as 0. */
    private static Object asForm(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> form = new LinkedHashMap<>();
            map.forEach((key, inner) -> {
                if (inner != null) {
                    form.put(String.valueOf(key), asForm(inner));
                }
            });
            return form;
        }
        if (value instanceof List<?> list) {
            return list.stream()
                    .map(inner -> inner == null ? "" : asForm(inner))
                    .toList();
        }
        return value instanceof Boolean flag ? (flag ? "1" : "0") : String.valueOf(value);
    }

    private static String text(Object value) {
        return value == null ? "" : value.toString();
    }

    private static long number(Object value) {
        String text = text(value);
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    private static Optional<Instant> moment(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
