package io.b24hub.settings;

import java.time.Duration;

/**
 * How many callers one listener serves at a time, and how long it waits for each to say what it wants.
 *
 * @param most open connections of one listener; beyond it the one that has waited longest for a request is closed
 * @param mostOfAddress of these from one public address; beyond it a further one is closed at once
 * @param headTimeout from the opening of a connection to the end of its first request's headers, a TLS handshake included
 */
public record ConnectionSettings(int most, int mostOfAddress, Duration headTimeout) {

    /** Unless set otherwise. */
    public static final ConnectionSettings STANDARD = new ConnectionSettings(4_000, 1_000, Duration.ofSeconds(10));
}
