package io.b24hub.delivery;

import io.b24hub.store.HubStore;
import io.b24hub.time.HubClock;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * What all flows share.
 *
 * @param listeners hears, and may throw
 * @param flows those attached now
 * @param inHand what runs
 * @param thread does all book-keeping, one task after the other
 */
record EngineContext(
        HubStore store,
        HubClock clock,
        RandomGenerator random,
        Told listeners,
        AttachedFlows flows,
        InHand inHand,
        Executor thread) {}
