package io.b24hub.bitrix;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Judges a redirect. After a rename the old name of a cloud portal answers 302 and the call must be repeated as POST at
 * the new one. The address holds the secret, so only a rename is followed: https, the same path, the default port, and
 * the same Bitrix24 zone ({@code old.bitrix24.de} to {@code new.bitrix24.de}).
 */
final class PortalMove {

    private static final Pattern CLOUD =
            Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?\\.(bitrix24\\.[a-z]{2,4}(\\.[a-z]{2})?)");

    private PortalMove() {}

    /**
     * Where the portal is now.
     *
     * @param sentTo the full address of the call
     * @param location the header's value
     * @return scheme and host; empty when this is no rename
     */
    static Optional<URI> newHome(String sentTo, Optional<String> location) {
        return location.flatMap(PortalMove::parse).flatMap(to -> newHome(URI.create(sentTo), to));
    }

    /** The host in a {@code Location} for a message; empty text when there is none. */
    static String host(Optional<String> location) {
        return location.flatMap(PortalMove::parse)
                .flatMap(to -> Optional.ofNullable(to.getHost()))
                .orElse("");
    }

    private static Optional<URI> newHome(URI from, URI to) {
        boolean rename = "https".equalsIgnoreCase(from.getScheme())
                && "https".equalsIgnoreCase(to.getScheme())
                && to.getUserInfo() == null
                && (to.getPort() == -1 || to.getPort() == 443)
                && from.getRawPath().equals(to.getRawPath())
                && to.getRawQuery() == null
                && zone(from).isPresent()
                && zone(from).equals(zone(to))
                && !to.getHost().equalsIgnoreCase(from.getHost());
        return rename ? Optional.of(URI.create("https://" + to.getHost().toLowerCase(Locale.ROOT))) : Optional.empty();
    }

    private static Optional<String> zone(URI address) {
        String host = address.getHost() == null ? "" : address.getHost().toLowerCase(Locale.ROOT);
        Matcher matcher = CLOUD.matcher(host);
        return matcher.matches() ? Optional.of(matcher.group(2)) : Optional.empty();
    }

    private static Optional<URI> parse(String location) {
        try {
            return Optional.of(new URI(location.strip()));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
