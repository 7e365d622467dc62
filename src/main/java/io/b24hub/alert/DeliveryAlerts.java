package io.b24hub.alert;

import io.b24hub.delivery.DeliveryListener;
import io.b24hub.event.EntityRef;
import io.b24hub.store.Delivery;
import io.b24hub.store.Hold;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/** Turns what the engine tells into alerts. What a person did is none. Thread-safe. */
public final class DeliveryAlerts implements DeliveryListener {

    /** The origin of a hold on a far side that is gone for good. */
    private static final String GONE = "410";

    private final Consumer<Alert> alerts;

    public DeliveryAlerts(Consumer<Alert> alerts) {
        this.alerts = alerts;
    }

    @Override
    public void parked(Delivery delivery, String reason) {
        alerts.accept(new Alert(
                        AlertKind.PARKED,
                        delivery.flow(),
                        "Delivery " + delivery.id() + " of flow " + delivery.flow() + " (" + delivery.event()
                                + ") is parked and waits for a person: " + reason)
                .of(delivery.event().portal()));
    }

    @Override
    public void loopStopped(String flow, String portal, EntityRef entity, int writes, Instant until) {
        alerts.accept(new Alert(
                        AlertKind.LOOP_STOPPED,
                        flow,
                        "Flow " + flow + " has written to " + entity + " of portal " + portal + " " + writes
                                + " times in a short time and most likely wakes itself. Its deliveries of it are parked"
                                + " until " + time(until) + "; change the flow, then replay them.")
                .of(portal));
    }

    @Override
    public void breakerOpened(String destination, int failures, Instant nextProbe) {
        alerts.accept(new Alert(
                AlertKind.DESTINATION_OPEN,
                destination,
                "Destination " + destination + " failed " + failures
                        + " times in a row. Its deliveries wait; the next try is at " + time(nextProbe) + "."));
    }

    @Override
    public void breakerClosed(String destination) {
        alerts.accept(new Alert(
                AlertKind.DESTINATION_CLOSED,
                destination,
                "Destination " + destination + " works again; its deliveries go on."));
    }

    @Override
    public void held(Hold hold) {
        if (hold.origin().equals(GONE)) {
            alerts.accept(new Alert(
                    AlertKind.DESTINATION_GONE,
                    hold.name(),
                    "Destination " + hold.name() + " is on hold until somebody resumes it: " + hold.reason()));
        }
    }

    @Override
    public void resumed(Hold hold) {
        if (hold.origin().equals(GONE)) {
            alerts.accept(new Alert(
                    AlertKind.DESTINATION_RESUMED,
                    hold.name(),
                    "Destination " + hold.name() + " is no longer on hold; its deliveries go on."));
        }
    }

    private static Instant time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS);
    }
}
