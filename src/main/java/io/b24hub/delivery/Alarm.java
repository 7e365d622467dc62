package io.b24hub.delivery;

import io.b24hub.time.HubClock;
import io.b24hub.time.HubClock.Scheduled;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Executor;

/** Rings once, at the earliest of the times that were asked for. Belongs to the engine's thread, and rings there. */
final class Alarm {

    private final HubClock clock;
    private final Executor thread;
    private final Runnable ring;

    private Instant at = Instant.MAX;
    private Scheduled scheduled = () -> {};

    Alarm(HubClock clock, Executor thread, Runnable ring) {
        this.clock = clock;
        this.thread = thread;
        this.ring = ring;
    }

    /** Rings at the given time, or at an earlier one that is set already; {@link Instant#MAX} is never. */
    void at(Instant time) {
        if (!time.isBefore(at)) {
            return;
        }
        // the store keeps whole milliseconds, rounded up: before that there is nothing to find
        Instant when = time.plusNanos(999_999).truncatedTo(ChronoUnit.MILLIS);
        if (when.isBefore(at)) {
            scheduled.cancel();
            at = when;
            scheduled = clock.runAt(when, () -> thread.execute(() -> rang(when)));
        }
    }

    private void rang(Instant when) {
        // one that was replaced or cancelled when it was on its way already
        if (at.equals(when)) {
            at = Instant.MAX;
            ring.run();
        }
    }

    void cancel() {
        scheduled.cancel();
        at = Instant.MAX;
    }
}
