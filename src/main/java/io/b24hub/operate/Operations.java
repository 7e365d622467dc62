package io.b24hub.operate;

import io.b24hub.store.DeliveryControl.Change;
import io.b24hub.store.DeliveryControl.ChangeStep;
import io.b24hub.store.DeliveryFilter;
import io.b24hub.store.FlowRecord;
import io.b24hub.store.Hold;
import io.b24hub.store.HubStore;
import io.b24hub.store.OperatorAction;
import io.b24hub.time.HubClock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * What people do to a running hub. Every action is kept with its time, who did it, and how it ended, also one that was
 * refused or failed. Futures complete when the change is durable; exceptionally with {@link NotPossible} when it makes no
 * sense, and with {@link io.b24hub.store.StoreUnavailable} when the store cannot keep it.
 *
 * <p>Pauses survive a restart and count for all hubs on one store. A drain is of this process, and ends with it.
 *
 * <p>This class is thread-safe.
 */
public final class Operations implements AutoCloseable {

    /** Most deliveries that a preview shows. */
    public static final int SAMPLE = 20;

    /** Most deliveries that a preview at a glance looks at. */
    public static final int LOOKED_AT = 50_000;

    private static final int LONGEST_REASON = 300;
    private static final int LONGEST_TARGET = 1_000;

