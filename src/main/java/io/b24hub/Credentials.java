package io.b24hub;

import io.b24hub.connector.SafeText;
import io.b24hub.intake.EventIntake;
import io.b24hub.operate.Operations;
import io.b24hub.operate.Reload;
import io.b24hub.operate.Reload.Outcome;
import io.b24hub.settings.HubSettings;
import io.b24hub.settings.PortalSettings;
import io.b24hub.settings.Secret;
import io.b24hub.settings.SettingsSource;
import io.b24hub.time.HubClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The secrets of a running hub. Those of portals may be replaced; one that was replaced goes on to be taken out of texts.
 * Thread-safe.
 */
final class Credentials {

    private final HubSettings settings;
    private final SettingsSource source;
    private final AtomicReference<List<Secret>> known;

    Credentials(HubSettings settings, SettingsSource source) {
        this.settings = settings;
        this.source = source;
        known = new AtomicReference<>(List.copyOf(settings.secrets()));
    }

    /** Takes out of texts what is secret now, or was. */
    SafeText safe() {
        return new SafeText(known::get);
    }

    /** Takes over others where they are used. */
    Reload reload(EventIntake intake, Portals portals, Operations operations, HubClock clock, Executor thread) {
        return new Reload(
                source, settings.portals(), portal -> takeOver(portal, intake, portals), operations, clock, thread);
    }

    private Outcome takeOver(PortalSettings portal, EventIntake intake, Portals portals) {
        // before anything can use, and so tell, one of them
        known.updateAndGet(before -> {
            List<Secret> all = new ArrayList<>(before);
            portal.secrets().stream().filter(secret -> !all.contains(secret)).forEach(all::add);
            return List.copyOf(all);
        });
        List<String> changes = intake.takeOver(portal).stream()
                .map(change -> "portal " + portal.name() + ": " + change)
                .toList();
        return new Outcome(changes, List.of()).and(portals.takeOver(portal));
    }
}
