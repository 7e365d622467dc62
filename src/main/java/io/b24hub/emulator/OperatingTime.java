package io.b24hub.emulator;

import io.b24hub.time.HubClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * What each method has used of its time budget: 480 seconds in ten buckets of one minute. A call that overruns the budget
 * is still answered, the next one is not. Thread-safe.
 */
final class OperatingTime {

    private static final Duration BUDGET = Duration.ofSeconds(480);
    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final Duration USUAL_COST = Duration.ofMillis(20);

    private record Minute(Instant begin, Duration used) {}

    /** Used up in the window, and when the oldest minute leaves it. */
    record Balance(Duration used, Instant resetAt) {}

    private final HubClock clock;
    private final Map<String, ArrayDeque<Minute>> minutes = new HashMap<>();
    private final Map<String, Duration> costs = new HashMap<>();

    OperatingTime(HubClock clock) {
        this.clock = clock;
    }

    synchronized void cost(String method, Duration perCall) {
        costs.put(method, perCall);
    }

    synchronized Duration cost(String method) {
        return costs.getOrDefault(method, USUAL_COST);
    }

    synchronized boolean blocks(String method) {
        return balance(method).used().compareTo(BUDGET) > 0;
    }

    synchronized Balance charge(String method) {
        Instant minute = Instant.ofEpochSecond(clock.instant().getEpochSecond() / 60 * 60);
        ArrayDeque<Minute> used = minutes.computeIfAbsent(method, m -> new ArrayDeque<>());
        Duration before = Duration.ZERO;
        if (!used.isEmpty() && used.getLast().begin().equals(minute)) {
            before = used.removeLast().used();
        }
        used.addLast(new Minute(minute, before.plus(cost(method))));
        return balance(method);
    }

    synchronized Balance balance(String method) {
        Instant now = clock.instant();
        ArrayDeque<Minute> used = minutes.computeIfAbsent(method, m -> new ArrayDeque<>());
        while (!used.isEmpty() && !used.getFirst().begin().plus(WINDOW).isAfter(now)) {
            used.removeFirst();
        }
        Duration sum = used.stream().map(Minute::used).reduce(Duration.ZERO, Duration::plus);
        Instant oldest = used.isEmpty() ? now : used.getFirst().begin();
        return new Balance(sum, oldest.plus(WINDOW));
    }
}
