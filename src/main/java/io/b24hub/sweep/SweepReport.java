package io.b24hub.sweep;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What came of a sweep.
 *
 * @param at when it began
 * @param took how long it took
 * @param dryRun whether it only looked
 * @param types each portal and type that was looked at
 */
public record SweepReport(Instant at, Duration took, boolean dryRun, List<TypeReport> types) {

    public SweepReport {
        types = List.copyOf(types);
    }

    /** How many events were stored, or would have been. */
    public long injected() {
        return types.stream().mapToLong(TypeReport::injected).sum();
    }

    /** How many REST commands were spent. */
    public long commands() {
        return types.stream().mapToLong(type -> type.cost().commands()).sum();
    }

    /** How many HTTP calls these were: up to fifty commands travel in one. */
    public double requests() {
        return types.stream().mapToDouble(type -> type.cost().requests()).sum();
    }
}
