package io.b24hub.manage;

import io.b24hub.operate.Actor;
import io.b24hub.operate.Operations;
import io.b24hub.time.HubClock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes down who came in, who went, and who was not let in. Who sends credentials with each request comes in once a day. Of
 * wrong credentials the first {@value #ROWS} within a minute are written down one by one and the others as a number, so that
 * nobody can fill the store from outside.
 *
 * <p>This class is thread-safe and does not wait for the store.
 */
public final class LoginLog {

    /** Failures written down one by one within a minute. */
    static final int ROWS = 20;

    private static final String FAILED = "log-in failed";
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final int MOST = 1_000;

    private final Operations operations;
    private final HubClock clock;
    private final Map<String, Instant> seen = new LinkedHashMap<>();
    private Instant windowEnds = Instant.MIN;
    private int rows;
    private long further;

    LoginLog(Operations operations, HubClock clock) {
        this.operations = operations;
        this.clock = clock;
    }

    /** Somebody began a session. */
    public void entered(Actor actor) {
        operations.note(actor, "log-in", "console");
    }

    /** Somebody ended a session. */
    public void left(Actor actor) {
        operations.note(actor, "log-out", "console");
    }

    /** Somebody sent the right credentials with a request. */
    void seen(Actor actor) {
        if (isNew(actor)) {
            operations.note(actor, "log-in", "API");
        }
    }

    private synchronized boolean isNew(Actor actor) {
        Instant now = clock.instant();
        Instant last = seen.get(actor.origin());
        if (last != null && now.isBefore(last.plus(DAY))) {
            return false;
        }
        seen.remove(actor.origin());
        seen.put(actor.origin(), now);
        if (seen.size() > MOST) {
            seen.remove(seen.keySet().iterator().next());
        }
        return true;
    }

    /**
     * Somebody sent wrong credentials.
     *
     * @param actor the door and the address; what was given as a name is not believed
     */
    public void failed(Actor actor) {
        if (mayTell()) {
            operations.note(actor, FAILED, "wrong credentials");
        }
    }

    private synchronized boolean mayTell() {
        Instant now = clock.instant();
        if (!now.isBefore(windowEnds)) {
            windowEnds = now.plus(MINUTE);
            rows = 0;
            clock.runIn(MINUTE, this::tellFurther);
        }
        if (rows < ROWS) {
            rows++;
            return true;
        }
        further++;
        return false;
    }

    private void tellFurther() {
        long count = takeFurther();
        if (count > 0) {
            operations.note(new Actor("several addresses"), FAILED, count + " further wrong credentials in a minute");
        }
    }

    private synchronized long takeFurther() {
        long count = further;
        further = 0;
        return count;
    }
}
