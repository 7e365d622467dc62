package io.b24hub.store;

import java.time.Instant;

/**
 * Something that a person did.
 *
 * @param at when
 * @param origin where it came from, for example {@code jmx}, {@code console ivan}, {@code command line}
 * @param action what, for example {@code replay}
 * @param target on what, in words that say it exactly
 * @param changed how many deliveries it changed
 */
public record OperatorAction(Instant at, String origin, String action, String target, long changed) {}
