package io.b24hub.jmx;

import io.b24hub.alert.Alert;
import io.b24hub.alert.AlertKind;
import io.b24hub.bitrix.PortalListener;
import io.b24hub.delivery.DeliveryListener;
import io.b24hub.event.EntityRef;
import io.b24hub.store.Delivery;
import io.b24hub.store.Hold;
import io.b24hub.time.HubClock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.management.MBeanNotificationInfo;
import javax.management.Notification;
import javax.management.NotificationBroadcasterSupport;

/**
 * Tells JMX listeners what an operator wants to know at once. Types: {@code b24hub.parked}, {@code b24hub.breaker.opened},
 * {@code b24hub.breaker.closed}, {@code b24hub.held}, {@code b24hub.resumed}, {@code b24hub.loop.stopped},
 * {@code b24hub.portal.stopped}, {@code b24hub.portal.recovered}, and of what is looked at once a minute
 * {@code b24hub.disk.low}, {@code b24hub.disk.enough}, {@code b24hub.store.full}, {@code b24hub.store.room},
 * {@code b24hub.certificate}, {@code b24hub.strange.address}, {@code b24hub.source.list.old},
 * {@code b24hub.source.list.new},
 * {@code b24hub.silence}, {@code b24hub.silence.over}, {@code b24hub.answers.slow},
 * {@code b24hub.answers.fast}, {@code b24hub.events.late}, {@code b24hub.events.on.time}. Messages carry no secrets.
 *
 * <p>This class is thread-safe.
 */
public final class Alarms extends NotificationBroadcasterSupport
        implements AlarmsMBean, DeliveryListener, PortalListener {

    static final String PARKED = "b24hub.parked";
    static final String BREAKER_OPENED = "b24hub.breaker.opened";
    static final String BREAKER_CLOSED = "b24hub.breaker.closed";
    static final String HELD = "b24hub.held";
    static final String RESUMED = "b24hub.resumed";
    static final String LOOP = "b24hub.loop.stopped";

    static final String PORTAL_STOPPED = "b24hub.portal.stopped";
    static final String PORTAL_RECOVERED = "b24hub.portal.recovered";
    private static final List<AlertKind> WATCHED = List.of(
            AlertKind.DISK_LOW,
            AlertKind.DISK_ENOUGH,
            AlertKind.STORE_FULL,
            AlertKind.STORE_ROOM,
            AlertKind.CERTIFICATE,
            AlertKind.STRANGE_ADDRESS,
            AlertKind.SOURCE_LIST_OLD,
            AlertKind.SOURCE_LIST_NEW,
            AlertKind.SILENCE,
            AlertKind.SILENCE_OVER,
            AlertKind.ANSWERS_SLOW,
            AlertKind.ANSWERS_FAST,
            AlertKind.EVENTS_LATE,
            AlertKind.EVENTS_ON_TIME,
            AlertKind.APPLICATION_STOPPED,
            AlertKind.APPLICATION_WORKS,
            AlertKind.APPLICATION_UNREADABLE);

    private final HubClock clock;
    private final AtomicLong number = new AtomicLong();
    private volatile String last = "";

    public Alarms(HubClock clock) {
        super(new MBeanNotificationInfo(
                types(), Notification.class.getName(), "What an operator wants to know at once"));
        this.clock = clock;
    }

    private static String[] types() {
        Stream<String> own = Stream.of(
                PARKED, BREAKER_OPENED, BREAKER_CLOSED, HELD, RESUMED, LOOP, PORTAL_STOPPED, PORTAL_RECOVERED);
        return Stream.concat(own, WATCHED.stream().map(Alarms::type)).toArray(String[]::new);
    }

    private static String type(AlertKind kind) {
        return "b24hub." + kind.word().replace('-', '.');
    }

    @Override
    public long getSent() {
        return number.get();
    }

    @Override
    public String getLast() {
        return last;
    }

    @Override
    public void parked(Delivery delivery, String reason) {
        tell(PARKED, "Delivery " + delivery.id() + " of flow " + delivery.flow() + " is parked: " + reason);
    }

    @Override
    public void breakerOpened(String destination, int failures, Instant nextProbe) {
        tell(
                BREAKER_OPENED,
                "Destination " + destination + " failed " + failures + " times in a row; the next try is at "
                        + nextProbe);
    }

    @Override
    public void breakerClosed(String destination) {
        tell(BREAKER_CLOSED, "Destination " + destination + " works again");
    }

    @Override
    public void held(Hold hold) {
        tell(
                HELD,
                hold.kind().word() + " " + hold.name() + " is on hold until "
                        + hold.until().map(Instant::toString).orElse("somebody resumes it") + ": " + hold.reason());
    }

    @Override
    public void resumed(Hold hold) {
        tell(RESUMED, hold.kind().word() + " " + hold.name() + " is no longer on hold");
    }

    @Override
    public void loopStopped(String flow, String portal, EntityRef entity, int writes, Instant until) {
        tell(LOOP, "Flow " + flow + " wrote to " + entity + " " + writes + " times and most likely wakes itself");
    }

    @Override
    public void stopped(String portal, String advice) {
        tell(PORTAL_STOPPED, "Portal " + portal + " refuses all calls: " + advice);
    }

    @Override
    public void recovered(String portal) {
        tell(PORTAL_RECOVERED, "Portal " + portal + " answers again");
    }

    /** Tells of what was seen when somebody looked at the hub. */
    public void seen(Alert alert) {
        tell(type(alert.kind()), alert.text());
    }

    private void tell(String type, String message) {
        last = clock.instant() + " " + message;
        sendNotification(new Notification(
                type,
                JmxBeans.name("Alarms"),
                number.incrementAndGet(),
                clock.instant().toEpochMilli(),
                message));
    }
}
