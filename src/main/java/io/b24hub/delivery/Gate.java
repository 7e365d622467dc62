package io.b24hub.delivery;

import java.time.Instant;

/**
 * Whether deliveries may begin.
 *
 * @param closed none may
 * @param probe one may, to see how it goes
 * @param until while closed: when to ask again; {@link Instant#MAX} when somebody will tell
 * @param reason while closed: why, for people
 */
record Gate(boolean closed, boolean probe, Instant until, String reason) {

    static final Gate OPEN = new Gate(false, false, Instant.MIN, "");
    static final Gate PROBE = new Gate(false, true, Instant.MIN, "");

    static Gate closed(Instant until, String reason) {
        return new Gate(true, false, until, reason);
    }

    /** Both must let pass; of two closed ones the one that stays closed for longer counts. */
    Gate and(Gate other) {
        if (closed && other.closed) {
            return until.isBefore(other.until) ? other : this;
        }
        if (closed || other.closed) {
            return closed ? this : other;
        }
        return probe ? this : other;
    }
}
