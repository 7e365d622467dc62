package io.b24hub.failure;

/**
 * Root of what the hub throws. Its children answer one question: what should the caller do about it?
 *
 * <p>Messages never contain a secret, a full webhook address or a request body; they may be logged and stored.
 */
public class HubException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public HubException(String message) {
        super(message);
    }

    public HubException(String message, Throwable cause) {
        super(message, cause);
    }
}
