package io.b24hub.delivery;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * All that runs, is being recorded or claimed, of attached and detached flows alike. Belongs to the engine's thread, except
 * {@link #running()}.
 */
final class InHand {

    private final Set<Run> runs = new LinkedHashSet<>();
    private int unanswered;
    private volatile int running;
    private CompletableFuture<Void> empty = CompletableFuture.completedFuture(null);

    void began(Run run) {
        runs.add(run);
        running += run.size();
    }

    /** It is recorded, or was cut in two. Nothing happens when it had ended before. */
    void ended(Run run) {
        if (runs.remove(run)) {
            running -= run.size();
            completeIfEmpty();
        }
    }

    /** The store was asked to change something. */
    void asked() {
        unanswered++;
    }

    /** It has answered, and what follows from that is done. */
    void answered() {
        unanswered--;
        completeIfEmpty();
    }

    /** How many deliveries run. Any thread may ask. */
    int running() {
        return running;
    }

    List<Run> runs() {
        return List.copyOf(runs);
    }

    /** Completes when nothing runs, everything is recorded, and no claim is on its way. */
    CompletableFuture<Void> empty() {
        if (empty.isDone()) {
            empty = new CompletableFuture<>();
        }
        completeIfEmpty();
        return empty;
    }

    private void completeIfEmpty() {
        if (runs.isEmpty() && unanswered == 0) {
            empty.complete(null);
        }
    }
}
