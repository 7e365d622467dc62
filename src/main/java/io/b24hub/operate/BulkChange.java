package io.b24hub.operate;

import io.b24hub.store.DeliveryControl;
import io.b24hub.store.DeliveryControl.ChangeStep;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * A change of many deliveries on its way: step by step, each step a transaction of its own, so that intake is not held up.
 * A crash keeps the steps that were done; previewing and running again does the rest.
 *
 * <p>This class is thread-safe.
 */
public final class BulkChange {

    /** Most deliveries that are changed in one transaction. */
    static final int STEP = 300;

    private final DeliveryControl store;
    private final Bound bound;
    private final String reason;
    private final InstantSource clock;
    private final Executor thread;
    private final Watcher watcher;
    private final CompletableFuture<Done> done = new CompletableFuture<>();
    private volatile boolean cancelled;
    private volatile long changed;

    BulkChange(
            DeliveryControl store, Bound bound, String reason, InstantSource clock, Executor thread, Watcher watcher) {
        this.store = store;
        this.bound = bound;
        this.reason = reason;
        this.clock = clock;
        this.thread = thread;
        this.watcher = watcher;
    }

    void start() {
        step(bound.after());
    }

    private void step(long after) {
        long left = bound.most() - changed;
        if (cancelled) {
            end(End.CANCELLED, "");
        } else if (left <= 0 || after >= bound.upTo()) {
            end(End.COMPLETE, "");
        } else {
            ask(after, (int) Math.min(STEP, left)).whenComplete(this::onThread);
        }
    }

    private CompletableFuture<ChangeStep> ask(long after, int limit) {
        try {
            return store.change(bound.change(), bound.filter(), after, bound.upTo(), limit, reason, clock.instant());
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void onThread(ChangeStep step, Throwable failure) {
        try {
            thread.execute(() -> stepped(step, failure));
        } catch (RejectedExecutionException e) {
            end(End.FAILED, "The hub is stopping");
        }
    }

    private void stepped(ChangeStep step, Throwable failure) {
        if (failure != null) {
            end(End.FAILED, failure.getMessage());
            return;
        }
        changed += step.changed();
        try {
            watcher.stepped(step, changed);
        } catch (RuntimeException e) {
            end(End.FAILED, "What watches the progress failed: " + e.getMessage());
            return;
        }
        step(step.done() ? bound.upTo() : step.last());
    }

    private void end(End how, String why) {
        Done end = new Done(changed, how, why);
        watcher.ended(end).whenComplete((nothing, failure) -> done.complete(end));
    }

    /** What it does, to what. */
    public Bound bound() {
        return bound;
    }

    /** How many deliveries were changed so far. */
    public long changed() {
        return changed;
    }

    /** Ends it after the step that is under way; what was changed stays changed. */
    public void cancel() {
        cancelled = true;
    }

    /** Completes when it has ended and that was written down; never exceptionally. */
    public CompletableFuture<Done> done() {
        return done;
    }

    /** Who has to know. */
    interface Watcher {

        /** After each step, with the number changed so far. */
        void stepped(ChangeStep step, long changed);

        /** Once, at the end; what it returns is waited for. */
        CompletableFuture<Void> ended(Done end);
    }

    /** How it ended. */
    public enum End {
        /** All that was previewed and could still be changed was. */
        COMPLETE,
        /** Somebody cancelled it in between. */
        CANCELLED,
        /** The store could not go on. */
        FAILED
    }

    /**
     * The end of a change.
     *
     * @param changed how many deliveries were changed; may be fewer than previewed, since some went on by themselves
     * @param end how it ended
     * @param reason why it failed; empty when it did not
     */
    public record Done(long changed, End end, String reason) {}

    /** Watches. Called after each step; return quickly. */
    @FunctionalInterface
    public interface Progress {

        /** Nobody watches. */
        Progress NONE = (changed, of) -> {};

        /** So many of so many were changed. */
        void changed(long changed, long of);
    }
}
