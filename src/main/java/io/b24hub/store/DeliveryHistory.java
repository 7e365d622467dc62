package io.b24hub.store;

import io.b24hub.event.Bitrix24Event;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks at events and deliveries. Reads never wait for writers, see what was committed, and throw
 * {@link StoreUnavailable} when the store cannot be read. Thread-safe.
 */
public interface DeliveryHistory {

    /** An event by its id. */
    Optional<Bitrix24Event> event(String id);

    /** The newest events, newest first. */
    List<Bitrix24Event> latest(int limit);

    /** All deliveries of an event, in order of their number. */
    List<DeliveryRecord> deliveries(String eventId);

    /** One delivery. */
    Optional<DeliveryRecord> delivery(long id);

    /** The attempts of a delivery, oldest first; at most {@link DeliveryStore#MAX_ATTEMPTS}. */
    List<Attempt> attempts(long deliveryId);

    /**
     * Deliveries, newest first.
     *
     * @param before numbers below this one only, for the next page; {@link Long#MAX_VALUE} for the first
     */
    default List<DeliveryRecord> find(DeliveryFilter filter, long before, int limit) {
        return find(filter, before, 0, limit);
    }

    /**
     * The same among a stretch of numbers, which takes no longer than looking at all of it.
     *
     * @param before numbers below this one only
     * @param after numbers above this one only
     */
    List<DeliveryRecord> find(DeliveryFilter filter, long before, long after, int limit);

    /** How many deliveries fit, and the highest number among them. Looks at all that may fit: not for every second. */
    Count count(DeliveryFilter filter);

    /**
     * Looks at so many deliveries at most that may fit, as far as an index leads to them, the newest ones where it gives
     * them in order. So it takes no longer however much is stored.
     *
     * @param most how many are looked at
     * @param sample how many of those that fit are shown
     */
    Glance glance(DeliveryFilter filter, int most, int sample);

    /** How many deliveries of a flow are in each active state ({@code due}, {@code running}, {@code parked}). */
    Map<DeliveryState, Long> active(String flow);

    /** Since when the oldest waiting delivery of a flow has been there; empty when none waits. */
    Optional<Instant> oldestWaiting(String flow);

    /**
     * A number of deliveries.
     *
     * @param deliveries how many
     * @param newest the highest number among them; 0 when there are none
     */
    record Count(long deliveries, long newest) {}

    /**
     * What was seen at a glance.
     *
     * @param fit how many fit, and the highest number among them
     * @param sample of those the newest, newest first
     * @param whole whether all were looked at that may fit
     */
    record Glance(Count fit, List<DeliveryRecord> sample, boolean whole) {

        public Glance {
            sample = List.copyOf(sample);
        }
    }
}
