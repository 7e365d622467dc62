package io.b24hub.bitrix;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Closes after an error that concerns the whole portal, so that thousands of calls do not hammer a dead secret. While it
 * is closed one call in each {@link #PROBE_AFTER} passes as a probe, and its answer opens the gate or leaves it closed.
 *
 * <p>Answers of calls that left before the last change are ignored: the pass they carry is out of date.
 *
 * <p>This class is thread-safe.
 */
final class PortalGate {

    /**
     * Why a call may not leave.
     *
     * @param reason the error that stopped the portal
     * @param until when the next probe may leave
     */
    record Refusal(RestError reason, Instant until) {}

    static final Duration PROBE_AFTER = Duration.ofMinutes(5);

    private long change;
    private Optional<RestError> reason = Optional.empty();
    private Instant probeAt = Instant.MIN;

    /** Why the portal is stopped; empty when it is not. */
    synchronized Optional<RestError> reason() {
        return reason;
    }

    /** The refusal that a call would meet now; empty when it would pass. */
    synchronized Optional<Refusal> refusal(Instant now) {
        return reason.filter(stopped -> now.isBefore(probeAt)).map(stopped -> new Refusal(stopped, probeAt));
    }

    /** Lets a call through, and gives it a pass to hand back with its answer; empty when it is refused. */
    synchronized OptionalLong enter(Instant now) {
        if (refusal(now).isPresent()) {
            return OptionalLong.empty();
        }
        if (reason.isPresent()) {
            probeAt = now.plus(PROBE_AFTER);
        }
        return OptionalLong.of(change);
    }

    /** Lets the next call through, also when the portal is stopped. */
    synchronized void probeNow() {
        probeAt = Instant.MIN;
    }

    /**
     * A call met an error that concerns the whole portal.
     *
     * @return true when the portal was not stopped before
     */
    synchronized boolean stop(long pass, RestError error, Instant now) {
        if (pass != change) {
            return false;
        }
        boolean first = reason.isEmpty();
        reason = Optional.of(error);
        probeAt = now.plus(PROBE_AFTER);
        if (first) {
            change++;
        }
        return first;
    }

    /**
     * A call was answered in a way that only a living portal answers.
     *
     * @return true when the portal was stopped before
     */
    synchronized boolean open(long pass) {
        if (pass != change || reason.isEmpty()) {
            return false;
        }
        reason = Optional.empty();
        change++;
        return true;
    }
}
