package io.b24hub.store;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Small facts that must survive a restart: a pinned member id, the last known state of an entity. Text under a key, in
 * spaces of their own. Futures as in {@link DeliveryStore}; reads as in {@link DeliveryHistory}. Thread-safe.
 */
public interface Memory {

    /** What is remembered under a key. */
    Optional<String> recall(String space, String key);

    /** Remembers; replaces what was there. */
    CompletableFuture<Void> remember(String space, String key, String value, Instant at);

    /**
     * Remembers unless something is remembered already.
     *
     * @return what is remembered now: the given value, or the earlier one
     */
    CompletableFuture<String> rememberFirst(String space, String key, String value, Instant at);

    /**
     * Remembers, unless what is remembered has changed since the caller looked: of several that saw the same, one does.
     *
     * @return whether it did
     */
    CompletableFuture<Boolean> swap(Swap swap, Instant at);

    /** Forgets one key. */
    CompletableFuture<Void> forget(String space, String key);

    /**
     * Forgets what was remembered before a time, the oldest first.
     *
     * @param limit at most so many
     * @return how many
     */
    CompletableFuture<Integer> forgetBefore(String space, Instant before, int limit);

    /** How many keys a space has. Counts them: not for every second. */
    long remembered(String space);
}
