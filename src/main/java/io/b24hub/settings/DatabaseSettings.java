package io.b24hub.settings;

import java.time.Duration;
import java.util.Optional;

/**
 * The PostgreSQL database that several hubs may share.
 *
 * @param url as the driver wants it, without user and password
 * @param user who asks; empty for the name of the operating system's user
 * @param password empty when the server wants none
 * @param lease how long what a hub has in hand stays its own without being renewed
 */
public record DatabaseSettings(String url, Optional<String> user, Optional<Secret> password, Duration lease) {}
