package io.b24hub.route;

import io.b24hub.delivery.FlowRegistry;
import io.b24hub.event.EventPattern;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.FlowRecord;
import io.b24hub.store.HubStore;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes registry and store agree with the route files: flows of files that cannot be used stay, so that their deliveries
 * are made and wait; flows that went are forgotten.
 */
final class FlowLedger {

    private static final Logger LOG = LoggerFactory.getLogger(FlowLedger.class);

    private final HubStore store;
    private final FlowRegistry flows;

    FlowLedger(HubStore store, FlowRegistry flows) {
        this.store = store;
        this.flows = flows;
    }

    /**
     * Brings both up to date.
     *
     * @param running the flows that run
     * @param broken names of the files whose newest text cannot be used
     */
    void reconcile(Collection<FlowRecord> running, Set<String> broken) {
        Set<String> alive = running.stream().map(FlowRecord::id).collect(Collectors.toCollection(HashSet::new));
        for (FlowRecord known : store.flows()) {
            if (alive.contains(known.id())) {
                continue;
            }
            if (broken.contains(known.source())) {
                flows.put(known.id(), known.portal(), EventPattern.parse(known.events()));
                alive.add(known.id());
            } else {
                tellOf(known);
                store.removeFlow(known.id()).join();
            }
        }
        flows.ids().stream().filter(id -> !alive.contains(id)).forEach(flows::remove);
        store.saveFlows(running).join();
    }

    private void tellOf(FlowRecord gone) {
        Map<DeliveryState, Long> active = store.active(gone.id());
        long waiting = active.getOrDefault(DeliveryState.DUE, 0L) + active.getOrDefault(DeliveryState.RUNNING, 0L);
        LOG.warn(
                "Flow {} of {} ran before and does not any more: new events pass it by{}",
                gone.id(),
                gone.source(),
                waiting == 0
                        ? ""
                        : "; " + waiting + " of its deliveries stay in the store until a route with this id is back");
    }
}
