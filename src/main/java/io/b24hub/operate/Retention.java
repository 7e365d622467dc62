package io.b24hub.operate;

import io.b24hub.settings.RetentionSettings;
import io.b24hub.store.HubStore;
import io.b24hub.time.HubClock;
import io.b24hub.time.HubClock.Scheduled;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the store from growing for ever: forgets what has ended long ago, and, when the store is larger than allowed, the
 * oldest of what has ended. What is active is never forgotten, and what is parked only by its own age.
 *
 * <p>Of several hubs on one store one does it. Looks once in {@link #EVERY}; forgets by age every tenth time.
 *
 * <p>This class is thread-safe. A crash in between costs nothing: the next pass goes on.
 */
public final class Retention implements AutoCloseable {

    /** How often it looks. */
    static final Duration EVERY = Duration.ofMinutes(1);

    /** How many looks after one by age the next one follows. */
    static final int LOOKS_BY_AGE = 10;

    private static final String DUTY = "retention";
    private static final Duration TERM = Duration.ofMinutes(3);

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final HubStore store;
    private final RetentionSettings settings;
    private final Map<String, Duration> memories;
    private final HubClock clock;
    private final Executor thread;

    private Scheduled next = () -> {};
    private Optional<PruningPass> running = Optional.empty();
    private Optional<RetentionStatus.Pass> last = Optional.empty();
    private boolean closed;
    private boolean here;
    private boolean over;
    private int looks;
    private Instant keepUntil = Instant.MIN;
    private volatile long contentBytes;

    /** @param memories how long which space of the store's memory is kept; spaces that are not named are kept for ever */
    public Retention(HubStore store, RetentionSettings settings, Map<String, Duration> memories, HubClock clock) {
        this(store, settings, memories, clock, ownThread());
    }

    Retention(
            HubStore store,
            RetentionSettings settings,
            Map<String, Duration> memories,
            HubClock clock,
            Executor thread) {
        this.store = store;
        this.settings = settings;
        this.memories = Map.copyOf(memories);
        this.clock = clock;
        this.thread = thread;
    }

    /** Asking the store for its size may take a while, so not on the clock's thread. Idle, it ends. */
    private static Executor ownThread() {
        ThreadPoolExecutor own =
                new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "b24hub-retention");
                    thread.setDaemon(true);
                    return thread;
                });
        own.allowCoreThreadTimeOut(true);
        return own;
    }

    /** Looks at the size at once, and for what may be forgotten after {@link #EVERY}, so that a start is not held up. */
    public synchronized void start() {
        thread.execute(this::measure);
        lookLater();
    }

    /** The size is of interest also where another hub forgets. */
    private void measure() {
        try {
            contentBytes = store.contentBytes();
        } catch (RuntimeException e) {
            LOG.debug("The size of the store is not known: {}", e.getMessage());
        }
    }

    private synchronized void lookLater() {
        if (!closed) {
            next = clock.runIn(EVERY, () -> thread.execute(this::look));
        }
    }

    private void look() {
        measure();
        elected()
                .thenCompose(won -> won ? passes() : CompletableFuture.completedFuture(null))
                .whenComplete((nothing, failure) -> {
                    if (failure != null) {
                        LOG.warn(
                                "Old history could not be forgotten: {}. Trying again in a minute",
                                failure.getMessage());
                    }
                    lookLater();
                });
    }

    private CompletableFuture<Boolean> elected() {
        try {
            return store.elect(DUTY, TERM).thenApplyAsync(this::elected, thread);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private synchronized boolean elected(boolean won) {
        here = won && !closed;
        keepUntil = clock.instant().plus(TERM.dividedBy(3));
        return here;
    }

    private CompletableFuture<Void> passes() {
        boolean byAge = looks++ % LOOKS_BY_AGE == 0;
        CompletableFuture<Void> aged = byAge ? byAge() : CompletableFuture.completedFuture(null);
        return aged.thenComposeAsync(nothing -> bySize(), thread);
    }

    private CompletableFuture<Void> byAge() {
        Instant now = clock.instant();
        return run(new PruningPass.Goal(
                        "age", now.minus(settings.delivered()), now.minus(settings.parked()), () -> !mayGoOn()))
                .thenCompose(pass -> forget(now))
                .thenCompose(nothing -> forgetActions(now.minus(settings.actions())));
    }

    private CompletableFuture<Void> forgetActions(Instant before) {
        return store.forgetActions(before, PruningPass.STEP)
                .thenComposeAsync(
                        forgotten -> forgotten < PruningPass.STEP || !mayGoOn()
                                ? CompletableFuture.completedFuture(null)
                                : forgetActions(before),
                        thread);
    }

    /** Small facts have no order that matters, so each space is forgotten in steps of its own. */
    private CompletableFuture<Void> forget(Instant now) {
        CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
        for (Map.Entry<String, Duration> memory : memories.entrySet()) {
            Instant before = now.minus(memory.getValue());
            all = all.thenCompose(nothing -> forget(memory.getKey(), before));
        }
        return all;
    }

    private CompletableFuture<Void> forget(String space, Instant before) {
        return store.forgetBefore(space, before, PruningPass.STEP)
                .thenComposeAsync(
                        forgotten -> forgotten < PruningPass.STEP || !mayGoOn()
                                ? CompletableFuture.completedFuture(null)
                                : forget(space, before),
                        thread);
    }

    private CompletableFuture<Void> bySize() {
        contentBytes = store.contentBytes();
        if (!isTooLarge()) {
            isOver(false);
            return CompletableFuture.completedFuture(null);
        }
        Instant now = clock.instant();
        PruningPass.Goal goal = new PruningPass.Goal("size", now, now.minus(settings.parked()), () -> {
            contentBytes = store.contentBytes();
            return !isTooLarge() || !mayGoOn();
        });
        return run(goal)
                .thenAcceptAsync(
                        pass -> {
                            contentBytes = store.contentBytes();
                            isOver(isTooLarge() && pass.isExhausted());
                        },
                        thread);
    }

    private boolean isTooLarge() {
        return settings.maxSize() > 0 && contentBytes > settings.maxSize();
    }

    private synchronized void isOver(boolean now) {
        if (now && !over) {
            LOG.warn(
                    "The store has {} MiB, more than hub.retention.max-size allows ({} MiB), and nothing that has ended is"
                            + " left to forget: what is there waits or is parked. Events are still taken in",
                    contentBytes >> 20,
                    settings.maxSize() >> 20);
        }
        over = now;
    }

    private CompletableFuture<PruningPass> run(PruningPass.Goal goal) {
        PruningPass pass = new PruningPass(store, clock, thread, goal);
        begun(pass);
        return pass.start().thenApply(end -> {
            ended(end);
            return pass;
        });
    }

    private synchronized void begun(PruningPass pass) {
        running = Optional.of(pass);
    }

    private synchronized void ended(RetentionStatus.Pass pass) {
        running = Optional.empty();
        last = Optional.of(pass);
        if (!pass.trouble().isEmpty()) {
            LOG.warn("Forgetting old history broke off: {}", pass.trouble());
        } else if (pass.events() > 0 || pass.deliveries() > 0) {
            LOG.info(
                    "Forgot {} events and {} deliveries that ended long ago, by {}, in {} steps",
                    pass.events(),
                    pass.deliveries(),
                    pass.cause(),
                    pass.steps());
        }
    }

    /** Not when the hub stops; and a long pass asks in time to keep the duty. */
    private synchronized boolean mayGoOn() {
        if (!closed && clock.instant().isAfter(keepUntil)) {
            keepUntil = clock.instant().plus(TERM.dividedBy(3));
            store.elect(DUTY, TERM).thenAccept(won -> {
                synchronized (this) {
                    here = won;
                }
            });
        }
        return !closed && here;
    }

    /** How it goes. */
    public synchronized RetentionStatus status() {
        return new RetentionStatus(
                here, running.map(PruningPass::progress), last, contentBytes, settings.maxSize(), over);
    }

    /** Begins no further step. Idempotent. */
    @Override
    public synchronized void close() {
        closed = true;
        next.cancel();
    }
}
