package io.b24hub.bitrix;

import io.b24hub.settings.PortalSettings.Webhook;
import java.net.URI;
import java.util.Optional;

/** Where a portal's methods are, and where they have moved to. Thread-safe; the move is forgotten at a restart. */
final class PortalAddress {

    private volatile Optional<Webhook> webhook;
    private volatile Optional<URI> movedTo = Optional.empty();

    PortalAddress(Optional<Webhook> webhook) {
        this.webhook = webhook;
    }

    /** Whether calls go to this webhook, or to none where there is none. */
    boolean is(Optional<Webhook> other) {
        return webhook.equals(other);
    }

    /** Calls with another secret from now on; false where the other one is the same, or of another account. */
    synchronized boolean replace(Webhook other) {
        boolean replaces = webhook.filter(known -> known.portal().equals(other.portal()) && !known.equals(other))
                .isPresent();
        if (replaces) {
            webhook = Optional.of(other);
        }
        return replaces;
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
