package io.b24hub.jmx;

import io.b24hub.operate.Operations;
import io.b24hub.store.Hold;
import io.b24hub.time.HubClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Pausing and resuming as a JMX console does it. */
final class Pauses {

    private Pauses() {}

    static String pause(
            Operations operations, HubClock clock, Hold.Kind kind, String name, int minutes, String reason) {
        Optional<Instant> until =
                minutes > 0 ? Optional.of(clock.instant().plus(Duration.ofMinutes(minutes))) : Optional.empty();
        Hold hold = operations
                .pause(kind, name, until, reason == null ? "" : reason, JmxActor.now())
                .join();
        return "Paused until " + hold.until().map(Instant::toString).orElse("somebody resumes it");
    }

    static String resume(Operations operations, Hold.Kind kind, String name) {
        return operations.resume(kind, name, JmxActor.now()).join().isPresent() ? "It goes on" : "It was not on hold";
    }
}
