package io.b24hub.handler;

import io.b24hub.alert.Alert;
import io.b24hub.alert.AlertKind;
import io.b24hub.alert.Watched;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.Origin;
import io.b24hub.intake.IntakeListener;
import io.b24hub.intake.Refusal;
import io.b24hub.time.HubClock;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How late events come, for each portal: from the {@code ts} of an outgoing webhook's call until the hub had read it. Tells
 * when that has grown well beyond the usual: then Bitrix24's queue is slow, or it calls this handler less often.
 *
 * <p>What is known is in memory. Calls without {@code ts}, and those of automation rules, do not count. Thread-safe.
 */
public final class Delays implements IntakeListener, Watched {

    private final Map<String, PortalDelay> portals = new LinkedHashMap<>();
    private final Map<String, Boolean> before = new HashMap<>();
    private final HubClock clock;

    public Delays(Collection<String> portals, HubClock clock) {
        portals.forEach(portal -> this.portals.put(portal, new PortalDelay()));
        this.clock = clock;
    }

    @Override
    public void received(Bitrix24Event event, Collection<String> flows) {
        PortalDelay portal = portals.get(event.portal());
        if (portal != null
                && event.origin() == Origin.WEBHOOK
                && !event.occurredAt().equals(event.receivedAt())) {
            portal.add(event.receivedAt(), Duration.between(event.occurredAt(), event.receivedAt()));
        }
    }

    @Override
    public void refused(String portal, InetAddress client, Refusal reason) {}

    /** How late a portal's events of the last hour came. */
    public Spread lastHour(String portal) {
        return Optional.ofNullable(portals.get(portal))
                .map(of -> of.lastHour(clock.instant()))
                .orElse(Spread.NONE);
    }

    /** Whether a portal's events come late. */
    public boolean isLate(String portal) {
        return Optional.ofNullable(portals.get(portal))
                .map(of -> of.isLate(clock.instant()))
                .orElse(false);
    }

    @Override
    public synchronized void look(Consumer<Alert> alerts, Consumer<Alert> changes) {
        Instant now = clock.instant();
        portals.forEach((name, portal) -> {
            boolean late = portal.isLate(now);
            Alert alert = late ? begun(name, portal, now) : ended(name);
            if (late || before.getOrDefault(name, true)) {
                alerts.accept(alert);
            }
            if (late != before.getOrDefault(name, false)) {
                changes.accept(alert);
            }
            before.put(name, late);
        });
    }

    private static Alert begun(String name, PortalDelay portal, Instant now) {
        Spread recent = portal.recent(now);
        String usually =
                portal.usual().map(usual -> "; usually it is " + text(usual)).orElse("");
        return new Alert(
                        AlertKind.EVENTS_LATE,
                        name,
                        "Events of portal " + name + " come late: 5 of 100 more than " + text(recent.most())
                                + " after they happened, one " + text(recent.longest()) + usually
                                + ". Bitrix24's queue is slow, or it calls this handler less often because answers were slow or"
                                + " bad: look at the answer times, at refused calls, and at what stands in front of the hub."
                                + " Is none of it wrong, it passes by itself.")
                .of(name);
    }

    private static Alert ended(String name) {
        return new Alert(AlertKind.EVENTS_ON_TIME, name, "Events of portal " + name + " come on time again.").of(name);
    }

    private static String text(Duration time) {
        long seconds = Math.max(1, Math.round(time.toMillis() / 1000.0));
        return seconds < 120 ? seconds + " s" : Math.round(seconds / 60.0) + " min";
    }
}
