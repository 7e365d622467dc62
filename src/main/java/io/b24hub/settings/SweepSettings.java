package io.b24hub.settings;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * When a portal is asked what changed, so that what its webhook did not tell is found.
 *
 * @param interval how often; empty for never, but on demand
 * @param stages how often stage histories are read, while a flow takes STAGE
 * @param types what is listed, as {@code deal} or {@code dynamic-147}; empty: what some flow takes
 * @param overlap how far each look reaches back behind the last one
 * @param grace changes younger than this are left for the next look: their webhook may still be on its way
 */
public record SweepSettings(
        Optional<Duration> interval, Duration stages, List<String> types, Duration overlap, Duration grace) {

    /** Never by itself. */
    public static final SweepSettings OFF = new SweepSettings(
            Optional.empty(), Duration.ofMinutes(2), List.of(), Duration.ofMinutes(10), Duration.ofMinutes(2));

    public SweepSettings {
        types = List.copyOf(types);
    }
}
