package io.b24hub.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Keeps deliveries away from a destination that fails again and again.
 *
 * <p>Closed, until so many attempts in a row have failed; then open for a pause; then half open: one delivery, the probe,
 * is let through. Its success closes the breaker, its failure doubles the pause. Any other success closes it too.
 *
 * <p>Knows no clock: each call says what time it is. Not thread-safe.
 */
final class Breaker {

    /** While a probe runs, those who wait look again after this time, at the latest. */
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final BreakerLimits limits;

    private int failures;
    private boolean closed = true;
    private Instant since = Instant.EPOCH;
    private Duration pause;
    private Instant nextProbe = Instant.EPOCH;
    private Optional<Instant> probeGivenUp = Optional.empty();

    Breaker(BreakerLimits limits) {
        this.limits = limits;
        this.pause = limits.pause();
    }

    BreakerState state(Instant now) {
        if (closed) {
            return BreakerState.CLOSED;
        }
        return now.isBefore(nextProbe) ? BreakerState.OPEN : BreakerState.HALF_OPEN;
    }

    /** What a delivery may do now. */
    Gate gate(Instant now, String reason) {
        return switch (state(now)) {
            case CLOSED -> Gate.OPEN;
            case OPEN -> Gate.closed(nextProbe, reason);
            case HALF_OPEN -> probing(now) ? Gate.closed(now.plus(LOOK), reason) : Gate.PROBE;
        };
    }

    private boolean probing(Instant now) {
        return probeGivenUp.map(now::isBefore).orElse(false);
    }

    /** The probe has begun. One that does not end within the longest pause is given up, and there may be another. */
    void probe(Instant now) {
        probeGivenUp = Optional.of(now.plus(limits.longestPause()));
    }

    /** The probe has ended and shown nothing: there may be another at once. */
    void probeShowedNothing() {
        probeGivenUp = Optional.empty();
    }

    /**
     * An attempt has failed.
     *
     * @param probe whether it was the probe; other failures of an open breaker are of attempts that began before
     * @return whether this opened the breaker, or keeps it open for longer
     */
    boolean failed(boolean probe, Instant now) {
        failures++;
        if (closed) {
            if (failures < limits.failures()) {
                return false;
            }
            closed = false;
            since = now;
            pause = limits.pause();
        } else if (probe) {
            probeGivenUp = Optional.empty();
            Duration doubled = pause.multipliedBy(2);
            pause = doubled.compareTo(limits.longestPause()) < 0 ? doubled : limits.longestPause();
        } else {
            return false;
        }
        nextProbe = now.plus(pause);
        return true;
    }

    /**
     * The destination has taken or refused a delivery: it lives.
     *
     * @return whether this closed the breaker
     */
    boolean alive() {
        boolean reopened = !closed;
        closed = true;
        failures = 0;
        probeGivenUp = Optional.empty();
        return reopened;
    }

    /** Open or half open. */
    boolean open() {
        return !closed;
    }

    int failures() {
        return failures;
    }

    /** Since when it is not closed. */
    Instant since() {
        return since;
    }

    /** Before this time nothing is let through; meaningful while it is not closed. */
    Instant nextProbe() {
        return nextProbe;
    }
}
