package io.b24hub.tracing;

import io.b24hub.time.HubClock;
import io.opentelemetry.sdk.common.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The hub's time as the SDK wants it. Thread-safe. */
final class SpanClock implements Clock {

    private final HubClock clock;

    SpanClock(HubClock clock) {
        this.clock = clock;
    }

    @Override
    public long now() {
        Instant now = clock.instant();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    @Override
    public long nanoTime() {
        return now();
    }
}
