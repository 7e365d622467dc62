package io.b24hub;

import io.b24hub.delivery.BreakerState;
import io.b24hub.delivery.DeliveryEngine;
import io.b24hub.delivery.DestinationSnapshot;
import io.b24hub.delivery.EngineSnapshot;
import io.b24hub.delivery.FlowSnapshot;
import io.b24hub.operate.AttemptTimes;
import io.b24hub.operate.EngineControl;
import io.b24hub.operate.FlowNow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The engine as operating it needs it. */
record EngineAccess(DeliveryEngine engine, AttemptTimes times) implements EngineControl {

    @Override
    public void wake(Collection<String> flows) {
        engine.wake(flows);
    }

    @Override
    public void holdsChanged() {
        engine.holdsChanged();
    }

    @Override
    public void drain() {
        engine.drain();
    }

    @Override
    public void undrain() {
        engine.start();
    }

    @Override
    public Map<String, FlowNow> flows() {
        EngineSnapshot snapshot = engine.snapshot();
        Map<String, FlowNow> flows = new HashMap<>();
        for (FlowSnapshot flow : snapshot.flows()) {
            flows.put(
                    flow.flow(),
                    new FlowNow(
                            flow.destinations(),
                            flow.concurrency(),
                            flow.rate(),
                            times.of(flow.flow()),
                            waits(flow, snapshot)));
        }
        return flows;
    }

    private static List<String> waits(FlowSnapshot flow, EngineSnapshot snapshot) {
        List<String> waits = new ArrayList<>();
        if (!flow.open()) {
            waits.add("this hub begins nothing of flow " + flow.flow() + ": it is drained, or stopping");
        }
        snapshot.destinations().stream()
                .filter(destination -> destination.flows().contains(flow.flow()))
                .filter(destination -> destination.breaker() != BreakerState.CLOSED)
                .forEach(destination -> waits.add(breaker(destination)));
        boolean onHold = snapshot.holds().stream()
                .anyMatch(hold ->
                        hold.name().equals(flow.flow()) || flow.destinations().contains(hold.name()));
        if (flow.held() && waits.isEmpty() && !onHold) {
            waits.add(flow.reason());
        }
        return waits;
    }

    private static String breaker(DestinationSnapshot destination) {
        return "the breaker of " + destination.name() + " is "
                + destination.breaker().word() + " after " + destination.failures() + " failures in a row"
                + destination
                        .nextProbe()
                        .map(at -> "; one delivery is tried at " + at)
                        .orElse("");
    }
}
