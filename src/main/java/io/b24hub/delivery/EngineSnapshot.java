package io.b24hub.delivery;

import io.b24hub.store.Hold;
import java.util.List;

/**
 * The engine at a glance. Parts may be of slightly different moments.
 *
 * @param running deliveries that run, those of detached flows included
 * @param instances hubs that share the store, this one included; by the last renewal of the lease
 * @param flows the attached ones, in alphabetical order
 * @param destinations those that attached flows name, and all in trouble or on hold, in alphabetical order
 * @param holds flows and destinations on hold
 */
public record EngineSnapshot(
        int running,
        int instances,
        List<FlowSnapshot> flows,
        List<DestinationSnapshot> destinations,
        List<Hold> holds) {}
