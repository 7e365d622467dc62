package io.b24hub.console;

import io.b24hub.delivery.BreakerState;
import io.b24hub.delivery.DestinationSnapshot;
import io.b24hub.manage.HubStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What flows where: event types at the left, flows in the middle, destinations at the right.
 *
 * @param width of the drawing
 * @param height of the drawing
 * @param types event types that flows ask for
 * @param flows the flows
 * @param destinations where they deliver to
 * @param lines from the ones to the others
 */
record Picture(int width, int height, List<Box> types, List<FlowBox> flows, List<Box> destinations, List<Line> lines) {

    static final int BOX_WIDTH = 240;
    static final int BOX_HEIGHT = 40;

    private static final int GAP = 12;
    private static final int BETWEEN = 80;
    private static final int LONGEST = 29;

    /**
     * A box.
     *
     * @param name whole
     * @param label as it fits
     * @param trouble whether it needs a look
     */
    record Box(String name, String label, int x, int y, boolean trouble) {}

    /** A flow's box with its numbers. */
    record FlowBox(Box box, HubStatus.Flow flow) {}

    /** A line; {@code lively} when something is on its way there. */
    record Line(String path, boolean lively, boolean trouble) {}

    static Picture of(HubStatus status) {
        Set<String> typeNames = new TreeSet<>();
        Set<String> places = new TreeSet<>();
        List<HubStatus.Flow> known = status.flows();
        known.forEach(flow -> {
            typeNames.addAll(types(flow));
            places.addAll(destinations(flow));
        });
        int rows = Math.max(known.size(), Math.max(typeNames.size(), places.size()));
        int height = Math.max(1, rows) * (BOX_HEIGHT + GAP) + GAP;
        Set<String> broken = new TreeSet<>();
        status.destinations().stream()
                .filter(each ->
                        each.breaker() != BreakerState.CLOSED || each.hold().isPresent())
                .map(DestinationSnapshot::name)
                .forEach(broken::add);
        Map<String, Box> left = column(0, height, typeNames, Set.of());
        Map<String, Box> middle = column(
                BOX_WIDTH + BETWEEN,
                height,
                known.stream().map(HubStatus.Flow::id).toList(),
                troubled(known));
        Map<String, Box> right = column(2 * (BOX_WIDTH + BETWEEN), height, places, broken);
        List<Line> lines = new ArrayList<>();
        for (HubStatus.Flow flow : known) {
            Box box = middle.get(flow.id());
            types(flow).forEach(type -> lines.add(line(left.get(type), box, flow.due() + flow.inHand() > 0, false)));
            destinations(flow)
                    .forEach(
                            place -> lines.add(line(box, right.get(place), flow.inHand() > 0, broken.contains(place))));
        }
        return new Picture(
                3 * BOX_WIDTH + 2 * BETWEEN,
                height,
                List.copyOf(left.values()),
                known.stream()
                        .map(flow -> new FlowBox(middle.get(flow.id()), flow))
                        .toList(),
                List.copyOf(right.values()),
                lines);
    }

    private static Set<String> troubled(List<HubStatus.Flow> flows) {
        Set<String> ids = new TreeSet<>();
        flows.stream()
                .filter(flow -> flow.parked() > 0
                        || !flow.on()
                        || flow.running().filter(now -> now.held()).isPresent())
                .map(HubStatus.Flow::id)
                .forEach(ids::add);
        return ids;
    }

    private static List<String> types(HubStatus.Flow flow) {
        return Arrays.stream(flow.known().events().split(","))
                .map(String::strip)
                .filter(type -> !type.isEmpty())
                .distinct()
                .toList();
    }

    private static Set<String> destinations(HubStatus.Flow flow) {
        return flow.running()
                .map(now -> (Set<String>) new TreeSet<>(now.destinations()))
                .orElseGet(Set::of);
    }

    private static Map<String, Box> column(int x, int height, Collection<String> names, Set<String> troubled) {
        Map<String, Box> boxes = new LinkedHashMap<>();
        double step = (double) height / Math.max(1, names.size());
        for (String name : names) {
            int y = (int) (boxes.size() * step + (step - BOX_HEIGHT) / 2);
            boxes.put(name, new Box(name, label(name), x, y, troubled.contains(name)));
        }
        return boxes;
    }

    private static String label(String name) {
        return name.length() <= LONGEST ? name : name.substring(0, LONGEST - 1) + "…";
    }

    private static Line line(Box from, Box to, boolean lively, boolean trouble) {
        int x = from.x() + BOX_WIDTH;
        int y = from.y() + BOX_HEIGHT / 2;
        int end = to.y() + BOX_HEIGHT / 2;
        int half = (x + to.x()) / 2;
        return new Line(
                "M" + x + " " + y + "C" + half + " " + y + " " + half + " " + end + " " + to.x() + " " + end,
                lively,
                trouble);
    }
}
