package io.b24hub;

import io.b24hub.address.Scope;
import io.b24hub.alert.Alert;
import io.b24hub.alert.AlertKind;
import io.b24hub.alert.Sign;
import io.b24hub.alert.Watched;
import io.b24hub.settings.SourceList;
import io.b24hub.source.SourceGuard.Stranger;
import io.b24hub.source.SourceStatus;
import io.b24hub.source.Sources;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Tells of calls from strange addresses, and of lists of addresses that cannot be read. Used by one thread. */
final class SourceAlerts implements Watched {

    private final Sources sources;
    private final List<Watched> lists = new ArrayList<>();
    private final Map<String, Long> told = new HashMap<>();
    private final Map<String, Boolean> before = new HashMap<>();

    SourceAlerts(Sources sources) {
        this.sources = sources;
        for (SourceList list : sources.polled()) {
            Alert end = new Alert(
                    AlertKind.SOURCE_LIST_NEW,
                    "source list " + list.word(),
                    "The list " + list.word() + " of Bitrix24's addresses was read again.");
            lists.add(new Sign(AlertKind.SOURCE_LIST_OLD, end, () -> sources.trouble(list)));
        }
    }

    @Override
    public void look(Consumer<Alert> alerts, Consumer<Alert> changes) {
        for (Watched list : lists) {
            list.look(alerts, changes);
        }
        for (SourceStatus portal : sources.status()) {
            strangers(portal, alerts, changes);
        }
    }

    private void strangers(SourceStatus portal, Consumer<Alert> alerts, Consumer<Alert> changes) {
        long since = portal.strange() - told.getOrDefault(portal.portal(), 0L);
        told.put(portal.portal(), portal.strange());
        boolean some = since > 0;
        if (some) {
            Alert alert = alert(portal, since);
            alerts.accept(alert);
            if (!before.getOrDefault(portal.portal(), false)) {
                changes.accept(alert);
            }
        }
        before.put(portal.portal(), some);
    }

    private static Alert alert(SourceStatus portal, long calls) {
        Stranger last = portal.last().orElseThrow();
        String text = "Portal " + portal.portal() + " was called with the right token from "
                + last.from().getHostAddress() + ", which is none of Bitrix24's addresses"
                + (calls == 1 ? "" : "; so were " + calls + " calls in a minute") + ". They were taken. "
                + (Scope.isInside(last.from())
                        ? "It is an address of an inner network: most likely of a proxy. Name it in hub.intake.trusted-proxies."
                        : "Somebody may know the token: replace it in the portal. If the caller is yours, add it to hub.portal."
                                + portal.portal() + ".allowed-addresses.");
        return new Alert(AlertKind.STRANGE_ADDRESS, portal.portal(), text).of(portal.portal());
    }
}
