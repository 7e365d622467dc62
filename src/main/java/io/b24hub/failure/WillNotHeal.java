package io.b24hub.failure;

/**
 * Waiting will not help: a wrong token, an unknown chat, a record without access. The delivery is parked at once, with
 * advice for the person who will look at it.
 */
public final class WillNotHeal extends HubException {

    private static final long serialVersionUID = 1L;

    private final String advice;

    /**
     * @param message what happened, without secrets
     * @param advice what a person can do about it, one sentence
     */
    public WillNotHeal(String message, String advice) {
        super(message);
        this.advice = advice;
    }

    /**
     * @param message what happened, without secrets
     * @param advice what a person can do about it, one sentence
     * @param cause what the far side said, without secrets
     */
    public WillNotHeal(String message, String advice, HubException cause) {
        super(message, cause);
        this.advice = advice;
    }

    /** What a person can do about it, one sentence. */
    public String advice() {
        return advice;
    }
}
