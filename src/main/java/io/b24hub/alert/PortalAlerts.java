package io.b24hub.alert;

import io.b24hub.bitrix.PortalListener;
import java.util.function.Consumer;

/** Turns what portals' clients tell into alerts. Thread-safe. */
public final class PortalAlerts implements PortalListener {

    private final Consumer<Alert> alerts;

    public PortalAlerts(Consumer<Alert> alerts) {
        this.alerts = alerts;
    }

    @Override
    public void stopped(String portal, String advice) {
        alerts.accept(new Alert(
                        AlertKind.PORTAL_STOPPED,
                        portal,
                        "Portal " + portal + " refuses all calls: " + advice
                                + " Flows that read from it wait; events are still received.")
                .of(portal));
    }

    @Override
    public void recovered(String portal) {
        alerts.accept(new Alert(AlertKind.PORTAL_RECOVERED, portal, "Portal " + portal + " answers again.").of(portal));
    }
}
