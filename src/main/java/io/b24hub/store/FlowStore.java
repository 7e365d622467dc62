package io.b24hub.store;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Remembers which flows there are. Futures as in {@link DeliveryStore}. Thread-safe. */
public interface FlowStore {

    /** Remembers flows; known ids are replaced, {@code since} is kept. */
    CompletableFuture<Void> saveFlows(Collection<FlowRecord> flows);

    /** Forgets a flow that was taken away on purpose. Its deliveries stay as they are. */
    CompletableFuture<Void> removeFlow(String id);

    /** All remembered flows. */
    List<FlowRecord> flows();
}
