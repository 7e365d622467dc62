package io.b24hub.silence;

import io.b24hub.bitrix.CallLane;
import io.b24hub.bitrix.RestCall;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The one question about a family: what changed in a stretch of time, newest first, without counting, two fields of each row.
 * Only what the portal's webhook tells of is asked for: where it only tells of additions, only those.
 *
 * @param since later changes should have been heard of
 * @param until later ones may still be on their way
 * @param additions whether the webhook tells of them
 * @param updates whether it tells of these
 */
record Question(Family family, Instant since, Instant until, boolean additions, boolean updates, ZoneId zone) {

    private static final String ID = "ID";

    /** How a list names things. */
    private record Names(String method, String id, String created, String changed, List<String> rows) {}

    /** What the portal said. */
    record Reply(int changed, Instant newest) {}

    private Names names() {
        return switch (family.word()) {
            case "task" -> new Names("tasks.task.list", ID, "CREATED_DATE", "CHANGED_DATE", List.of("tasks"));
            case "activity" -> new Names("crm.activity.list", ID, "CREATED", "LAST_UPDATED", List.of());
            case "call" -> new Names("voximplant.statistic.get", ID, "CALL_START_DATE", "CALL_START_DATE", List.of());
            default -> new Names("crm.item.list", "id", "createdTime", "updatedTime", List.of("items"));
        };
    }

    /** Whether there is anything to ask for. Calls have one time only. */
    boolean isPossible() {
        return additions || updates || family.word().equals("call");
    }

    /** In the lowest lane: whatever else wants to know something of the portal goes first. */
    RestCall call() {
        Names names = names();
        Map<String, Object> filter = new LinkedHashMap<>();
        filter.put(">" + asked(), text(since));
        filter.put("<" + asked(), text(until));
        if (!additions && !names.created().equals(names.changed())) {
            filter.put("<" + names.created(), text(since));
        }
        Map<String, Object> params = new LinkedHashMap<>();
        if (names.method().equals("crm.item.list")) {
            params.put("entityTypeId", family.typeId());
        }
        if (family.word().equals("call")) {
            params.put("FILTER", filter);
            params.put("SORT", asked());
            params.put("ORDER", "DESC");
        } else {
            params.put("filter", filter);
            params.put("order", Map.of(asked(), "DESC"));
            params.put("select", List.of(names.id(), asked()));
        }
        params.put("start", -1);
        return new RestCall(names.method(), params, CallLane.REPLAY, Optional.empty());
    }

    private String asked() {
        return updates ? names().changed() : names().created();
    }

    private String text(Instant time) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                time.truncatedTo(ChronoUnit.SECONDS).atZone(zone).toOffsetDateTime());
    }

    /** Reads the answer. Rows outside the stretch are left aside, should a portal have understood the filter otherwise. */
    Reply reply(Object result) {
        Object rows = result;
        for (String step : names().rows()) {
            rows = rows instanceof Map<?, ?> map ? map.get(step) : List.of();
        }
        List<Instant> times = new ArrayList<>();
        for (Object row : rows instanceof List<?> list ? list : List.of()) {
            changed(row).filter(at -> at.isAfter(since) && at.isBefore(until)).ifPresent(times::add);
        }
        return new Reply(times.size(), times.stream().max(Instant::compareTo).orElse(Instant.EPOCH));
    }

    /** Tasks come with names in another spelling than they are asked by. */
    private Optional<Instant> changed(Object row) {
        if (!(row instanceof Map<?, ?> fields)) {
            return Optional.empty();
        }
        for (Map.Entry<?, ?> field : fields.entrySet()) {
            if (plain(field.getKey()).equals(plain(asked())) && field.getValue() != null) {
                return moment(field.getValue().toString());
            }
        }
        return Optional.empty();
    }

    private static String plain(Object name) {
        return name.toString().replace("_", "").toLowerCase(java.util.Locale.ROOT);
    }

    private static Optional<Instant> moment(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
