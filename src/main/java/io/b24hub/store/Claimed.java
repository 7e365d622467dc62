package io.b24hub.store;

import java.util.List;

/**
 * What a claim took.
 *
 * @param deliveries now {@code running}, oldest due first
 * @param more whether there may be more that are due now: the limit was reached
 */
public record Claimed(List<Delivery> deliveries, boolean more) {

    public Claimed {
        deliveries = List.copyOf(deliveries);
    }
}
