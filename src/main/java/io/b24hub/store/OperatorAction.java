package io.b24hub.store;

import java.time.Instant;

/**
 * Something that a person did, or the hub in a person's stead.
 *
 * @param at when
 * @param origin where it came from, for example {@code jmx}, {@code console ivan}, {@code command line}; {@code 410} for
 *     a pause because a far side is gone
 * @param action what, for example {@code replay}
 * @param target on what, in words that say it exactly
 * @param changed how many deliveries it changed
 */
public record OperatorAction(Instant at, String origin, String action, String target, long changed) {}
