package io.b24hub.delivery;

import io.b24hub.event.EventPattern;
import java.util.Optional;

/**
 * What a flow wants and how it is run.
 *
 * @param id the route's id
 * @param portal the only portal it listens to; empty for all
 * @param events which events it wants
 * @param concurrency how many deliveries run side by side; at least 1
 * @param schedule when a failed delivery is tried again
 */
public record FlowSpec(
        String id, Optional<String> portal, EventPattern events, int concurrency, RetrySchedule schedule) {

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException when nothing could ever run
     */
    public FlowSpec {
        if (concurrency < 1) {
            throw new IllegalArgumentException("Concurrency of flow " + id + " must be at least 1, not " + concurrency);
        }
    }
}
