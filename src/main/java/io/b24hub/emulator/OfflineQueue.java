package io.b24hub.emulator;

import io.b24hub.time.HubClock;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * What the portal keeps for an application that fetches its events: one record for each event and its data, with the time
 * of the last change. A record that is reserved stays as it is; a change after that makes another one. Thread-safe.
 */
final class OfflineQueue {

    private static final String RESERVED = "PROCESS_ID";

    private final HubClock clock;
    private final RandomGenerator random;
    private final TreeMap<Long, Map<String, Object>> records = new TreeMap<>();
    private long lastId;
    private boolean extended = true;

    OfflineQueue(HubClock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    synchronized void add(String event, Map<String, Object> data, Map<String, Object> additional) {
        String messageId = md5(event + Json.write(data));
        for (Map<String, Object> known : records.values()) {
            if (known.get("MESSAGE_ID").equals(messageId) && known.get(RESERVED).equals("")) {
                known.put("TIMESTAMP_X", PortalTime.stamp(clock.instant()));
                return;
            }
        }
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("ID", String.valueOf(++lastId));
        entry.put("TIMESTAMP_X", PortalTime.stamp(clock.instant()));
        entry.put("EVENT_NAME", event);
        entry.put("EVENT_DATA", data.isEmpty() ? false : data);
        entry.put("EVENT_ADDITIONAL", additional.isEmpty() ? false : additional);
        entry.put("MESSAGE_ID", messageId);
        entry.put(RESERVED, "");
        entry.put("ERROR", "0");
        records.put(lastId, entry);
    }

    /** Whether records can be reserved. */
    synchronized void extended(boolean may) {
        extended = may;
    }

    /** Whether records can be reserved. */
    synchronized boolean isExtended() {
        return extended;
    }

    /** Takes records out, or reserves them; those that a process has reserved are its own. */
    synchronized RestResult get(RestParams params) {
        boolean clear = !List.of("0", "false").contains(params.text("clear"));
        if (!clear && !extended) {
            throw new RestRefusal(403, "ACCESS_DENIED", "License check failed: extended offline events handling");
        }
        String process = params.text("process_id");
        boolean errors = params.text("error").equals("1");
        List<Map<String, Object>> free = records.values().stream()
                .filter(entry -> entry.get(RESERVED).equals(process)
                        && entry.get("ERROR").equals(errors ? "1" : "0"))
                .toList();
        RestParams ordered = new RestParams(Map.of(
                "filter",
                params.map("filter"),
                "order",
                params.map("order").isEmpty() ? oldestFirst() : params.map("order")));
        int limit = (int)
                Math.min(ListQuery.PAGE, Math.max(1, params.number("limit").orElse(ListQuery.PAGE)));
        List<Map<String, Object>> taken = new ListQuery(ordered, UnaryOperator.identity())
                .run(free).rows().stream().limit(limit).toList();
        String reserved = clear ? "" : process.isEmpty() ? newProcess() : process;
        for (Map<String, Object> entry : taken) {
            if (clear) {
                records.remove(id(entry));
            } else {
                entry.put(RESERVED, reserved);
            }
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("process_id", clear ? null : reserved);
        result.put("events", taken.stream().map(OfflineQueue::shown).toList());
        return RestResult.of(result);
    }

    synchronized RestResult list(RestParams params) {
        List<Map<String, Object>> all = records.values().stream()
                .<Map<String, Object>>map(LinkedHashMap::new)
                .toList();
        ListQuery.Page page =
                new ListQuery(params.withDefault("order", Map.of("ID", "ASC")), UnaryOperator.identity()).run(all);
        return page.as(page.rows());
    }

    /** Removes what a process has reserved: all of it, or the named ones. */
    synchronized RestResult clear(RestParams params) {
        Predicate<Map<String, Object>> named = reservedBy(params);
        List<String> ids = params.texts("id");
        List<String> messages = params.texts("message_id");
        if (params.value("id").isPresent()) {
            named = named.and(entry -> ids.contains(String.valueOf(entry.get("ID"))));
        } else if (params.value("message_id").isPresent()) {
            named = named.and(entry -> messages.contains(String.valueOf(entry.get("MESSAGE_ID"))));
        }
        records.values().removeIf(named);
        return RestResult.of(true);
    }

    /** Marks what a process could not deal with; it is not handed out any more unless asked for. */
    synchronized RestResult error(RestParams params) {
        List<String> messages = params.texts("message_id");
        Predicate<Map<String, Object>> own = reservedBy(params);
        records.values().stream()
                .filter(own)
                .filter(entry -> params.value("message_id").isEmpty()
                        || messages.contains(String.valueOf(entry.get("MESSAGE_ID"))))
                .forEach(entry -> {
                    entry.put("ERROR", "1");
                    entry.put(RESERVED, "");
                });
        return RestResult.of(true);
    }

    /** How many records there are, reserved ones too. */
    synchronized int size() {
        return records.size();
    }

    private static Predicate<Map<String, Object>> reservedBy(RestParams params) {
        String process = params.text("process_id");
        if (params.value("process_id").isEmpty()) {
            throw new RestRefusal(400, "ERROR_ARGUMENT", "Argument 'PROCESS_ID' is null or empty");
        }
        return entry -> entry.get(RESERVED).equals(process);
    }

    private static Map<String, Object> oldestFirst() {
        Map<String, Object> order = new LinkedHashMap<>();
        order.put("TIMESTAMP_X", "ASC");
        order.put("ID", "ASC");
        return order;
    }

    private static Map<String, Object> shown(Map<String, Object> entry) {
        Map<String, Object> shown = new LinkedHashMap<>(entry);
        shown.remove(RESERVED);
        shown.remove("ERROR");
        return shown;
    }

    private static long id(Map<String, Object> entry) {
        return Long.parseLong(String.valueOf(entry.get("ID")));
    }

    private String newProcess() {
        return md5(String.valueOf(random.nextLong()));
    }

    private static String md5(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no MD5", e);
        }
    }
}
