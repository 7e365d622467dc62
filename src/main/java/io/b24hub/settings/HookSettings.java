package io.b24hub.settings;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * An address of {@code hook:<name>} that is a secret as a whole, such as an incoming webhook of Slack or Mattermost.
 *
 * @param url the whole address
 */
public record HookSettings(Secret url) {

    /** Shorter parts are no secrets, and would hide ordinary words. */
    private static final int SHORTEST = 8;

    /** What may be shown of it: scheme, host and port. */
    public URI server() {
        URI uri = URI.create(url.reveal());
        return URI.create(uri.getScheme() + "://" + uri.getRawAuthority());
    }

    /** What must not be seen of it: the whole, and what follows the server, as HTTP clients show it and servers repeat it. */
    List<Secret> secrets() {
        URI uri = URI.create(url.reveal());
        String path = Objects.requireNonNullElse(uri.getRawPath(), "");
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return Stream.of(url.reveal(), path + query, path, query)
                .filter(part -> part.length() > SHORTEST)
                .distinct()
                .map(Secret::of)
                .toList();
    }

    /** Whether a text shows what must not be seen. */
    public boolean isSeenIn(String text) {
        return secrets().stream().map(Secret::reveal).anyMatch(text::contains);
    }

    @Override
    public String toString() {
        return server() + "/xxxxxx";
    }
}
