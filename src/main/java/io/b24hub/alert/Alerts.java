package io.b24hub.alert;

import io.b24hub.event.EventIds;
import io.b24hub.store.HubStore;
import io.b24hub.store.StoreUnavailable;
import io.b24hub.store.Swap;
import io.b24hub.time.HubClock;
import io.b24hub.time.HubClock.Scheduled;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes stored events of type {@code HUB} of what an operator should know, for the flows that name this type. From there on
 * they are events like any other.
 *
 * <ul>
 *   <li>Trouble of one kind with one subject is told once, and then at most once an hour, with how often it was noticed in
 *       between. Its end is told once, and only when its beginning was.
 *   <li>Of several hubs on one store one tells: when it was told is remembered in the transaction that stores the event.
 *   <li>What concerns only the flows that take alerts, or only destinations of theirs, is logged and not told.
 *   <li>Without a flow that takes alerts nothing is stored.
 * </ul>
 *
 * <p>What was noticed and not stored yet is in memory: a crash may lose an alert, and loses the count of a repetition. What
 * ended while no hub ran is not told as ended.
 *
 * <p>This class is thread-safe; {@link #tell} only counts and returns at once.
 */
public final class Alerts implements AutoCloseable {

    /** Where the store remembers what was told. */
    public static final String SPACE = "alert";

    private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);
    private static final int STORE_SECONDS = 30;

    private final HubStore store;
    private final EventIds ids;
    private final HubClock clock;
    private final Audience audience;
    private final String portal;
    private final Function<String, ZoneId> zones;
    private final ExecutorService thread;
    private final Map<String, Matter> matters = new ConcurrentHashMap<>();
    private volatile boolean started;

    /**
     * @param portal whose event an alert is that concerns the hub as a whole; it decides on language and time zone
     * @param zones the time zone of a portal
     */
    public Alerts(
            HubStore store,
            EventIds ids,
            HubClock clock,
            Audience audience,
            String portal,
            Function<String, ZoneId> zones) {
        this.store = store;
        this.ids = ids;
        this.clock = clock;
        this.audience = audience;
        this.portal = portal;
        this.zones = zones;
        this.thread = ownThread();
    }

    /** The store may take a while, so neither the clock's thread nor that of who tells. Idle, it ends. */
    private static ExecutorService ownThread() {
        ThreadPoolExecutor own =
                new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "b24hub-alerts");
                    thread.setDaemon(true);
                    return thread;
                });
        own.allowCoreThreadTimeOut(true);
        return own;
    }

    /** Begins to tell, also what was noticed before. Called when the flows are there. */
    public void start() {
        started = true;
        matters.values().forEach(Matter::lookNow);
    }

    /** Tells of trouble, or that it has ended. */
    public void tell(Alert alert) {
        matters.computeIfAbsent(alert.key(), key -> new Matter(this, key)).notice(alert);
    }

    Instant now() {
        return clock.instant();
    }

    Scheduled at(Instant time, Runnable task) {
        return clock.runAt(time, task);
    }

    Audience audience() {
        return audience;
    }

    /** Runs something on the alerts' thread, if there is one yet and still. */
    void onThread(Runnable task) {
        if (!started) {
            return;
        }
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("No more alerts are told", e);
        }
    }

    Optional<String> recall(String key) {
        return store.recall(SPACE, key);
    }

    /** Stores an event, unless another hub was faster; waits for it. */
    boolean store(HubEvent told, Collection<String> flows, Swap swap) {
        String of = told.alert().portal().orElse(portal);
        boolean won = await(store.accept(told.event(ids.next(), of, zones.apply(of), now()), flows, swap));
        if (won) {
            LOG.debug("Alert {} goes to {}", swap.key(), flows);
            audience.wake().accept(flows);
        }
        return won;
    }

    private static boolean await(java.util.concurrent.CompletableFuture<Boolean> stored) {
        try {
            return stored.get(STORE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new StoreUnavailable("The store did not commit within " + STORE_SECONDS + " s.", e);
        } catch (ExecutionException e) {
            throw new StoreUnavailable(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("Interrupted.", e);
        }
    }

    /** Tells nothing more, and waits for what is being told. Idempotent. */
    @Override
    public void close() {
        matters.values().forEach(Matter::stop);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("The alerts did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
