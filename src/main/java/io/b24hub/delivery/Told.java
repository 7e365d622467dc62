package io.b24hub.delivery;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a listener, and survives what it throws. Immutable. */
final class Told {

    private static final Logger LOG = LoggerFactory.getLogger(Told.class);

    private final DeliveryListener listener;

    Told(DeliveryListener listener) {
        this.listener = listener;
    }

    void tell(Consumer<DeliveryListener> news) {
        try {
            news.accept(listener);
        } catch (RuntimeException e) {
            LOG.error("A listener of deliveries failed; deliveries go on", e);
        }
    }
}
