package io.b24hub.jmx;

import io.b24hub.delivery.FlowSnapshot;
import io.b24hub.manage.HubStatus;
import io.b24hub.manage.StatusReader;
import io.b24hub.operate.Bound;
import io.b24hub.operate.BulkChange;
import io.b24hub.operate.Operations;
import io.b24hub.operate.Preview;
import io.b24hub.store.DeliveryControl.Change;
import io.b24hub.store.DeliveryFilter;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.Hold;
import io.b24hub.time.HubClock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;

/** One flow. Thread-safe. */
@ManagedResource(description = "A flow: what waits, runs and is parked, and what can be done about it")
public final class FlowBean {

    private final StatusReader status;
    private final Operations operations;
    private final HubClock clock;
    private final String id;

    FlowBean(StatusReader status, Operations operations, HubClock clock, String id) {
        this.status = status;
        this.operations = operations;
        this.clock = clock;
        this.id = id;
    }

    private HubStatus.Flow flow() {
        return status.read().flows().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("This flow was taken away"));
    }

    @ManagedAttribute(description = "The events it takes")
    public String getEvents() {
        return flow().known().events();
    }

    @ManagedAttribute(description = "The route file it comes from")
    public String getFile() {
        return flow().known().source();
    }

    @ManagedAttribute(description = "Whether this process takes its deliveries")
    public boolean isOn() {
        return flow().on();
    }

    @ManagedAttribute(description = "Deliveries that wait")
    public long getDue() {
        return flow().due();
    }

    @ManagedAttribute(description = "Deliveries that run")
    public long getRunning() {
        return flow().inHand();
    }

    @ManagedAttribute(description = "Deliveries that wait for a person")
    public long getParked() {
        return flow().parked();
    }

    @ManagedAttribute(description = "How many seconds the oldest waiting delivery has been there; 0 when none waits")
    public long getOldestSeconds() {
        return flow().oldest().map(Duration::toSeconds).orElse(0L);
    }

    @ManagedAttribute(description = "What keeps it from beginning deliveries; empty when nothing does")
    public String getWaitsFor() {
        return flow().running().map(FlowSnapshot::reason).orElse("it does not run in this process");
    }

    @ManagedAttribute(description = "Where it delivers to")
    public String getDestinations() {
        return flow().running()
                .map(running -> String.join(", ", running.destinations()))
                .orElse("");
    }

    @ManagedOperation(description = "It gets nothing for so many minutes (0: until somebody resumes it); events wait")
    public String pause(int minutes, String reason) {
        return Pauses.pause(operations, clock, Hold.Kind.FLOW, id, minutes, reason);
    }

    @ManagedOperation(description = "Ends a pause")
    public String resume() {
        return Pauses.resume(operations, Hold.Kind.FLOW, id);
    }

    @ManagedOperation(
            description = "Shows what a change of many would do, and a token to do it with. Change: replay, retry-now,"
                    + " park or drop. States: parked, due, delivered …, with commas; empty for those that can be changed"
                    + " so")
    public String preview(String change, String states) {
        DeliveryFilter filter = DeliveryFilter.ALL.ofFlow(id);
        for (String word : states == null ? new String[0] : states.split(",")) {
            if (!word.isBlank()) {
                filter = with(filter, DeliveryState.of(word.strip().toLowerCase(Locale.ROOT)));
            }
        }
        Preview preview = operations.preview(
                Change.valueOf(change.strip().toUpperCase(Locale.ROOT).replace('-', '_')), filter, false);
        return preview.count() + " deliveries: " + preview.bound() + "\nToken: "
                + preview.bound().text();
    }

    private static DeliveryFilter with(DeliveryFilter filter, DeliveryState state) {
        return filter.in(state, filter.states().toArray(DeliveryState[]::new));
    }

    @ManagedOperation(description = "Does what a preview showed; the reason is kept with it")
    public String run(String token, String reason) {
        Bound bound = Bound.parse(token.strip());
        if (!bound.filter().flow().equals(Optional.of(id))) {
            throw new IllegalArgumentException("This token is of another flow's preview");
        }
        BulkChange.Done done = operations
                .run(bound, reason == null ? "" : reason, JmxActor.now(), BulkChange.Progress.NONE)
                .done()
                .join();
        return done.changed() + " changed, " + done.end().name().toLowerCase(Locale.ROOT)
                + (done.reason().isEmpty() ? "" : ": " + done.reason());
    }

    @ManagedOperation(description = "Runs one parked delivery again, by its number")
    public String replay(long delivery) {
        BulkChange.Done done =
                operations.change(Change.REPLAY, delivery, "", JmxActor.now()).join();
        return done.changed() == 1 ? "Delivery " + delivery + " runs again" : "It went on by itself in the meantime";
    }
}
