package io.b24hub.manage;

import io.b24hub.operate.Actor;
import io.b24hub.operate.Bound;
import io.b24hub.operate.BulkChange;
import io.b24hub.operate.Operations;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Changes of many that were begun through the API or the console, so that their progress can be asked for. The last hundred
 * are kept, in memory: a restart forgets them, not what they changed.
 *
 * <p>This class is thread-safe.
 */
public final class Changes {

    private static final int KEPT = 100;

    private final Operations operations;
    private final Map<Integer, BulkChange> begun = new LinkedHashMap<>();
    private int last;

    public Changes(Operations operations) {
        this.operations = operations;
    }

    /**
     * Begins what was previewed.
     *
     * @return its number
     */
    public synchronized int begin(Bound bound, String reason, Actor actor) {
        BulkChange change = operations.run(bound, reason, actor, BulkChange.Progress.NONE);
        begun.put(++last, change);
        begun.keySet().removeIf(number -> number <= last - KEPT);
        return last;
    }

    /** Ends one after the step that is under way, and keeps who wanted that; nothing where there is none. */
    public void cancel(int number, Actor actor) {
        find(number).ifPresent(change -> {
            operations.note(actor, "cancel", change.bound().toString());
            change.cancel();
        });
    }

    /** One that was begun; empty for one that is not known here. */
    public synchronized Optional<BulkChange> find(int number) {
        return Optional.ofNullable(begun.get(number));
    }
}