    private final HubStore store;
    private final EngineControl engine;
    private final HubClock clock;
    private final ActionLog log;
    private final Previews previews;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread worker = new Thread(task, "b24hub-operations");
        worker.setDaemon(true);
        return worker;
    });
    private volatile boolean drained;

    public Operations(HubStore store, EngineControl engine, HubClock clock) {
        this.store = store;
        this.engine = engine;
        this.clock = clock;
        log = new ActionLog(store, clock);
        previews = new Previews(store, engine::flows);
    }

    /**
     * Looks what a change of many would do. Counts all that may fit: not for every second.
     *
     * @param filter which deliveries. Without states it means all that can be changed so, a replay those that are parked
     * @param all that a filter which says nothing but states is meant; without it, dropping, parking and delivering again
     *     everything there is is refused
     * @throws NotPossible when it makes no sense
     */
    public Preview preview(Change change, DeliveryFilter filter, boolean all) {
        filter.flow().ifPresent(flow -> known(flow, flows(), Hold.Kind.FLOW));
        return previews.of(change, filter, all);
    }

    /**
     * The same, for who does not want to wait: looks at {@value #LOOKED_AT} deliveries at most. Beyond that the preview is
     * not {@linkplain Preview#whole whole}; its change is about all that fit, and no newer ones, all the same.
     *
     * @throws NotPossible when it makes no sense
     */
    public Preview glance(Change change, DeliveryFilter filter, boolean all) {
        filter.flow().ifPresent(flow -> known(flow, flows(), Hold.Kind.FLOW));
        return previews.glance(change, filter, all, LOOKED_AT);
    }

    /**
     * Looks what a change of one delivery would do.
     *
     * @throws NotPossible when there is none of this number, or it cannot be changed so now
     */
    public Preview preview(Change change, long delivery) {
        return previews.of(change, delivery);
    }

    /**
     * Begins what was previewed.
     *
     * @param bound from {@link Preview#bound}, or read from its text
     * @param reason kept with deliveries that end by it; may be empty
     * @return on its way; that it began, and how it ended, is kept
     */
    public BulkChange run(Bound bound, String reason, Actor actor, BulkChange.Progress progress) {
        String verb = Wording.of(bound.change());
        String why = Wording.oneLine(reason, LONGEST_REASON);
        BulkChange bulk = new BulkChange(store, bound, why, clock, thread, new BulkChange.Watcher() {
            @Override
            public void stepped(ChangeStep step, long changed) {
                engine.wake(step.flows());
                progress.changed(changed, bound.most());
            }

            @Override
            public CompletableFuture<Void> ended(BulkChange.Done end) {
                return log.write(actor, verb + how(end.end()), target(bound, why, end), end.changed());
            }
        });
        if (bound.most() > BulkChange.STEP) {
            // a crash in between leaves at least this
            log.write(actor, verb + " begun", bound + (bound.isCounted() ? ", at most " + bound.most() : ""), 0);
        }
        thread.execute(bulk::start);
        return bulk;
    }

    private static String how(BulkChange.End end) {
        return switch (end) {
            case COMPLETE -> "";
            case CANCELLED -> " cancelled";
            case FAILED -> " failed";
        };
    }

    private static String target(Bound bound, String why, BulkChange.Done end) {
        return bound
                + (why.isEmpty() ? "" : ", because: " + why)
                + (end.reason().isEmpty() ? "" : ": " + end.reason());
    }

    /**
     * Changes one delivery.
     *
     * @return how it ended; {@code changed} is 0 when it went on by itself in the meantime
     */
    public CompletableFuture<BulkChange.Done> change(Change change, long delivery, String reason, Actor actor) {
        return attempt(actor, Wording.of(change), "delivery " + delivery, () -> run(
                        preview(change, delivery).bound(), reason, actor, BulkChange.Progress.NONE)
                .done());
    }

    /**
     * Lets a flow or a destination get nothing for now; events are still taken in, and their deliveries wait. Replaces an
     * earlier pause.
     *
     * @param until when it ends by itself; empty for one that somebody has to lift
     * @return as it is kept
     */
    public CompletableFuture<Hold> pause(
            Hold.Kind kind, String name, Optional<Instant> until, String reason, Actor actor) {
        return attempt(actor, "pause", Wording.of(kind, name), () -> {
            known(name, kind == Hold.Kind.FLOW ? flows() : destinations(), kind);
            Instant now = clock.instant();
            if (until.filter(end -> !end.isAfter(now)).isPresent()) {
                throw new NotPossible("A pause until " + until.get() + " would be over already; it is " + now);
            }
            Hold hold = new Hold(kind, name, now, until, Wording.oneLine(reason, LONGEST_REASON), actor.origin());
            return store.hold(hold)
                    .thenRun(engine::holdsChanged)
                    .thenCompose(kept -> log.write(actor, "pause", Wording.of(kind, name) + " " + Wording.of(hold), 0))
                    .thenApply(written -> hold);
        });
    }

    /**
     * Ends a pause, also one that a far side asked for.
     *
     * @return what was lifted; empty when nothing was on hold
     */
    public CompletableFuture<Optional<Hold>> resume(Hold.Kind kind, String name, Actor actor) {
        return attempt(actor, "resume", Wording.of(kind, name), () -> {
            Optional<Hold> hold = holds().stream()
                    .filter(each -> each.kind() == kind && each.name().equals(name))
                    .findFirst();
            if (hold.isEmpty()) {
                known(name, kind == Hold.Kind.FLOW ? flows() : destinations(), kind);
            }
            String target = Wording.of(kind, name)
                    + hold.map(each -> ", which was " + Wording.of(each)).orElse(", which was not on hold");
            return store.lift(kind, name)
                    .thenRun(engine::holdsChanged)
                    .thenCompose(lifted -> log.write(actor, "resume", target, 0))
                    .thenApply(written -> hold);
        });
    }

    /** What is on hold now. */
    public List<Hold> holds() {
        Instant now = clock.instant();
        return store.holds().stream()
                .filter(hold -> hold.until().map(now::isBefore).orElse(true))
                .toList();
    }

    /** Lets this process begin nothing more; what runs ends, and events are still taken in. */
    public CompletableFuture<Void> drain(Actor actor) {
        return attempt(actor, "drain", "this hub", () -> CompletableFuture.runAsync(
                        () -> {
                            engine.drain();
                            drained = true;
                        },
                        thread)
                .thenCompose(done -> log.write(actor, "drain", "this hub", 0)));
    }

    /** Ends a drain. */
    public CompletableFuture<Void> undrain(Actor actor) {
        return attempt(actor, "undrain", "this hub", () -> CompletableFuture.runAsync(
                        () -> {
                            drained = false;
                            engine.undrain();
                        },
                        thread)
                .thenCompose(done -> log.write(actor, "undrain", "this hub", 0)));
    }

    /** Whether this process is drained. */
    public boolean isDrained() {
        return drained;
    }

    /**
     * Writes down something that people did elsewhere: a log-in, say.
     *
     * @return completes when it is written, or could not be; never exceptionally
     */
    public CompletableFuture<Void> note(Actor actor, String action, String target) {
        return log.write(actor, action, Wording.oneLine(target, LONGEST_TARGET), 0);
    }

    /** What people did, newest first. */
    public List<OperatorAction> actions(int limit) {
        return store.actions(limit);
    }

    /** Writes down that it was refused or failed, in words, and passes that on. */
    private <T> CompletableFuture<T> attempt(
            Actor actor, String action, String target, Supplier<CompletableFuture<T>> work) {
        CompletableFuture<T> result;
        try {
            result = work.get();
        } catch (RuntimeException e) {
            String how = e instanceof NotPossible ? " refused" : " failed";
            return log.write(actor, action + how, target + ": " + e.getMessage(), 0)
                    .thenCompose(written -> CompletableFuture.failedFuture(e));
        }
        return result.whenComplete((value, failure) -> {
            if (failure != null) {
                log.write(
                        actor,
                        action + " failed",
                        target + ": " + cause(failure).getMessage(),
                        0);
            }
        });
    }

    private static Throwable cause(Throwable failure) {
        return failure.getCause() == null ? failure : failure.getCause();
    }

    private static void known(String name, SortedSet<String> known, Hold.Kind kind) {
        if (!known.contains(name)) {
            throw new NotPossible(
                    "There is no " + kind.word() + " " + Wording.oneLine(name, 100) + Wording.closest(name, known));
        }
    }

    /** Flows that run, and those that are known and do not run now. */
    private SortedSet<String> flows() {
        SortedSet<String> ids = new TreeSet<>(engine.flows().keySet());
        store.flows().stream().map(FlowRecord::id).forEach(ids::add);
        return ids;
    }

    private SortedSet<String> destinations() {
        SortedSet<String> names = new TreeSet<>();
        engine.flows().values().forEach(flow -> names.addAll(flow.destinations()));
        store.holds().stream()
                .filter(hold -> hold.kind() == Hold.Kind.DESTINATION)
                .map(Hold::name)
                .forEach(names::add);
        return names;
    }

    /** Lets what was begun stop after the step that is under way. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
