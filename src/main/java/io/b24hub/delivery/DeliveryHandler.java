package io.b24hub.delivery;

import io.b24hub.store.Delivery;
import java.util.List;
import java.util.function.Consumer;

/** Runs one attempt: the flow. */
@FunctionalInterface
public interface DeliveryHandler {

    /**
     * Begins an attempt. Must return quickly; the attempt itself runs on the handler's own threads.
     *
     * @param batch what to deliver: one delivery, or as many as the flow's {@link Batching} allows. One outcome for all
     * @param done called exactly once when the attempt has ended, from any thread. Not calling it keeps the batch
     *     running and one place of the flow taken until the process ends; the next process tries it again
     */
    void deliver(List<Delivery> batch, Consumer<Outcome> done);
}
