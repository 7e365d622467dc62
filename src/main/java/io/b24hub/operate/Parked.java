package io.b24hub.operate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.b24hub.store.DeliveryFilter;
import io.b24hub.store.DeliveryHistory;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.DeliveryState;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is parked, grouped by flow and cause. Reasons that differ in numbers only are one cause.
 *
 * @param groups the largest first
 * @param seen how many deliveries were looked at, the newest ones
 * @param more whether there are older ones that were not looked at
 */
public record Parked(List<Group> groups, long seen, boolean more) {

    /** Most deliveries that are looked at. */
    public static final int MOST = 10_000;

    private static final int PAGE = 500;
    private static final ObjectMapper JSON = new ObjectMapper();

    public Parked {
        groups = List.copyOf(groups);
    }

    /**
     * Deliveries that are parked for one cause in one flow.
     *
     * @param flow the flow's id
     * @param reason the newest one's, with advice what to do if there is any
     * @param count how many
     * @param oldest when the first was parked
     * @param newest when the last was parked
     * @param example the newest one's number
     */
    public record Group(String flow, String reason, long count, Instant oldest, Instant newest, long example) {}

    /** Looks at up to {@value #MOST} parked deliveries of a filter, newest first. */
    public static Parked of(DeliveryHistory history, DeliveryFilter filter) {
        return of(history, filter, MOST);
    }

    /** Looks at up to so many parked deliveries of a filter, newest first. */
    public static Parked of(DeliveryHistory history, DeliveryFilter filter, int most) {
        DeliveryFilter parked = filter.in(DeliveryState.PARKED);
        Map<String, List<DeliveryRecord>> groups = new LinkedHashMap<>();
        long seen = 0;
        List<DeliveryRecord> page = history.find(parked, Long.MAX_VALUE, PAGE);
        while (!page.isEmpty() && seen < most) {
            seen += page.size();
            page.forEach(delivery -> groups.computeIfAbsent(
                            delivery.flow() + '\n' + cause(delivery.reason()), key -> new ArrayList<>())
                    .add(delivery));
            page = history.find(parked, page.get(page.size() - 1).id(), PAGE);
        }
        return new Parked(
                groups.values().stream()
                        .map(Parked::group)
                        .sorted(Comparator.comparingLong(Group::count).reversed())
                        .toList(),
                seen,
                !page.isEmpty());
    }

    private static String cause(String reason) {
        return reason.replaceAll("\\d+", "#");
    }

    private static Group group(List<DeliveryRecord> deliveries) {
        DeliveryRecord newest = deliveries.get(0);
        List<Instant> times = deliveries.stream()
                .map(delivery -> delivery.endedAt().orElse(delivery.createdAt()))
                .sorted()
                .toList();
        return new Group(
                newest.flow(),
                newest.reason(),
                deliveries.size(),
                times.get(0),
                times.get(times.size() - 1),
                newest.id());
    }

    /** For people, a line or two a group. */
    public String text() {
        if (groups.isEmpty()) {
            return "Nothing is parked.\n";
        }
        StringBuilder out = new StringBuilder();
        for (Group group : groups) {
            out.append(group.count())
                    .append(" of flow ")
                    .append(group.flow())
                    .append(", ")
                    .append(
                            group.count() == 1
                                    ? "at " + group.newest()
                                    : "from " + group.oldest() + " to " + group.newest())
                    .append(", for example delivery ")
                    .append(group.example())
                    .append("\n  ")
                    .append(Wording.oneLine(group.reason(), 2000))
                    .append('\n');
        }
        return more ? out + "Older ones were not looked at; these are the newest " + seen + ".\n" : out.toString();
    }

    /** For programs. */
    public String json() {
        ArrayNode all = JSON.createArrayNode();
        groups.forEach(group -> all.addObject()
                .put("flow", group.flow())
                .put("reason", group.reason())
                .put("count", group.count())
                .put("oldest", group.oldest().toString())
                .put("newest", group.newest().toString())
                .put("example", group.example()));
        try {
            return JSON.writerWithDefaultPrettyPrinter()
                    .writeValueAsString(JSON.createObjectNode()
                            .put("seen", seen)
                            .put("more", more)
                            .set("groups", all));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
