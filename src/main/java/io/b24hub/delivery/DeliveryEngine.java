package io.b24hub.delivery;

import io.b24hub.store.DeliveryStore;
import io.b24hub.time.HubClock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings each delivery to an end: claims what is due, hands it to its flow, and records the outcome. At least once: a
 * crash between the flow's last step and the record makes the flow run again.
 *
 * <p>One thread does all the book-keeping, and none of it waits for long: flows run on their own threads, the store
 * answers by futures, and only a look at the next due time is read in place. Memory holds at most {@value FlowLane#AHEAD} claimed deliveries a flow beside those that run.
 *
 * <p>This class is thread-safe. A crash loses nothing: what was in hand is {@code running} in the store, and
 * {@link DeliveryStore#recover} puts it back.
 */
public final class DeliveryEngine implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryEngine.class);
    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(10);

    private final Map<String, FlowLane> lanes = new ConcurrentHashMap<>();
    private final ExecutorService thread;
    private final LaneContext context;
    private volatile boolean started;
    private volatile Thread keeper;

    public DeliveryEngine(DeliveryStore store, HubClock clock, RandomGenerator random, DeliveryListener listener) {
        thread = Executors.newSingleThreadExecutor(task -> keeper = new Thread(task, "b24hub-delivery"));
        context = new LaneContext(store, clock, random, listener, new AtomicInteger(), this::wake, this::onThread);
    }

    /** Begins to claim. Flows that attach later are served at once. */
    public void start() {
        started = true;
        lanes.values().forEach(FlowLane::open);
    }

    /**
     * Attaches a flow that is ready to run.
     *
     * @return detaches it again
     * @throws IllegalStateException when a flow of this id is attached already
     */
    public Attachment attach(FlowSpec spec, DeliveryHandler handler) {
        FlowLane lane = new FlowLane(spec, handler, context);
        if (lanes.putIfAbsent(spec.id(), lane) != null) {
            throw new IllegalStateException("Flow " + spec.id() + " is attached already; route ids must be unique");
        }
        if (started) {
            lane.open();
        }
        return () -> {
            lanes.remove(spec.id(), lane);
            lane.close();
            settle();
        };
    }

    /** Tells that new deliveries of these flows were stored. Cheap; ids of flows that are not attached are ignored. */
    public void wake(Collection<String> flows) {
        flows.forEach(this::wake);
    }

    private void wake(String flow) {
        FlowLane lane = lanes.get(flow);
        if (lane != null) {
            lane.wake();
        }
    }

    /** How many deliveries run now, those of flows that were detached included. */
    public int running() {
        return context.running().get();
    }

    /**
     * Stops claiming; what was claimed and not begun goes back. Running deliveries go on and are recorded. When this
     * returns, nothing new begins.
     */
    public void drain() {
        started = false;
        lanes.values().forEach(FlowLane::close);
        settle();
    }

    /** Stops. Outcomes that arrive afterwards are lost, and their deliveries run again: drain first. */
    @Override
    public void close() {
        drain();
        thread.shutdown();
        try {
            if (!thread.awaitTermination(SETTLE_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("Book-keeping of deliveries did not end in time; some may run again after the next start");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Undoes {@link #attach}. */
    @FunctionalInterface
    public interface Attachment extends AutoCloseable {

        /**
         * Stops claiming for the flow; what was claimed and not begun goes back. When this returns, the handler is not
         * called again, so what it needs may be taken down once the running deliveries have ended; only a listener or
         * a handler that calls this on the engine's thread may see one more. Idempotent.
         */
        @Override
        void close();
    }

    /** Waits until everything handed over so far is done; on the book-keeping thread itself it cannot. */
    private void settle() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (Thread.currentThread() == keeper || !onThread(() -> done.complete(null))) {
            return;
        }
        try {
            done.get(SETTLE_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("Book-keeping of deliveries is busy; some may still begin");
        }
    }

    /** False when the engine has stopped and the task will not run. */
    private boolean onThread(Runnable task) {
        try {
            thread.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException | Error e) {
                    LOG.error("Book-keeping of deliveries failed", e);
                }
            });
            return true;
        } catch (RejectedExecutionException e) {
            LOG.debug("The engine has stopped; ignored", e);
            return false;
        }
    }
}
