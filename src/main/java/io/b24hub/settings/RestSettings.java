package io.b24hub.settings;

import java.time.Duration;

/**
 * How REST calls are packed, for all portals.
 *
 * @param gather how long a call waits for others while some are on their way
 * @param batchSize calls that one {@code batch} carries at most, 1 to 50; 1 lets every call travel alone
 */
public record RestSettings(Duration gather, int batchSize) {

    /** What Bitrix24 allows, and a time nobody notices. */
    public static final RestSettings DEFAULT = new RestSettings(Duration.ofMillis(5), 50);
}
