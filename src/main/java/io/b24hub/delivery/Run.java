package io.b24hub.delivery;

import io.b24hub.store.Delivery;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * One attempt in hand: the deliveries of a batch, or one alone.
 *
 * @param batch what was handed to the flow, in order of acceptance
 * @param earlier how attempts of the larger batches went that these were cut out of
 * @param began when the flow got it
 * @param destinations all that its deliveries touch
 * @param probed those of them whose breaker let it through as the probe
 * @param ended set by the first outcome, or by being cut off; later outcomes are ignored
 * @param cutOff gives the deliveries back although they run
 */
record Run(
        List<Delivery> batch,
        List<String> earlier,
        Instant began,
        Set<String> destinations,
        Set<String> probed,
        AtomicBoolean ended,
        Consumer<Run> cutOff) {

    // a run is itself and equals no other
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    int size() {
        return batch.size();
    }
}
