package io.b24hub.emulator;

import java.util.ArrayDeque;
import java.util.List;

/** The newest entries of a history. Thread-safe; memory is bounded by the capacity. */
final class Journal<T> {

    private final ArrayDeque<T> entries = new ArrayDeque<>();
    private final int capacity;

    Journal(int capacity) {
        this.capacity = capacity;
    }

    synchronized void add(T entry) {
        if (entries.size() == capacity) {
            entries.removeFirst();
        }
        entries.addLast(entry);
    }

    /** Oldest first. */
    synchronized List<T> entries() {
        return List.copyOf(entries);
    }

    synchronized void clear() {
        entries.clear();
    }
}
