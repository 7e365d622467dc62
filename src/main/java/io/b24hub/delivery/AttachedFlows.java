package io.b24hub.delivery;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/** The flows that are attached now, by id. Thread-safe. */
final class AttachedFlows {

    private final ConcurrentHashMap<String, FlowRunner> runners = new ConcurrentHashMap<>();

    /** False when a flow of this id is there. */
    boolean add(FlowRunner runner) {
        return runners.putIfAbsent(runner.id(), runner) == null;
    }

    void remove(FlowRunner runner) {
        runners.remove(runner.id(), runner);
    }

    Collection<FlowRunner> all() {
        return runners.values();
    }

    /** Whether deliveries of another flow may touch a destination too. */
    boolean isShared(String destination, String flow) {
        return runners.values().stream()
                .anyMatch(runner ->
                        !runner.id().equals(flow) && runner.destinations().touches(destination));
    }

    /** Makes a flow look for deliveries; ignored when it is not attached. */
    void wake(String flow) {
        find(flow).ifPresent(FlowRunner::wake);
    }

    /** Makes all flows look for deliveries of any age. */
    void wakeAll() {
        runners.values().forEach(FlowRunner::wakeForAll);
    }

    /** Makes all flows give back what they claimed and have not begun. */
    void disownAll() {
        runners.values().forEach(FlowRunner::disown);
    }

    /** Something of a flow is due at the given time; ignored when it is not attached. For the engine's thread. */
    void dueAt(String flow, Instant due) {
        find(flow).ifPresent(runner -> runner.dueAt(due));
    }

    /** An end has freed something of a flow; ignored when it is not attached. */
    void freed(String flow) {
        find(flow).ifPresent(FlowRunner::wakeForAll);
    }

    /** How many wait of a flow that gets digests, at least. Any thread may ask. */
    OptionalInt waiting(String flow) {
        return find(flow).map(FlowRunner::waiting).orElse(OptionalInt.empty());
    }

    private Optional<FlowRunner> find(String flow) {
        return Optional.ofNullable(runners.get(flow));
    }
}
