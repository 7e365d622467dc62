package io.b24hub.connector.pace;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/** The newest calls under one limit. Knows no clock: each call says what time it is. Not thread-safe. */
final class Window {

    private final Limit limit;
    private final Deque<Instant> passed = new ArrayDeque<>();
    private int waiting;

    Window(Limit limit) {
        this.limit = limit;
    }

    void begin() {
        waiting++;
    }

    void end() {
        waiting--;
    }

    /** How many wait for their turn under this limit. */
    int waiting() {
        return waiting;
    }

    void pass(Instant now) {
        passed.addLast(now);
        if (passed.size() > limit.calls()) {
            passed.removeFirst();
        }
    }

    /** The soonest that a call may pass when so many others pass before it. */
    Instant turn(int ahead, Instant now) {
        int free = limit.calls() - passed.size();
        int place = ahead % limit.calls();
        Instant first = place < free ? now : after(place - free, now);
        return first.plus(limit.per().multipliedBy(ahead / limit.calls()));
    }

    private Instant after(int index, Instant now) {
        Iterator<Instant> times = passed.iterator();
        for (int skipped = 0; skipped < index; skipped++) {
            times.next();
        }
        Instant time = times.next();
        // a clock that was set back must not keep everybody waiting for as long
        Instant next = (time.isAfter(now) ? now : time).plus(limit.per());
        return next.isAfter(now) ? next : now;
    }

    /** Whether nothing would change if this were forgotten. */
    boolean idle(Instant now) {
        return waiting == 0
                && (passed.isEmpty() || !passed.getLast().plus(limit.per()).isAfter(now));
    }
}
