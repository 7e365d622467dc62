package io.b24hub.jmx;

import io.b24hub.delivery.DestinationSnapshot;
import io.b24hub.manage.StatusReader;
import io.b24hub.operate.Operations;
import io.b24hub.store.Hold;
import io.b24hub.time.HubClock;
import java.time.Instant;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;

/** One destination of flows. Thread-safe. */
@ManagedResource(description = "Where flows deliver to: its breaker, and pausing it for all of them")
public final class DestinationBean {

    private final StatusReader status;
    private final Operations operations;
    private final HubClock clock;
    private final String name;

    DestinationBean(StatusReader status, Operations operations, HubClock clock, String name) {
        this.status = status;
        this.operations = operations;
        this.clock = clock;
        this.name = name;
    }

    private DestinationSnapshot destination() {
        return status.read().destinations().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No flow delivers there any more"));
    }

    @ManagedAttribute(
            description = "Breaker: closed (all is well), open (left alone), half-open (one delivery is tried)")
    public String getBreaker() {
        return destination().breaker().word();
    }

    @ManagedAttribute(description = "Attempts in a row that failed there")
    public int getFailures() {
        return destination().failures();
    }

    @ManagedAttribute(description = "When one delivery is tried; empty while the breaker is closed")
    public String getNextTry() {
        return destination().nextProbe().map(Instant::toString).orElse("");
    }

    @ManagedAttribute(description = "Why it is on hold, and until when; empty when it is not")
    public String getHold() {
        return destination()
                .hold()
                .map(hold -> "until " + hold.until().map(Instant::toString).orElse("somebody resumes it") + ", by "
                        + hold.origin() + ": " + hold.reason())
                .orElse("");
    }

    @ManagedAttribute(description = "The flows that deliver there")
    public String getFlows() {
        return String.join(", ", destination().flows());
    }

    @ManagedOperation(
            description = "It gets nothing for so many minutes (0: until somebody resumes it); deliveries wait")
    public String pause(int minutes, String reason) {
        return Pauses.pause(operations, clock, Hold.Kind.DESTINATION, name, minutes, reason);
    }

    @ManagedOperation(description = "Ends a pause")
    public String resume() {
        return Pauses.resume(operations, Hold.Kind.DESTINATION, name);
    }
}
