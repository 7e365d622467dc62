package io.b24hub.emulator;

import io.b24hub.time.HubClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * The request limit of a Bitrix24 cloud portal: each caller has a bucket that every call fills by one and that drains at
 * a steady rate. Thread-safe.
 */
final class LeakyBucket {

    private record Level(double level, Instant at) {}

    private final HubClock clock;
    private final Map<String, Level> levels = new HashMap<>();
    private int capacity;
    private double drainPerSecond;

    LeakyBucket(HubClock clock, int capacity, double drainPerSecond) {
        this.clock = clock;
        resize(capacity, drainPerSecond);
    }

    /** Begins again with empty buckets of this size. */
    synchronized void resize(int newCapacity, double newDrainPerSecond) {
        capacity = newCapacity;
        drainPerSecond = newDrainPerSecond;
        levels.clear();
    }

    /** False when the bucket of this caller is full; the call then does not fill it further. */
    synchronized boolean admits(String caller) {
        Instant now = clock.instant();
        Level last = levels.getOrDefault(caller, new Level(0, now));
        double drained = Duration.between(last.at(), now).toNanos() / 1e9 * drainPerSecond;
        double level = Math.max(0, last.level() - drained);
        boolean room = level + 1 <= capacity;
        levels.put(caller, new Level(room ? level + 1 : level, now));
        return room;
    }
}
