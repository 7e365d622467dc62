package io.b24hub.store;

import java.util.List;
import java.util.Optional;

/** What can be learnt from a store without changing it. Thread-safe. */
public interface StoreView extends DeliveryHistory, AutoCloseable {

    /** All remembered flows, as {@link FlowStore#flows}. */
    List<FlowRecord> flows();

    /** Flows and destinations that are on hold, as {@link DeliveryControl#holds}. */
    List<Hold> holds();

    /** What people did, newest first, as {@link DeliveryControl#actions}. */
    List<OperatorAction> actions(int limit);

    /** What is remembered under a key, as {@link Memory#recall}. */
    Optional<String> recall(String space, String key);

    /** Idempotent. */
    @Override
    void close();
}
