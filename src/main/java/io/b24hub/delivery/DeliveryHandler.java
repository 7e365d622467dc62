package io.b24hub.delivery;

import io.b24hub.store.Delivery;
import java.util.function.Consumer;

/** Runs one attempt of a delivery: the flow. */
@FunctionalInterface
public interface DeliveryHandler {

    /**
     * Begins an attempt. Must return quickly; the attempt itself runs on the handler's own threads.
     *
     * @param delivery what to deliver
     * @param done called exactly once when the attempt has ended, from any thread. Not calling it keeps the delivery
     *     running and one place of the flow taken until the process ends; the next process tries it again
     */
    void deliver(Delivery delivery, Consumer<Outcome> done);
}
