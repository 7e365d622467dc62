package io.b24hub.delivery;

import io.b24hub.store.Delivery;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Looks for the culprit of a batch that will not heal: its halves run one after the other, each cut again when it fails
 * likewise. Belongs to the engine's thread.
 */
final class Bisection {

    /**
     * What runs next.
     *
     * @param deliveries in order of acceptance
     * @param earlier how the attempts went that it was part of
     */
    record Part(List<Delivery> deliveries, List<String> earlier) {}

    private final Deque<Part> parts = new ArrayDeque<>();
    private boolean running;

    /** Puts the halves of a failed run before all else. */
    void cut(Run failed, String reason) {
        List<String> earlier = new ArrayList<>(failed.earlier());
        earlier.add("failed in a batch of " + failed.size() + ": " + reason);
        int half = failed.size() / 2;
        parts.push(new Part(failed.batch().subList(half, failed.size()), earlier));
        parts.push(new Part(failed.batch().subList(0, half), earlier));
        running = false;
    }

    /** Whether a part waits and none runs. */
    boolean ready() {
        return !running && !parts.isEmpty();
    }

    /** The next part, which runs from now on. */
    Part next() {
        running = true;
        return parts.pop();
    }

    /** The part that ran is recorded. */
    void ended() {
        running = false;
    }

    boolean done() {
        return !running && parts.isEmpty();
    }

    /** Takes out all that waits. */
    List<Delivery> takeRest() {
        List<Delivery> rest = new ArrayList<>();
        parts.forEach(part -> rest.addAll(part.deliveries()));
        parts.clear();
        return rest;
    }

    /** How many deliveries wait. */
    int waiting() {
        return parts.stream().mapToInt(part -> part.deliveries().size()).sum();
    }
}
