package io.b24hub.delivery;

import io.b24hub.event.EventPattern;
import io.b24hub.store.Merging;
import java.util.Optional;
import java.util.Set;

/**
 * What a flow wants and how it is run.
 *
 * @param id the route's id
 * @param portal the only portal it listens to; empty for all
 * @param events which events it wants
 * @param concurrency how many attempts run side by side; at least 1
 * @param schedule when a failed delivery is tried again
 * @param merging which waiting deliveries of an entity are carried by the newest
 * @param batching how many deliveries the flow gets at once
 * @param rate how many attempts may begin in a time; empty for no limit
 * @param destinations names of where the flow delivers to, for example {@code telegram:-100123}. Flows that name the same
 *     destination share its breaker and its holds. One with {@value #PORTAL} in it stands for one destination for each
 *     portal, for example <code>bitrix24:{portal}</code> of a flow that reads from the portal of its events: what is wrong
 *     with one of them concerns the deliveries of that portal only
 * @param shaping what it does when it falls behind; empty when it just falls behind
 */
public record FlowSpec(
        String id,
        Optional<String> portal,
        EventPattern events,
        int concurrency,
        RetrySchedule schedule,
        Merging merging,
        Batching batching,
        Optional<Rate> rate,
        Set<String> destinations,
        Optional<Shaping> shaping) {

    /** Stands for the portal of a delivery in the name of a destination. */
    public static final String PORTAL = "{portal}";

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException when nothing could ever run
     */
    public FlowSpec {
        if (concurrency < 1) {
            throw new IllegalArgumentException("Concurrency of flow " + id + " must be at least 1, not " + concurrency);
        }
        destinations = Set.copyOf(destinations);
    }

    /** A flow that merges updates, gets its deliveries one by one, and has no limit and no named destination. */
    public FlowSpec(String id, Optional<String> portal, EventPattern events, int concurrency, RetrySchedule schedule) {
        this(id, portal, events, concurrency, schedule, Merging.UPDATES, Batching.NONE, Optional.empty(), Set.of());
    }

    /** A flow that goes on as usual however far behind it falls. */
    public FlowSpec(
            String id,
            Optional<String> portal,
            EventPattern events,
            int concurrency,
            RetrySchedule schedule,
            Merging merging,
            Batching batching,
            Optional<Rate> rate,
            Set<String> destinations) {
        this(id, portal, events, concurrency, schedule, merging, batching, rate, destinations, Optional.empty());
    }

    /** The same flow with shaping. */
    public FlowSpec withShaping(Optional<Shaping> other) {
        return new FlowSpec(id, portal, events, concurrency, schedule, merging, batching, rate, destinations, other);
    }

    /** Whether the flow always gets a list, also of one. */
    public boolean lists() {
        return batching.batches() || shaping.isPresent();
    }

    /** Whether so many deliveries together are a digest, that is, more than the flow gets as usual. */
    public boolean digest(int deliveries) {
        return deliveries > batching.size();
    }
}
