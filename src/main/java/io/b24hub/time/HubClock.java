package io.b24hub.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The hub's only source of time and of waiting. Production uses {@link SystemClock}; tests move a manual one, so that
 * nothing in the hub ever sleeps.
 *
 * <p>Thread safety: implementations are safe for use by many threads. Tasks run on the clock's own thread and must be
 * short: they hand real work to somebody else.
 */
public interface HubClock extends InstantSource {

    /**
     * Runs a task once, at or soon after the given time.
     *
     * @param at when; a time that has passed means as soon as possible
     * @param task must not block; what it throws is logged and forgotten
     * @return takes the task back if it has not begun
     */
    Scheduled runAt(Instant at, Runnable task);

    /** As {@link #runAt}, counted from now. */
    default Scheduled runIn(Duration delay, Runnable task) {
        return runAt(instant().plus(delay), task);
    }

    /** A task that waits for its time. */
    @FunctionalInterface
    interface Scheduled {

        /** Takes the task back. Harmless when it has already run. */
        void cancel();
    }
}
