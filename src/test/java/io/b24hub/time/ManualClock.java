package io.b24hub.time;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A clock that stands still until a test moves it. Due tasks run on the thread that moves it, in order of their time.
 *
 * <p>This class is thread-safe.
 */
public final class ManualClock implements HubClock {

    private record Task(Instant at, long order, Runnable action) {}

    private final List<Task> waiting = new ArrayList<>();
    private Instant now;
    private long orders;

    public ManualClock() {
        this(Instant.parse("2026-03-01T09:00:00Z"));
    }

    public ManualClock(Instant start) {
        now = start;
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public synchronized Scheduled runAt(Instant at, Runnable action) {
        Task task = new Task(at, orders++, action);
        waiting.add(task);
        return () -> {
            synchronized (this) {
                waiting.remove(task);
            }
        };
    }

    /** Moves the time on and runs what became due, each task at its own time. */
    public void advance(Duration by) {
        Instant end = instant().plus(by);
        for (Task task = next(end); task != null; task = next(end)) {
            task.action().run();
        }
        synchronized (this) {
            now = end;
        }
    }

    /** How many tasks wait for their time. */
    public synchronized int waiting() {
        return waiting.size();
    }

    private synchronized Task next(Instant end) {
        Task first = waiting.stream()
                .filter(t -> !t.at().isAfter(end))
                .min(Comparator.comparing(Task::at).thenComparing(Task::order))
                .orElse(null);
        if (first != null) {
            waiting.remove(first);
            now = first.at().isAfter(now) ? first.at() : now;
        }
        return first;
    }
}
