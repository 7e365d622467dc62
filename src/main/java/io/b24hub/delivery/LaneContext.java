package io.b24hub.delivery;

import io.b24hub.store.DeliveryStore;
import io.b24hub.time.HubClock;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * What all lanes share.
 *
 * @param running how many deliveries run, those of flows that were detached included; changed on the thread alone
 * @param wake makes the lane that now serves a flow look for deliveries; ignored when none does
 * @param thread does all book-keeping, one task after the other
 */
record LaneContext(
        DeliveryStore store,
        HubClock clock,
        RandomGenerator random,
        DeliveryListener listener,
        AtomicInteger running,
        Consumer<String> wake,
        Executor thread) {}
