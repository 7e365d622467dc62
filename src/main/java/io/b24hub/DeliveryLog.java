package io.b24hub;

import io.b24hub.delivery.DeliveryListener;
import io.b24hub.store.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One log line for each end of an attempt: what happened, to which event, and what comes next. */
final class DeliveryLog implements DeliveryListener {

    private static final Logger LOG = LoggerFactory.getLogger("io.b24hub.delivery");

    @Override
    public void delivered(Delivery delivery, List<String> steps, Duration took) {
        LOG.info("Delivered {} in {} ms: {}", name(delivery), took.toMillis(), String.join(", ", steps));
    }

    @Override
    public void filtered(Delivery delivery, Duration took) {
        LOG.info("Filtered {}: the flow sent nothing", name(delivery));
    }

    @Override
    public void retried(Delivery delivery, String reason, Instant due) {
        LOG.warn("Failed {}: {} Next attempt at {}", name(delivery), reason, due);
    }

    @Override
    public void postponed(Delivery delivery, String reason, Instant due) {
        LOG.info("Postponed {}: {} The flow waits until {}", name(delivery), reason, due);
    }

    @Override
    public void parked(Delivery delivery, String reason) {
        LOG.error("Parked {}: {} It waits for a person", name(delivery), reason);
    }

    private static String name(Delivery delivery) {
        return "delivery " + delivery.id() + " attempt " + delivery.attempt() + " of flow " + delivery.flow() + " ("
                + delivery.event() + ", event " + delivery.event().id() + ")";
    }
}
