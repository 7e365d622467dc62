package io.b24hub.delivery;

import io.b24hub.store.HubStore;
import io.b24hub.time.HubClock;
import java.time.Duration;
import java.util.Collection;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings each delivery to an end: claims what is due, hands it to its flow, and records the outcome. At least once: a
 * crash between the flow's last step and the record makes the flow run again.
 *
 * <p>One thread does all the book-keeping, and none of it waits for long: flows run on their own threads, the store
 * answers by futures, and only a look at the next due time or at the holds is read in place. Memory holds at most
 * {@value Ahead#MOST} claimed deliveries of each lane of a flow (or two batches, or a digest) beside those that run.
 *
 * <p>This class is thread-safe. A crash loses nothing: what was in hand is {@code running} in the store, and
 * {@link HubStore#recover} puts it back.
 */
public final class DeliveryEngine implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryEngine.class);
    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(10);

    private final AttachedFlows flows = new AttachedFlows();
    private final InHand inHand = new InHand();
    private final ExecutorService thread;
    private final EngineContext context;
    private final Holds holds;
    private final Gates gates;
    private final Lease lease;
    private final Sight sight;
    private volatile boolean started;
    private volatile Thread keeper;

    /** With breakers of the default limits. */
    public DeliveryEngine(HubStore store, HubClock clock, RandomGenerator random, DeliveryListener listener) {
        this(store, clock, random, listener, BreakerLimits.DEFAULT);
    }

    public DeliveryEngine(
            HubStore store, HubClock clock, RandomGenerator random, DeliveryListener listener, BreakerLimits limits) {
        thread = Executors.newSingleThreadExecutor(task -> keeper = new Thread(task, "b24hub-delivery"));
        context = new EngineContext(store, clock, random, new Told(listener), flows, inHand, this::onThread);
        holds = new Holds(context);
        gates = new Gates(context, holds, limits);
        lease = new Lease(context);
        sight = new Sight(context, holds, gates, lease);
    }

    /** Begins to claim, except for what is on hold. Flows that attach later are served at once. */
    public void start() {
        started = true;
        onThread(() -> {
            lease.keep();
            holds.watch();
        });
        flows.all().forEach(FlowRunner::open);
    }

    /**
     * Attaches a flow that is ready to run.
     *
     * @return detaches it again
     * @throws IllegalStateException when a flow of this id is attached already
     */
    public Attachment attach(FlowSpec spec, DeliveryHandler handler) {
        FlowRunner runner = new FlowRunner(spec, handler, context, gates, lease);
        if (!flows.add(runner)) {
            throw new IllegalStateException("Flow " + spec.id() + " is attached already; route ids must be unique");
        }
        if (started) {
            runner.open();
        }
        return () -> {
            flows.remove(runner);
            runner.close();
            settle();
        };
    }

    /**
     * Tells that these flows have new deliveries in the store, or changed ones. Cheap; ids of flows that are not attached
     * are ignored.
     */
    public void wake(Collection<String> ids) {
        ids.forEach(flows::wake);
    }

    /** Tells that holds in the store were changed: paused flows and destinations stop, resumed ones go on. */
    public void holdsChanged() {
        onThread(holds::read);
    }

    /** Tells the listeners, on the engine's thread, of something that was noticed while a flow ran. */
    public void tell(Consumer<DeliveryListener> news) {
        onThread(() -> context.listeners().tell(news));
    }

    /** How many deliveries run now, those of flows that were detached included. */
    public int running() {
        return inHand.running();
    }

    /** While a flow gets digests: how many of its deliveries wait and have not begun, at least, as of a second ago or less. */
    public OptionalInt waiting(String flow) {
        return flows.waiting(flow);
    }

    /** How many hubs share the store, this one included, by the last renewal of the lease; 1 where it is not shared. */
    public int instances() {
        return lease.instances();
    }

    /** What the engine has in memory. Cheap, never waits. */
    public EngineSnapshot snapshot() {
        return sight.snapshot();
    }

    /**
     * Stops claiming; what was claimed and not begun goes back. Running deliveries go on and are recorded. When this
     * returns, nothing new begins.
     */
    public void drain() {
        started = false;
        onThread(holds::stop);
        flows.all().forEach(FlowRunner::close);
        settle();
    }

    /**
     * Drains, and waits until what runs has ended and is recorded, but no longer than the limit by the clock. What still
     * runs then goes back to {@code due} and runs again after the next start; its outcome, should it still come, is not
     * heard. After that nothing but what was cut off is repeated. Not for the engine's own thread.
     *
     * @return how many deliveries were cut off
     */
    public int stop(Duration limit) {
        drain();
        AtomicInteger cutOff = new AtomicInteger();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        HubClock.Scheduled alarm = context.clock()
                .runIn(
                        limit,
                        () -> onThread(() -> {
                            cutOff.set(inHand.running());
                            inHand.runs().forEach(run -> run.cutOff().accept(run));
                        }));
        if (onThread(() -> inHand.empty().thenRun(() -> ended.complete(null)))) {
            await(ended, limit.plus(SETTLE_LIMIT), "Not all deliveries could be recorded; some may run again");
        }
        alarm.cancel();
        if (cutOff.get() > 0) {
            LOG.warn("{} deliveries did not end in time; they run again after the next start", cutOff.get());
        }
        return cutOff.get();
    }

    /** Stops. Outcomes that arrive afterwards are lost, and their deliveries run again: {@link #stop} first. */
    @Override
    public void close() {
        drain();
        onThread(lease::letGo);
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
        await(done, SETTLE_LIMIT, "Book-keeping of deliveries is busy; some may still begin");
    }

    private static void await(CompletableFuture<Void> done, Duration limit, String otherwise) {
        try {
            done.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn(otherwise);
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
