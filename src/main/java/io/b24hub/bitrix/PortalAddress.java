package io.b24hub.bitrix;

import io.b24hub.settings.PortalSettings.Webhook;
import java.net.URI;
import java.util.Optional;

/** Where a portal's methods are, and where they have moved to. Thread-safe; the move is forgotten at a restart. */
final class PortalAddress {

    private final Optional<Webhook> webhook;
    private volatile Optional<URI> movedTo = Optional.empty();

    PortalAddress(Optional<Webhook> webhook) {
        this.webhook = webhook;
    }

    /** Contains the secret. */
    String url(RestMethod method) {
        Webhook known = webhook.orElseThrow();
        return new Webhook(movedTo.orElse(known.portal()), known.userId(), known.secret()).methodUrl(method.name());
    }

    /** False when this was known. */
    synchronized boolean moved(URI home) {
        boolean news = !movedTo.equals(Optional.of(home));
        movedTo = Optional.of(home);
        return news;
    }
}
