package io.b24hub.jmx;

import io.b24hub.manage.StatusReader;
import io.b24hub.operate.RetentionStatus;
import java.time.Duration;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;

/** What is kept, and how forgetting goes. Thread-safe. */
@ManagedResource(description = "The store: how large it is, and how forgetting what is old goes")
public final class StoreBean {

    private final StatusReader status;

    StoreBean(StatusReader status) {
        this.status = status;
    }

    private RetentionStatus store() {
        return status.read().store();
    }

    @ManagedAttribute(description = "Bytes of what is kept")
    public long getContentBytes() {
        return store().contentBytes();
    }

    @ManagedAttribute(description = "hub.retention.max-size in bytes; 0 for no limit")
    public long getLimitBytes() {
        return store().limitBytes();
    }

    @ManagedAttribute(description = "Whether it is above the limit and nothing that has ended is left to forget")
    public boolean isOver() {
        return store().over();
    }

    @ManagedAttribute(description = "Transactions that were committed since the start")
    public long getCommits() {
        return status.read().commits().commits();
    }

    @ManagedAttribute(description = "Milliseconds that one takes on average, of the last few thousand")
    public double getCommitMillis() {
        return millis(status.read().commits().mean());
    }

    @ManagedAttribute(description = "Milliseconds within which 99 of 100 are committed, of the last few thousand")
    public double getSlowCommitMillis() {
        return millis(status.read().commits().slow());
    }

    @ManagedAttribute(description = "Changes that travel in one on average, of the last few thousand")
    public double getGroupSize() {
        return status.read().commits().groupSize();
    }

    private static double millis(Duration time) {
        return time.toNanos() / 1e6;
    }

    @ManagedAttribute(description = "Whether this hub does the forgetting; of several on one store only one does")
    public boolean isForgettingHere() {
        return store().here();
    }

    @ManagedAttribute(description = "The last time it went through what may be forgotten")
    public String getLastForgetting() {
        return store().last()
                .map(pass ->
                        pass.now() + ", by " + pass.cause() + ": " + pass.events() + " events, " + pass.deliveries()
                                + " deliveries" + (pass.trouble().isEmpty() ? "" : "; broke off: " + pass.trouble()))
                .orElse("not yet since the start");
    }
}
