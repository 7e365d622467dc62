package io.b24hub;

import io.b24hub.delivery.DeliveryListener;
import io.b24hub.delivery.Shaping;
import io.b24hub.event.EntityRef;
import io.b24hub.settings.Units;
import io.b24hub.store.Delivery;
import io.b24hub.store.Hold;
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
        LOG.info("Postponed {}: {} It waits until {}", name(delivery), reason, due);
    }

    @Override
    public void parked(Delivery delivery, String reason) {
        LOG.error("Parked {}: {} It waits for a person", name(delivery), reason);
    }

    @Override
    public void breakerOpened(String destination, int failures, Instant nextProbe) {
        LOG.warn(
                "Destination {} failed {} times in a row; its deliveries wait, and one is tried at {}",
                destination,
                failures,
                nextProbe);
    }

    @Override
    public void breakerClosed(String destination) {
        LOG.info("Destination {} works again; its deliveries go on", destination);
    }

    @Override
    public void loopStopped(String flow, String portal, EntityRef entity, int writes, Instant until) {
        LOG.error(
                "Flow {} has written to {} of portal {} {} times in a short time and most likely wakes itself. Its"
                        + " deliveries of that entity are parked until {}; change the flow, then replay them",
                flow,
                entity,
                portal,
                writes,
                until);
    }

    @Override
    public void stormBegan(String flow, Shaping shaping, int waiting, Duration drain) {
        LOG.info(
                "Flow {} falls behind: {} or more deliveries wait, which would take {} s as usual; maxBehind is {}. It"
                        + " goes on with digests of up to {}",
                flow,
                waiting,
                drain.toSeconds(),
                Units.text(shaping.maxBehind()),
                shaping.digestSize());
    }

    @Override
    public void stormEnded(String flow, int digests, int deliveries, Duration took) {
        LOG.info(
                "Flow {} keeps up again and goes on as usual: {} deliveries were handed out in {} digests within {} s",
                flow,
                deliveries,
                digests,
                took.toSeconds());
    }

    @Override
    public void held(Hold hold) {
        LOG.info(
                "On hold: {} {} {} ({}): {}",
                hold.kind().word(),
                hold.name(),
                hold.until().map(until -> "until " + until).orElse("until it is resumed"),
                hold.origin(),
                hold.reason());
    }

    @Override
    public void resumed(Hold hold) {
        LOG.info("No longer on hold: {} {}", hold.kind().word(), hold.name());
    }

    private static String name(Delivery delivery) {
        String carried = delivery.carries() == 0 ? "" : ", carries " + delivery.carries() + " more";
        return "delivery " + delivery.id() + " attempt " + delivery.attempt() + " of flow " + delivery.flow() + " ("
                + delivery.event() + ", event " + delivery.event().id() + carried + ")";
    }
}
