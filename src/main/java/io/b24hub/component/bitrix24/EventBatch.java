package io.b24hub.component.bitrix24;

import io.b24hub.event.Bitrix24Event;
import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/**
 * The events of one batch, in the order in which the hub accepted them. A list of its own kind, so that Camel can turn it
 * into JSON without touching other lists. Unmodifiable and thread-safe.
 */
public final class EventBatch extends AbstractList<Bitrix24Event> implements RandomAccess {

    private final List<Bitrix24Event> events;

    public EventBatch(List<Bitrix24Event> events) {
        this.events = List.copyOf(events);
    }

    /** Whether a list is one of events, and of nothing else. */
    static boolean holds(List<?> list) {
        return list instanceof EventBatch || !list.isEmpty() && list.stream().allMatch(Bitrix24Event.class::isInstance);
    }

    /** A list of events as a batch. */
    static EventBatch of(List<?> list) {
        return list instanceof EventBatch batch
                ? batch
                : new EventBatch(list.stream().map(Bitrix24Event.class::cast).toList());
    }

    @Override
    public Bitrix24Event get(int index) {
        return events.get(index);
    }

    @Override
    public int size() {
        return events.size();
    }
}
