package io.b24hub.settings;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * When the hub tells of itself.
 *
 * @param diskFree bytes that should be free where the store is; 0 to look at no disk
 * @param answerObjective within which time calls should be answered; zero to look at none
 * @param expectEvery by portal, after how long without any event there is trouble; absent where that is learned only
 * @param silenceIgnored by portal, the families of events whose silence is nobody's trouble
 */
public record AlertSettings(
        long diskFree,
        Duration answerObjective,
        Map<String, Duration> expectEvery,
        Map<String, Set<String>> silenceIgnored) {

    public AlertSettings {
        expectEvery = Map.copyOf(expectEvery);
        silenceIgnored = Map.copyOf(silenceIgnored);
    }

    /** After how long without any event of a portal there is trouble. */
    public Optional<Duration> expectEvery(String portal) {
        return Optional.ofNullable(expectEvery.get(portal));
    }

    /** The families of a portal's events whose silence is nobody's trouble. */
    public Set<String> silenceIgnored(String portal) {
        return silenceIgnored.getOrDefault(portal, Set.of());
    }
}
