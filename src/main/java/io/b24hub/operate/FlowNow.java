package io.b24hub.operate;

import io.b24hub.delivery.Rate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What only the running hub knows of a flow.
 *
 * @param destinations where it delivers to
 * @param concurrency how many attempts run side by side
 * @param rate how many may begin in a time
 * @param attempt how long its attempts take, as measured lately; empty when none has ended yet
 * @param waits what keeps it from beginning deliveries now, in words, for example
 *     {@code breaker of telegram:-100 is open until 2026-03-01T09:00:00Z}; holds are not repeated here
 */
public record FlowNow(
        Set<String> destinations,
        int concurrency,
        Optional<Rate> rate,
        Optional<Duration> attempt,
        List<String> waits) {

    public FlowNow {
        destinations = Set.copyOf(destinations);
        waits = List.copyOf(waits);
    }

    /** How much time the flow needs for each of many deliveries, at its rate and its pace; empty when neither is known. */
    public Optional<Duration> each() {
        Optional<Duration> byRate = rate.map(limit -> limit.per().dividedBy(limit.count()));
        Optional<Duration> byPace = attempt.map(took -> took.dividedBy(Math.max(1, concurrency)));
        if (byRate.isPresent() && byPace.isPresent()) {
            return byRate.get().compareTo(byPace.get()) > 0 ? byRate : byPace;
        }
        return byRate.or(() -> byPace);
    }
}
