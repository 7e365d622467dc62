package io.b24hub.settings;

import java.time.Duration;

/**
 * When a destination counts as dead.
 *
 * @param failures so many failures in a row
 * @param pause how long it is left alone then
 * @param longestPause what the pause grows to; not shorter than it
 */
public record BreakerSettings(int failures, Duration pause, Duration longestPause) {}
