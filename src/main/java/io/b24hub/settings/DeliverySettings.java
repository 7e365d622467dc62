package io.b24hub.settings;

import java.time.Duration;
import java.util.List;

/**
 * Defaults of all flows; a flow may override them in its {@code bitrix24:} address.
 *
 * @param retryWaits waits between attempts
 * @param retryFor how long a failing delivery is tried again before it is parked
 * @param concurrency deliveries of one flow that run side by side
 * @param stopTimeout how long a stop waits for running deliveries
 */
public record DeliverySettings(List<Duration> retryWaits, Duration retryFor, int concurrency, Duration stopTimeout) {

    public DeliverySettings {
        retryWaits = List.copyOf(retryWaits);
    }
}
