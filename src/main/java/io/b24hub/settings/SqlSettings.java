package io.b24hub.settings;

import java.util.Optional;

/**
 * The database that {@code sql:} writes to.
 *
 * @param url its JDBC address, without user and password
 * @param user who asks it
 * @param password of that user
 */
public record SqlSettings(String url, Optional<String> user, Optional<Secret> password) {}
