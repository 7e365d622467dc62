package io.b24hub.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What a run came to.
 *
 * @param rows for every kind of trouble, in their order
 * @param outOfOrder pairs of calls about one entity of which the later one arrived first
 * @param missing calls that were acknowledged and have not arrived
 * @param took how long the run lasted
 */
public record ChaosReport(Map<Trouble, Row> rows, List<String> outOfOrder, List<String> missing, Duration took) {

    /**
     * What became of events in one kind of trouble. A trouble lasts until the next one begins.
     *
     * @param times how often there was trouble
     * @param acknowledged calls that the hub took
     * @param refused calls that it did not take, or did not answer
     * @param lost acknowledged, but never delivered
     * @param twice deliveries beyond the first of an event
     * @param longest from acknowledgement to the first delivery
     */
    public record Row(long times, long acknowledged, long refused, long lost, long twice, Duration longest) {}

    /** Whether the hub kept its promises: nothing lost, everything in order. Repetition is allowed. */
    public boolean isGood() {
        return lost() == 0 && outOfOrder.isEmpty();
    }

    public long lost() {
        return all().lost();
    }

    long twice() {
        return all().twice();
    }

    long acknowledged() {
        return all().acknowledged();
    }

    long times(Trouble trouble) {
        return rows.get(trouble).times();
    }

    /** All kinds together. */
    public Row all() {
        return new Row(
                sum(Row::times),
                sum(Row::acknowledged),
                sum(Row::refused),
                sum(Row::lost),
                sum(Row::twice),
                rows.values().stream()
                        .map(Row::longest)
                        .max(Duration::compareTo)
                        .orElse(Duration.ZERO));
    }

    private long sum(ToLongFunction<Row> column) {
        return rows.values().stream().mapToLong(column).sum();
    }
}
