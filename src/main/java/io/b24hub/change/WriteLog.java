package io.b24hub.change;

import io.b24hub.event.EventJson;
import io.b24hub.event.EventType.Action;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What one flow wrote to one entity lately, and which deliveries of it the fuse has stopped. Immutable.
 *
 * @param writes oldest first
 */
record WriteLog(List<Write> writes, List<Stop> stops) {

    static final WriteLog EMPTY = new WriteLog(List.of(), List.of());

    /** Most of either that are kept. */
    private static final int MOST = 1000;

    /**
     * One write.
     *
     * @param begun before the portal was called: an event that came earlier is not its echo
     * @param ended when the portal had answered
     * @param open whether its echo is still to come
     */
    record Write(Action action, Instant begun, Instant ended, boolean open) {

        Write closed() {
            return new Write(action, begun, ended, false);
        }
    }

    /** A delivery that was parked. */
    record Stop(long delivery, Instant at) {}

    WriteLog {
        writes = newest(writes);
        stops = newest(stops);
    }

    private static <T> List<T> newest(List<T> all) {
        return List.copyOf(all.subList(Math.max(0, all.size() - MOST), all.size()));
    }

    WriteLog with(Write write) {
        return new WriteLog(Stream.concat(writes.stream(), Stream.of(write)).toList(), stops);
    }

    WriteLog with(Stop stop) {
        return new WriteLog(
                writes, Stream.concat(stops.stream(), Stream.of(stop)).toList());
    }

    /** Adds those that led to the making of an entity; their echoes are not its own. */
    WriteLog after(WriteLog origin) {
        return new WriteLog(
                Stream.concat(origin.writes.stream().map(Write::closed), writes.stream())
                        .toList(),
                stops);
    }

    WriteLog since(Instant time) {
        return new WriteLog(
                writes.stream().filter(write -> !write.ended.isBefore(time)).toList(),
                stops.stream().filter(stop -> !stop.at.isBefore(time)).toList());
    }

    /** Writes whose echo an event may be. */
    List<Write> echoed(Action action, Instant received, Instant since) {
        return writes.stream()
                .filter(write -> write.open
                        && write.action == action
                        && !received.isBefore(write.begun)
                        && !write.ended.isBefore(since))
                .toList();
    }

    /** The same, with the echoes of these heard. */
    WriteLog heard(List<Write> echoed) {
        List<Write> after = new ArrayList<>(writes);
        echoed.forEach(write -> after.set(after.indexOf(write), write.closed()));
        return new WriteLog(after, stops);
    }

    boolean stopped(long delivery) {
        return stops.stream().anyMatch(stop -> stop.delivery == delivery);
    }

    String text() {
        return EventJson.writeData(Map.of(
                "writes",
                writes.stream()
                        .map(write -> List.of(
                                write.action.name(),
                                write.begun.toEpochMilli(),
                                write.ended.toEpochMilli(),
                                write.open))
                        .toList(),
                "stops",
                stops.stream()
                        .map(stop -> List.of(stop.delivery, stop.at.toEpochMilli()))
                        .toList()));
    }

    static WriteLog of(Optional<String> text) {
        if (text.isEmpty() || !(EventJson.readData(text.get()) instanceof Map<?, ?> parts)) {
            return EMPTY;
        }
        List<Write> writes = rows(parts, "writes")
                .map(row -> new Write(
                        Action.valueOf(String.valueOf(row.get(0))),
                        time(row.get(1)),
                        time(row.get(2)),
                        Boolean.TRUE.equals(row.get(3))))
                .toList();
        List<Stop> stops = rows(parts, "stops")
                .map(row -> new Stop(number(row.get(0)), time(row.get(1))))
                .toList();
        return new WriteLog(writes, stops);
    }

    private static Stream<List<?>> rows(Map<?, ?> parts, String name) {
        return parts.get(name) instanceof List<?> rows ? rows.stream().map(row -> (List<?>) row) : Stream.empty();
    }

    private static Instant time(Object millis) {
        return Instant.ofEpochMilli(number(millis));
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }
}
