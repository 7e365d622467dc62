package io.b24hub.delivery;

import io.b24hub.event.EntityRef;
import io.b24hub.store.Delivery;
import io.b24hub.store.Hold;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Hears of deliveries and of what keeps them. Each callback about a delivery comes after the change is durable, on the
 * engine's thread: return quickly and do not throw. A crash may skip callbacks, so nothing that matters may hang on them.
 *
 * <p>A delivery may {@linkplain Delivery#carries() carry} others that were merged into it; those end with the claim, and
 * are told of by that number only. The deliveries of a batch are told of one by one.
 */
public interface DeliveryListener {

    /** Ended well. The steps are those of {@link Outcome.Delivered}. */
    default void delivered(Delivery delivery, List<String> steps, Duration took) {}

    /** Ended well, and the flow sent nothing. */
    default void filtered(Delivery delivery, Duration took) {}

    /** Failed, and will be tried again at the given time. */
    default void retried(Delivery delivery, String reason, Instant due) {}

    /** The far side asked to wait until the given time; no attempt was spent. */
    default void postponed(Delivery delivery, String reason, Instant due) {}

    /** Will not be tried again until a person says so. */
    default void parked(Delivery delivery, String reason) {}

    /**
     * A destination failed so often in a row that it gets nothing until the given time, and then one delivery. Called again
     * when that one fails.
     */
    default void breakerOpened(String destination, int failures, Instant nextProbe) {}

    /** A destination that was left alone works again. */
    default void breakerClosed(String destination) {}

    /** A flow or destination gets nothing for now; called again when the hold changes. */
    default void held(Hold hold) {}

    /** A hold has ended or was lifted. */
    default void resumed(Hold hold) {}

    /**
     * A flow has written to an entity so often that it most likely wakes itself; its deliveries of that entity are parked
     * until the given time. Told once.
     */
    default void loopStopped(String flow, String portal, EntityRef entity, int writes, Instant until) {}

    /**
     * A flow cannot keep up as usual and gets digests from now on.
     *
     * @param waiting how many of its deliveries wait, at least
     * @param drain how long these would take as usual
     */
    default void stormBegan(String flow, Shaping shaping, int waiting, Duration drain) {}

    /**
     * A flow keeps up again and goes on as usual.
     *
     * @param digests how many it got
     * @param deliveries how many deliveries were in them
     */
    default void stormEnded(String flow, int digests, int deliveries, Duration took) {}

    /** So many hubs share the store now, this one included. */
    default void instances(int count) {}

    /** Calls both, this one first. */
    default DeliveryListener and(DeliveryListener other) {
        DeliveryListener first = this;
        return new DeliveryListener() {
            @Override
            public void delivered(Delivery delivery, List<String> steps, Duration took) {
                first.delivered(delivery, steps, took);
                other.delivered(delivery, steps, took);
            }

            @Override
            public void filtered(Delivery delivery, Duration took) {
                first.filtered(delivery, took);
                other.filtered(delivery, took);
            }

            @Override
            public void retried(Delivery delivery, String reason, Instant due) {
                first.retried(delivery, reason, due);
                other.retried(delivery, reason, due);
            }

            @Override
            public void postponed(Delivery delivery, String reason, Instant due) {
                first.postponed(delivery, reason, due);
                other.postponed(delivery, reason, due);
            }

            @Override
            public void parked(Delivery delivery, String reason) {
                first.parked(delivery, reason);
                other.parked(delivery, reason);
            }

            @Override
            public void breakerOpened(String destination, int failures, Instant nextProbe) {
                first.breakerOpened(destination, failures, nextProbe);
                other.breakerOpened(destination, failures, nextProbe);
            }

            @Override
            public void breakerClosed(String destination) {
                first.breakerClosed(destination);
                other.breakerClosed(destination);
            }

            @Override
            public void held(Hold hold) {
                first.held(hold);
                other.held(hold);
            }

            @Override
            public void resumed(Hold hold) {
                first.resumed(hold);
                other.resumed(hold);
            }

            @Override
            public void loopStopped(String flow, String portal, EntityRef entity, int writes, Instant until) {
                first.loopStopped(flow, portal, entity, writes, until);
                other.loopStopped(flow, portal, entity, writes, until);
            }

            @Override
            public void stormBegan(String flow, Shaping shaping, int waiting, Duration drain) {
                first.stormBegan(flow, shaping, waiting, drain);
                other.stormBegan(flow, shaping, waiting, drain);
            }

            @Override
            public void stormEnded(String flow, int digests, int deliveries, Duration took) {
                first.stormEnded(flow, digests, deliveries, took);
                other.stormEnded(flow, digests, deliveries, took);
            }

            @Override
            public void instances(int count) {
                first.instances(count);
                other.instances(count);
            }
        };
    }
}
