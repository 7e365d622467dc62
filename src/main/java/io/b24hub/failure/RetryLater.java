package io.b24hub.failure;

import java.time.Instant;

/**
 * The far side asked to be left alone until a given time: a rate limit, a maintenance window. The delivery goes back to
 * the store until then, and the attempt does not count.
 */
public final class RetryLater extends HubException {

    private static final long serialVersionUID = 1L;

    private final Instant at;

    /**
     * @param message who asked and why, without secrets
     * @param at not before this time; may be hours away
     */
    public RetryLater(String message, Instant at) {
        super(message);
        this.at = at;
    }

    /**
     * @param message who asked and why, without secrets
     * @param at not before this time; may be hours away
     * @param cause what the far side said, without secrets
     */
    public RetryLater(String message, Instant at, HubException cause) {
        super(message, cause);
        this.at = at;
    }

    /** Not before this time. */
    public Instant at() {
        return at;
    }
}
