package io.b24hub.store;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * This process among those that share the store. Each has a lease on what it claimed; one that does not renew its lease
 * (it was killed, frozen, or cut off) loses its claims to the others. Futures as in {@link DeliveryStore}. Thread-safe.
 */
public interface Membership {

    /** Whether other processes may share the store. If not, the lease never ends and every election is won. */
    boolean shared();

    /** How long a lease lasts without being renewed; renew about four times as often. */
    Duration term();

    /**
     * Until when this process may begin deliveries that it has claimed, by the injected clock: beyond it others may have
     * taken them over. {@link Instant#MAX} in a store that is not shared.
     */
    Instant leasedUntil();

    /**
     * Renews the lease, and puts back to {@code due} what processes whose lease has ended had in hand.
     *
     * @return what was found
     */
    CompletableFuture<Renewal> renew();

    /**
     * Asks for a duty that only one process has at a time, or keeps it. Lost when the term passes without asking again.
     *
     * @param duty for example {@code retention}
     * @return whether this process has it now
     */
    CompletableFuture<Boolean> elect(String duty, Duration term);

    /**
     * What a renewal found.
     *
     * @param instances how many processes share the store now, this one included
     * @param takenOver deliveries that were put back
     */
    record Renewal(int instances, int takenOver) {}
}
