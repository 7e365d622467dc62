package io.b24hub.delivery;

import io.b24hub.store.Hold;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A destination in the engine's memory, as of the last change.
 *
 * @param name as flows name it
 * @param breaker what its breaker does
 * @param failures attempts in a row that failed there
 * @param since since when the breaker is not closed; empty while it is
 * @param nextProbe before this time nothing is tried; empty while the breaker is closed
 * @param hold what keeps its deliveries beside the breaker
 * @param flows ids of the attached flows that deliver there, in alphabetical order
 */
public record DestinationSnapshot(
        String name,
        BreakerState breaker,
        int failures,
        Optional<Instant> since,
        Optional<Instant> nextProbe,
        Optional<Hold> hold,
        List<String> flows) {}
