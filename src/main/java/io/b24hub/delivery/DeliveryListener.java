package io.b24hub.delivery;

import io.b24hub.store.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Hears of deliveries. Each callback comes after the change is durable, on the engine's thread: return quickly and do not
 * throw. A crash may skip callbacks, so nothing that matters may hang on them.
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
        };
    }
}
