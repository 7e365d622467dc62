package io.b24hub.operate;

import io.b24hub.operate.RetentionStatus.Pass;
import io.b24hub.store.Upkeep;
import io.b24hub.store.Upkeep.PruneStep;
import io.b24hub.time.HubClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * Goes through the store's history once, oldest first, in small steps with pauses: each step is a transaction of at most
 * {@value #STEP} events, so that intake never waits longer than for one of them. A crash keeps the steps that were done.
 */
final class PruningPass {

    /** Events that one step looks at. */
    static final int STEP = 200;

    /** Between two steps. */
    static final Duration PAUSE = Duration.ofMillis(20);

    private final Upkeep store;
    private final HubClock clock;
    private final Executor thread;
    private final Goal goal;
    private final CompletableFuture<Pass> ended = new CompletableFuture<>();
    private volatile Pass pass;
    private volatile boolean exhausted;

    /**
     * What to forget.
     *
     * @param cause for people
     * @param endedBefore what ended before this time
     * @param parkedBefore what was parked before this time
     * @param enough asked before each step, on the pass's own thread
     */
    record Goal(String cause, Instant endedBefore, Instant parkedBefore, BooleanSupplier enough) {}

    PruningPass(Upkeep store, HubClock clock, Executor thread, Goal goal) {
        this.store = store;
        this.clock = clock;
        this.thread = thread;
        this.goal = goal;
        pass = new Pass(goal.cause(), clock.instant(), clock.instant(), 0, 0, 0, "");
    }

    /** Begins. Completes when it has ended; never exceptionally. */
    CompletableFuture<Pass> start() {
        thread.execute(() -> step(0));
        return ended;
    }

    private void step(long after) {
        try {
            if (goal.enough().getAsBoolean()) {
                ended.complete(pass);
                return;
            }
            store.prune(after, STEP, goal.endedBefore(), goal.parkedBefore())
                    .whenComplete((step, failure) -> thread.execute(() -> stepped(step, failure)));
        } catch (RuntimeException e) {
            broken(e);
        }
    }

    private void stepped(PruneStep step, Throwable failure) {
        if (failure != null) {
            broken(failure);
            return;
        }
        pass = new Pass(
                pass.cause(),
                pass.began(),
                clock.instant(),
                pass.steps() + 1,
                pass.events() + step.events(),
                pass.deliveries() + step.deliveries(),
                "");
        if (step.done()) {
            exhausted = true;
            ended.complete(pass);
        } else {
            clock.runIn(PAUSE, () -> thread.execute(() -> step(step.last())));
        }
    }

    private void broken(Throwable failure) {
        Pass so = pass;
        pass = new Pass(
                so.cause(),
                so.began(),
                clock.instant(),
                so.steps(),
                so.events(),
                so.deliveries(),
                String.valueOf(failure.getMessage()));
        ended.complete(pass);
    }

    /** How far it is. */
    Pass progress() {
        return pass;
    }

    /** Whether it went to the end of what it may forget. */
    boolean isExhausted() {
        return exhausted;
    }
}
