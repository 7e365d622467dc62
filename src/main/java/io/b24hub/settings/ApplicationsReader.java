package io.b24hub.settings;

import io.b24hub.settings.PortalSettings.Webhook;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads the portals' local applications. Not thread-safe. */
final class ApplicationsReader {

    private static final String KEY = "hub.secret-key";
    private static final int KEY_BYTES = 32;
    private static final List<String> OWN =
            List.of("app-client-secret", "app-refresh-token", "app-address", "app-events", "app-poll", "app-oauth-url");
    private static final String WORLD = "https://oauth.bitrix.info/oauth/token/";
    private static final String RUSSIA = "https://oauth.bitrix24.tech/oauth/token/";

    private final CheckedValues values;

    ApplicationsReader(CheckedValues values) {
        this.values = values;
    }

    /** Those that are configured, by the portal's name. */
    Map<String, ApplicationSettings> read(Collection<PortalSettings> portals) {
        Optional<Secret> key = values.parse(KEY, ApplicationsReader::key);
        Map<String, ApplicationSettings> applications = new LinkedHashMap<>();
        for (PortalSettings portal : portals) {
            String prefix = "hub.portal." + portal.name() + ".";
            Optional<String> id = values.find(prefix + "app-client-id");
            id.ifPresent(named -> applications.put(portal.name(), application(portal, prefix, named, key)));
            if (id.isEmpty()) {
                refuseOrphans(prefix);
            }
        }
        if (!applications.isEmpty() && key.isEmpty() && !values.told(KEY)) {
            values.problem(
                    KEY,
                    "is missing; it encrypts the tokens of applications in the store. Make one with"
                            + " openssl rand -base64 32 and keep it apart from the store");
        }
        return applications;
    }

    private void refuseOrphans(String prefix) {
        OWN.stream()
                .filter(own -> values.find(prefix + own).isPresent())
                .findFirst()
                .ifPresent(
                        own -> values.problem(prefix + "app-client-id", "is missing, but " + prefix + own + " is set"));
    }

    private ApplicationSettings application(PortalSettings portal, String prefix, String id, Optional<Secret> key) {
        Optional<Secret> secret = values.find(prefix + "app-client-secret").map(Secret::of);
        if (secret.isEmpty()) {
            values.problem(
                    prefix + "app-client-secret", "is missing; copy the application key (client_secret) from its form");
        }
        URI address = values.parse(prefix + "app-address", ApplicationsReader::portal)
                .or(() -> portal.webhook().map(Webhook::portal))
                .orElseGet(() -> {
                    if (!values.told(prefix + "app-address")) {
                        values.problem(
                                prefix + "app-address", "is missing; the portal has no webhook-url that says it");
                    }
                    return URI.create("https://example.invalid");
                });
        return new ApplicationSettings(
                id,
                secret.orElse(Secret.of("")),
                values.find(prefix + "app-refresh-token").map(Secret::of),
                address,
                values.list(prefix + "app-events").stream()
                        .map(name -> name.toUpperCase(Locale.ROOT))
                        .toList(),
                values.parse(prefix + "app-poll", ApplicationsReader::poll).orElse(Duration.ofSeconds(10)),
                values.parse(prefix + "app-oauth-url", Addresses::address).orElseGet(() -> region(address)),
                key.orElse(Secret.of("")));
    }

    private static URI portal(String text) {
        URI uri = Addresses.address(text);
        return URI.create(uri.getScheme() + "://" + uri.getRawAuthority());
    }

    /** A portal's OAuth server is that of the region where it was registered. */
    private static URI region(URI address) {
        return URI.create(address.getHost().toLowerCase(Locale.ROOT).matches(".*\\.(ru|by|kz)") ? RUSSIA : WORLD);
    }

    private static Duration poll(String text) {
        Duration poll = Units.duration(text);
        if (poll.compareTo(Duration.ofSeconds(1)) < 0 || poll.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("is " + text + ", but must be from 1s to 1h");
        }
        return poll;
    }

    /** The reason does not repeat what was written. */
    private static Secret key(String text) {
        String wrong = "is not 32 bytes as base64 or as 64 hexadecimal digits; make one with openssl rand -base64 32";
        if (text.matches("[0-9A-Fa-f]{64}")) {
            return Secret.of(text);
        }
        try {
            if (Base64.getDecoder().decode(text).length == KEY_BYTES) {
                return Secret.of(text);
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(wrong);
        }
        throw new IllegalArgumentException(wrong);
    }
}
