package io.b24hub.settings;

import java.time.Duration;

/**
 * How long history is kept.
 *
 * @param delivered deliveries that ended well, were merged, filtered or dropped, and their events
 * @param parked deliveries that wait for a person
 * @param actions what people did
 * @param maxSize content of the store, in bytes, above which the oldest of what has ended goes early; 0 for no limit
 */
public record RetentionSettings(Duration delivered, Duration parked, Duration actions, long maxSize) {}
