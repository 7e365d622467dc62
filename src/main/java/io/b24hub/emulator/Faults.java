package io.b24hub.emulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The faults that wait for requests, in the order they were added: the first that fits a request is used.
 *
 * <p>This class is thread-safe.
 */
public final class Faults {

    private final List<Fault> waiting = new ArrayList<>();

    Faults() {}

    /** Adds a fault behind those that wait. */
    public synchronized void add(Fault fault) {
        waiting.add(fault);
    }

    /** From now on nothing fails. */
    public synchronized void clear() {
        waiting.clear();
    }

    /** What waits, with the times that are left. */
    public synchronized List<Fault> waiting() {
        return List.copyOf(waiting);
    }

    synchronized Optional<Fault> take(String path) {
        for (int i = 0; i < waiting.size(); i++) {
            Fault fault = waiting.get(i);
            if (path.contains(fault.path())) {
                spend(i, fault);
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }

    private void spend(int index, Fault fault) {
        if (fault.times() == 1) {
            waiting.remove(index);
        } else if (fault.times() > 1) {
            waiting.set(index, fault.times(fault.times() - 1));
        }
    }
}
