package io.b24hub.delivery;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventPattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Which flows want which events. A flow stays here while its route is paused, being reloaded or broken, so that its
 * deliveries are made and wait for it; only taking the flow away on purpose removes it.
 *
 * <p>Thread-safe; {@link #matching} is called for every event that comes in.
 */
public final class FlowRegistry {

    private record Entry(Optional<String> portal, EventPattern events) {

        boolean wants(Bitrix24Event event) {
            return portal.map(event.portal()::equals).orElse(true) && events.matches(event.type());
        }
    }

    private final ConcurrentSkipListMap<String, Entry> flows = new ConcurrentSkipListMap<>();

    /** Adds a flow, or replaces what it wants. */
    public void put(String id, Optional<String> portal, EventPattern events) {
        flows.put(id, new Entry(portal, events));
    }

    /** Forgets a flow. */
    public void remove(String id) {
        flows.remove(id);
    }

    /** Ids of all flows, in alphabetical order. */
    public SortedSet<String> ids() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(flows.keySet()));
    }

    /** Ids of the flows that name a type, without a wildcard, in alphabetical order; whatever portal they listen to. */
    public Collection<String> naming(String type) {
        List<String> ids = new ArrayList<>();
        flows.forEach((id, entry) -> {
            if (entry.events().exactNames().contains(type)) {
                ids.add(id);
            }
        });
        return ids;
    }

    /** The types that flows name without a wildcard, in upper case. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>();
        flows.values().forEach(entry -> names.addAll(entry.events().exactNames()));
        return names;
    }

    /** Ids of the flows that want an event, in alphabetical order. */
    public Collection<String> matching(Bitrix24Event event) {
        List<String> ids = new ArrayList<>(4);
        flows.forEach((id, entry) -> {
            if (entry.wants(event)) {
                ids.add(id);
            }
        });
        return ids;
    }
}
