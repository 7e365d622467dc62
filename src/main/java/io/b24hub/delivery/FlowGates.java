package io.b24hub.delivery;

import io.b24hub.store.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * What keeps one flow, as a whole or for some of its deliveries, and whether it goes on anew. Belongs to the engine's
 * thread.
 */
final class FlowGates {

    static final String LEASE_ENDED = "The hub's lease on the shared store had ended before it began";

    /** A delivery whose own destination is held without a known end is looked at again after this. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final String flow;
    private final Gates gates;
    private final Lease lease;
    private final FlowDestinations destinations;
    private final Set<String> heldPartly = new HashSet<>();
    private boolean shut;

    FlowGates(String flow, Gates gates, Lease lease, FlowDestinations destinations) {
        this.flow = flow;
        this.gates = gates;
        this.lease = lease;
        this.destinations = destinations;
    }

    /** What the whole flow is allowed. */
    Gate whole(Instant now) {
        return lease.holds(now) ? gates.gate(flow, destinations.ofFlow(), now) : Gate.closed(Instant.MAX, LEASE_ENDED);
    }

    /** What a delivery's own destinations allow. */
    Gate part(Delivery delivery, Instant now) {
        Gate gate = Gate.OPEN;
        for (String name : destinations.of(delivery)) {
            Gate one = gates.gate(name, now);
            if (one.closed()) {
                heldPartly.add(name);
            }
            gate = gate.and(one);
        }
        return gate;
    }

    /** When a delivery that may not begin is looked at again. */
    static Instant askAgain(Gate gate, Instant now) {
        Instant latest = now.plus(LONGEST_WAIT);
        return gate.until().isBefore(latest) ? gate.until() : latest;
    }

    /** The whole flow is kept. */
    void shut() {
        shut = true;
    }

    /** Whether something is over that kept the flow, or some of its deliveries; told once. */
    boolean reopened(Instant now) {
        boolean someOpened = heldPartly.removeIf(name -> !gates.gate(name, now).closed());
        boolean wasShut = shut;
        shut = false;
        return wasShut || someOpened;
    }
}
