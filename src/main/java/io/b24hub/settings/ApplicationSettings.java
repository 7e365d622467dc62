package io.b24hub.settings;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A local application of a portal, through which events are fetched.
 *
 * @param clientId the application's name for the OAuth server
 * @param clientSecret its password there
 * @param refreshToken the first one; those that follow it are in the store. Empty when the installation brings it
 * @param address scheme and authority of the portal
 * @param events which events are fetched; empty: those that some flow takes
 * @param poll how often the portal is asked
 * @param oauth where tokens are renewed
 * @param key encrypts the tokens in the store
 */
public record ApplicationSettings(
        String clientId,
        Secret clientSecret,
        Optional<Secret> refreshToken,
        URI address,
        List<String> events,
        Duration poll,
        URI oauth,
        Secret key) {

    public ApplicationSettings {
        events = List.copyOf(events);
    }

    List<Secret> secrets() {
        return Stream.concat(Stream.of(clientSecret, key), refreshToken.stream())
                .toList();
    }
}
