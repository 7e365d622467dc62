package io.b24hub.timer;

import io.b24hub.event.EventIds;
import io.b24hub.store.HubStore;
import io.b24hub.time.HubClock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes an event at each time of a flow's schedule, stored with one delivery for that flow alone; from there on it is an
 * event like any other.
 *
 * <p>Each time of a flow and a portal is one event, also when several hubs on one store have the flow, and after a crash:
 * how far the flow has come is remembered in the transaction that stores the event. Each event tells the window from the
 * time before to its own ({@code FROM}, {@code TO} in its data); the windows join without gap or overlap.
 *
 * <ul>
 *   <li>Times that passed while no hub ran are one event at the next start, with the whole window. A flow that is new, or
 *       was taken away and is back, begins with its next time.
 *   <li>While the last event of a flow and portal still waits or runs (also because it fails, or the flow is paused), none
 *       is added. The next one follows within {@link Ticker#MOMENT} of its end, and its window begins where that one ended.
 *       One that is parked holds nothing up.
 *   <li>After a change of the schedule, times before the change are not made up for; the next window begins where the last
 *       one ended all the same.
 *   <li>A clock that was put back makes no time come twice.
 * </ul>
 *
 * <p>This class is thread-safe. Nothing is lost in a crash.
 */
public final class Timetable implements AutoCloseable {

    /** Where the store remembers how far each flow has come. */
    public static final String SPACE = "timer";

    private static final Logger LOG = LoggerFactory.getLogger(Timetable.class);

    private final HubStore store;
    private final EventIds ids;
    private final HubClock clock;
    private final Function<String, ZoneId> zones;
    private final Consumer<String> told;
    private final ExecutorService thread;
    private final Set<Ticker> tickers = ConcurrentHashMap.newKeySet();
    private volatile boolean started;

    /**
     * @param zones the time zone of a portal
     * @param told hears the ids of flows that have a new event
     */
    public Timetable(
            HubStore store, EventIds ids, HubClock clock, Function<String, ZoneId> zones, Consumer<String> told) {
        this.store = store;
        this.ids = ids;
        this.clock = clock;
        this.zones = zones;
        this.told = told;
        this.thread = ownThread();
    }

    /** The store may take a while, so not on the clock's thread. Idle, it ends. */
    private static ExecutorService ownThread() {
        ThreadPoolExecutor own =
                new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "b24hub-timer");
                    thread.setDaemon(true);
                    return thread;
                });
        own.allowCoreThreadTimeOut(true);
        return own;
    }

    /** Begins to make events. Flows that are added later begin at once. */
    public void start() {
        started = true;
        tickers.forEach(Ticker::start);
    }

    /**
     * Adds a flow.
     *
     * @param portals one event for each of them
     * @return takes it away again; what is remembered of it stays
     */
    public Entry add(String flow, Collection<String> portals, Schedule schedule) {
        boolean known = isKnown(flow);
        List<Ticker> own = new ArrayList<>();
        for (String portal : portals) {
            own.add(new Ticker(this, new Ticker.Plan(flow, portal, schedule, zones.apply(portal)), known));
        }
        tickers.addAll(own);
        if (started) {
            own.forEach(Ticker::start);
        }
        return () -> {
            own.forEach(Ticker::stop);
            own.forEach(tickers::remove);
        };
    }

    /** Undoes {@link #add}. */
    @FunctionalInterface
    public interface Entry extends AutoCloseable {

        /** Makes no further event for the flow; one that is being stored may still appear. Idempotent. */
        @Override
        void close();
    }

    /** Whether the flow was there before this start or edit: the list of flows is brought up to date after them. */
    private boolean isKnown(String flow) {
        try {
            return store.flows().stream().anyMatch(known -> known.id().equals(flow));
        } catch (RuntimeException e) {
            LOG.warn("It cannot be seen whether flow {} is new: {}. It goes on where it was", flow, e.getMessage());
            return true;
        }
    }

    HubStore store() {
        return store;
    }

    HubClock clock() {
        return clock;
    }

    String newId() {
        return ids.next();
    }

    void tell(String flow) {
        told.accept(flow);
    }

    void onThread(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("No more times are made", e);
        }
    }

    /** Makes no further event, and waits for what is being looked at. Idempotent. */
    @Override
    public void close() {
        tickers.forEach(Ticker::stop);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("The timer did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
