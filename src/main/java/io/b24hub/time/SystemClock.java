package io.b24hub.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The wall clock, with one daemon thread for what waits.
 *
 * <p>This class is thread-safe. A step of the wall clock moves only tasks that are scheduled after it.
 */
public final class SystemClock implements HubClock, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SystemClock.class);

    private final ScheduledThreadPoolExecutor timer;

    public SystemClock() {
        timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "b24hub-clock");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public Instant instant() {
        return Instant.now();
    }

    @Override
    public Scheduled runAt(Instant at, Runnable task) {
        long nanos = Math.max(0, Duration.between(instant(), at).toNanos());
        ScheduledFuture<?> future = timer.schedule(() -> guarded(task), nanos, TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("A timed task failed", e);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
