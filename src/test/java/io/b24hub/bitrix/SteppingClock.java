package io.b24hub.bitrix;

import io.b24hub.time.HubClock;
import io.b24hub.time.ManualClock;
import java.time.Duration;
import java.time.Instant;

/** A wall clock that somebody sets, over timers that run on undisturbed, as the real one does. */
final class SteppingClock implements HubClock {

    private final ManualClock timers;
    private volatile Duration offset = Duration.ZERO;

    SteppingClock(ManualClock timers) {
        this.timers = timers;
    }

    void step(Duration by) {
        offset = offset.plus(by);
    }

    @Override
    public Instant instant() {
        return timers.instant().plus(offset);
    }

    @Override
    public Scheduled runAt(Instant at, Runnable task) {
        return timers.runAt(at.minus(offset), task);
    }
}
