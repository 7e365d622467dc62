package io.b24hub.operate;

import io.b24hub.delivery.DeliveryListener;
import io.b24hub.store.Delivery;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** How long the attempts of each flow take that end well, the latest counting most. Thread-safe; forgets with the process. */
public final class AttemptTimes implements DeliveryListener {

    private static final int WEIGHT = 8;

    private final Map<String, Duration> times = new ConcurrentHashMap<>();

    @Override
    public void delivered(Delivery delivery, List<String> steps, Duration took) {
        times.merge(delivery.flow(), took, AttemptTimes::mixed);
    }

    @Override
    public void filtered(Delivery delivery, Duration took) {
        times.merge(delivery.flow(), took, AttemptTimes::mixed);
    }

    private static Duration mixed(Duration so, Duration latest) {
        return so.multipliedBy(WEIGHT - 1L).plus(latest).dividedBy(WEIGHT);
    }

    /** Of one flow; empty when none of its attempts has ended well since the start. */
    public Optional<Duration> of(String flow) {
        return Optional.ofNullable(times.get(flow));
    }
}
