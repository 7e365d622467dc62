package io.b24hub;

import io.b24hub.alert.Alert;
import io.b24hub.alert.AlertKind;
import io.b24hub.alert.Alerts;
import io.b24hub.alert.Audience;
import io.b24hub.alert.DeliveryAlerts;
import io.b24hub.alert.DiskRoom;
import io.b24hub.alert.PortalAlerts;
import io.b24hub.alert.Sign;
import io.b24hub.alert.Watch;
import io.b24hub.alert.Watched;
import io.b24hub.bitrix.PortalListener;
import io.b24hub.delivery.DeliveryListener;
import io.b24hub.event.EventIds;
import io.b24hub.jmx.Alarms;
import io.b24hub.operate.RetentionStatus;
import io.b24hub.settings.HubSettings;
import io.b24hub.store.HubStore;
import io.b24hub.time.HubClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** What tells operators of the hub itself: alerts as events, and JMX notifications. Thread-safe. */
final class Alerting implements AutoCloseable {

    private final HubSettings settings;
    private final HubClock clock;
    private final Alerts alerts;
    private final Alarms alarms;
    private final List<Watched> watched = new ArrayList<>();
    private Optional<Watch> watch = Optional.empty();

    Alerting(HubSettings settings, HubStore store, EventIds ids, HubClock clock, Audience audience) {
        this.settings = settings;
        this.clock = clock;
        alarms = new Alarms(clock);
        alerts = new Alerts(
                store,
                ids,
                clock,
                audience,
                settings.portals().keySet().iterator().next(),
                portal -> settings.portals().get(portal).timeZone());
    }

    /** What JMX shows. */
    Alarms alarms() {
        return alarms;
    }

    DeliveryListener deliveries() {
        return new DeliveryAlerts(alerts::tell).and(alarms);
    }

    PortalListener portals() {
        return new PortalAlerts(alerts::tell).and(alarms);
    }

    StrangeCalls strangeCalls() {
        return new StrangeCalls(alerts::tell);
    }

    /** Adds something to look at; before the start. */
    synchronized void watch(Watched other) {
        watched.add(other);
    }

    /** Begins to tell, when the flows are there. */
    synchronized void start(Supplier<RetentionStatus> store, Executor thread) {
        alerts.start();
        addOwn(store);
        Watch looking = new Watch(watched, alerts::tell, alarms::seen, clock, thread);
        looking.start();
        watch = Optional.of(looking);
    }

    private void addOwn(Supplier<RetentionStatus> store) {
        watched.add(new Sign(
                AlertKind.STORE_FULL,
                new Alert(AlertKind.STORE_ROOM, "store", "The store is below hub.retention.max-size again."),
                () -> full(store.get())));
        // a database's disk is somebody else's to watch
        if (settings.database().isEmpty() && settings.alerts().diskFree() > 0) {
            watched.add(new Sign(
                    AlertKind.DISK_LOW,
                    new Alert(AlertKind.DISK_ENOUGH, "disk", "There is enough room again where the store is."),
                    new DiskRoom(
                            settings.storeFile().toAbsolutePath().getParent(),
                            settings.alerts().diskFree())));
        }
    }

    private static Optional<String> full(RetentionStatus store) {
        return store.over()
                ? Optional.of(
                        "The store holds " + (store.contentBytes() >> 20) + " MiB, more than hub.retention.max-size"
                                + " allows, and nothing that has ended is left to forget. Events are still taken in. Mend what"
                                + " fails, replay or drop what is parked, or allow more.")
                : Optional.empty();
    }

    @Override
    public synchronized void close() {
        watch.ifPresent(Watch::close);
        alerts.close();
    }
}
