package io.b24hub.emulator;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;

/**
 * One call of the portal to its handler. It is never repeated, whatever came of it.
 *
 * @param event event code; {@code robot} for the call of an automation rule
 * @param status HTTP status of the answer; empty when none came
 * @param took from sending to the answer or the failure
 */
public record SentCall(Instant at, String event, OptionalInt status, Duration took) {

    /** Whether the handler took it. */
    public boolean accepted() {
        return status.isPresent() && status.getAsInt() == 200;
    }
}
