package io.b24hub;

import io.b24hub.alert.Alert;
import io.b24hub.alert.AlertKind;
import java.util.function.Consumer;

/** Tells of right tokens in strange hands: what a leaked one looks like. Thread-safe. */
record StrangeCalls(Consumer<Alert> alerts) {

    void member(String portal, String fingerprint) {
        alerts.accept(new Alert(
                        AlertKind.STRANGE_MEMBER,
                        portal,
                        "A call with a right token of portal " + portal + " (" + fingerprint
                                + ") came with the member id of another account and was refused. Either the portal was moved"
                                + " to another account, or the token has leaked: replace it.")
                .of(portal));
    }
}
