package io.b24hub.console;

import io.b24hub.manage.BadRequest;
import io.b24hub.manage.Filters;
import io.b24hub.store.DeliveryFilter;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.StoreView;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A search for deliveries, step by step: history has no index for everything one may ask, so a step looks at so many of the
 * newest, and the next one goes on where it ended. No step takes long, however many there are.
 *
 * @param asked what was asked for, by the name of the field
 * @param filter the same, understood
 * @param before numbers below this one only
 */
record Search(Map<String, String> asked, DeliveryFilter filter, long before) {

    static final List<String> FIELDS =
            List.of("portal", "type", "entity", "flow", "state", "from", "to", "text", "event");

    /** Deliveries on a page. */
    static final int PAGE = 50;

    /** Deliveries that a step looks at. */
    static final long STEP = 100_000;

    private static final Set<DeliveryState> OPEN =
            Set.of(DeliveryState.DUE, DeliveryState.RUNNING, DeliveryState.PARKED);

    /** So many open ones can be gone through by their own index. */
    private static final long FEW = 50_000;

    /**
     * What a step found.
     *
     * @param deliveries newest first
     * @param next from where to go on; empty at the end
     * @param whole whether the page is full; when not, the step has ended before one was found for each line
     */
    record Found(List<DeliveryRecord> deliveries, Optional<Long> next, boolean whole) {}

    static Search of(Visit visit, Instant now, ZoneId zone) {
        Map<String, String> asked = new LinkedHashMap<>();
        FIELDS.forEach(name -> visit.asked(name).ifPresent(value -> asked.put(name, value)));
        long before =
                visit.asked("before").map(text -> Visit.number("before", text)).orElse(Long.MAX_VALUE);
        return new Search(asked, filter(visit, now, zone), before);
    }

    /** What is asked for, as a filter. */
    static DeliveryFilter filter(Visit visit, Instant now, ZoneId zone) {
        return Filters.read(
                name -> visit.asked(name)
                        .map(text -> name.equals("from") || name.equals("to") ? instant(name, text, zone) : text)
                        .orElse(""),
                now);
    }

    /** A browser's field for a time knows no zone. */
    private static String instant(String field, String text, ZoneId zone) {
        if (!text.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d)?")) {
            return text;
        }
        try {
            return LocalDateTime.parse(text).atZone(zone).toInstant().toString();
        } catch (DateTimeException e) {
            throw new BadRequest(field + ": " + text + " is no time");
        }
    }

    /** @param open deliveries that wait, run or are parked, in the whole store */
    Found step(StoreView store, long open) {
        if (isQuick(open)) {
            List<DeliveryRecord> found = store.find(filter, before, PAGE);
            return new Found(found, next(found), true);
        }
        long top = before == Long.MAX_VALUE ? newest(store) + 1 : before;
        long after = Math.max(0, top - 1 - STEP);
        List<DeliveryRecord> found = store.find(filter, top, after, PAGE);
        if (found.size() == PAGE) {
            return new Found(found, next(found), true);
        }
        return new Found(found, after == 0 ? Optional.empty() : Optional.of(after + 1), false);
    }

    private boolean isQuick(long open) {
        return filter.eventId().isPresent()
                || !filter.states().isEmpty() && OPEN.containsAll(filter.states()) && open < FEW;
    }

    private static long newest(StoreView store) {
        return store.find(DeliveryFilter.ALL, Long.MAX_VALUE, 1).stream()
                .mapToLong(DeliveryRecord::id)
                .findFirst()
                .orElse(0);
    }

    private static Optional<Long> next(List<DeliveryRecord> found) {
        return found.size() < PAGE
                ? Optional.empty()
                : Optional.of(found.get(found.size() - 1).id());
    }

    /** The address of the step that goes on. */
    String path(long next) {
        return Console.ROOT + "/events?" + query() + "before=" + next;
    }

    /** The fields as part of an address, each with a {@code &} behind it. */
    String query() {
        StringBuilder query = new StringBuilder();
        asked.forEach((name, value) -> query.append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8))
                .append('&'));
        return query.toString();
    }
}
