package io.b24hub.camelcli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.b24hub.delivery.FlowSnapshot;
import io.b24hub.manage.HubStatus;
import java.util.List;
import org.apache.camel.spi.annotations.DevConsole;

/** Flows and where they deliver to. */
@DevConsole(name = FlowsConsole.ID, displayName = "b24hub flows", description = "Flows and destinations of the hub")
public final class FlowsConsole extends StatusConsole {

    static final String ID = "b24hub-flows";

    public FlowsConsole() {
        super(ID, "b24hub flows", "Flows and destinations of the hub");
    }

    @Override
    void write(HubStatus now, StringBuilder text) {
        for (HubStatus.Flow flow : now.flows()) {
            line(
                    text,
                    "%s: %s, %d due, %d running, %d parked%s",
                    flow.id(),
                    flow.running().filter(FlowSnapshot::held).isPresent() ? "held" : flow.on() ? "on" : "off",
                    flow.due(),
                    flow.inHand(),
                    flow.parked(),
                    flow.oldest()
                            .map(oldest -> ", the oldest for " + oldest.toSeconds() + " s")
                            .orElse(""));
        }
        now.destinations()
                .forEach(destination -> line(
                        text,
                        "%s: breaker %s, %d failures in a row",
                        destination.name(),
                        destination.breaker().word(),
                        destination.failures()));
    }

    @Override
    ObjectNode part(ObjectNode whole) {
        return whole.retain(List.of("at", "flows", "destinations"));
    }
}
