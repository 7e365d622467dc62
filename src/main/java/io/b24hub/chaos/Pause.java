package io.b24hub.chaos;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for another process, in real time: no clock of ours moves it. */
final class Pause {

    private Pause() {}

    /** Lets time pass. */
    static void of(long millis) throws InterruptedException {
        until(() -> false, Duration.ofMillis(millis), Duration.ofMillis(millis));
    }

    /**
     * Waits until something is so.
     *
     * @param every how often it is looked at
     * @return whether it came to be so in time
     */
    static boolean until(BooleanSupplier so, Duration atMost, Duration every) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (!so.getAsBoolean()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            LockSupport.parkNanos(Math.min(left, every.toNanos()));
            if (Thread.interrupted()) {
                throw new InterruptedException("Interrupted while waiting");
            }
        }
        return true;
    }
}
