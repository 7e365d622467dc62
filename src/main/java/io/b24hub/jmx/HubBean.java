package io.b24hub.jmx;

import io.b24hub.manage.StatusReader;
import io.b24hub.operate.Actor;
import io.b24hub.operate.Operations;
import io.b24hub.operate.Parked;
import io.b24hub.operate.Reload;
import io.b24hub.store.DeliveryFilter;
import io.b24hub.store.StoreView;
import java.util.List;
import java.util.function.Function;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;

/** The hub as a whole. Thread-safe. */
@ManagedResource(description = "The hub as a whole: this process, and what people did")
public final class HubBean {

    private static final int MOST = 200;

    private final StatusReader status;
    private final Operations operations;
    private final StoreView store;
    private final Function<Actor, Reload.Outcome> reload;

    HubBean(StatusReader status, Operations operations, StoreView store, Function<Actor, Reload.Outcome> reload) {
        this.reload = reload;
        this.status = status;
        this.operations = operations;
        this.store = store;
    }

    @ManagedAttribute(description = "Version of the program")
    public String getVersion() {
        return status.read().version();
    }

    @ManagedAttribute(description = "When this process began")
    public String getStartedAt() {
        return status.read().startedAt().toString();
    }

    @ManagedAttribute(description = "Hubs that share the store, this one included")
    public int getInstances() {
        return status.read().instances();
    }

    @ManagedAttribute(description = "Deliveries that run in this process now")
    public int getRunning() {
        return status.read().running();
    }

    @ManagedAttribute(description = "Deliveries that wait, of all flows, in the whole store")
    public long getDue() {
        return status.read().flows().stream().mapToLong(flow -> flow.due()).sum();
    }

    @ManagedAttribute(description = "Deliveries that wait for a person, of all flows")
    public long getParked() {
        return status.read().flows().stream().mapToLong(flow -> flow.parked()).sum();
    }

    @ManagedAttribute(description = "Whether this process begins nothing more (see drain)")
    public boolean isDrained() {
        return operations.isDrained();
    }

    @ManagedOperation(description = "Lets this process begin nothing more; what runs ends, events are still taken in")
    public void drain() {
        operations.drain(JmxActor.now()).join();
    }

    @ManagedOperation(description = "Ends a drain")
    public void undrain() {
        operations.undrain(JmxActor.now()).join();
    }

    @ManagedOperation(description = "Takes over changed tokens and secrets of portals; tells what has changed")
    public String reload() {
        return reload.apply(JmxActor.now()).toString();
    }

    @ManagedOperation(description = "What is parked, grouped by flow and cause")
    public String parkedByCause() {
        return Parked.of(store, DeliveryFilter.ALL).text();
    }

    @ManagedOperation(description = "What people did last, newest first")
    public List<String> lastActions() {
        return operations.actions(MOST).stream()
                .map(action -> action.at() + " " + action.origin() + ": " + action.action() + " " + action.target()
                        + (action.changed() > 0 ? " (" + action.changed() + " changed)" : ""))
                .toList();
    }
}
