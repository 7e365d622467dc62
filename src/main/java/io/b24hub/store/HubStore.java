package io.b24hub.store;

/**
 * All that a hub keeps durably, in one database. There are two: {@link SqliteStore}, a file for one process, and one in
 * PostgreSQL for several. Both pass the same contract tests. Who needs a part of it asks for that part.
 */
public interface HubStore
        extends DeliveryStore, DeliveryControl, FlowStore, Memory, Membership, Upkeep, SweepStore, StoreView {

    /** How committing goes: what concerns deliveries, and in a file all else as well. */
    CommitTimes commitTimes();

    /**
     * Finishes the work in hand, gives back what this process still has claimed, as {@link #recover} would, and closes.
     * Later calls fail with {@link StoreUnavailable}. Idempotent.
     */
    @Override
    void close();
}
