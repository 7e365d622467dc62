package io.b24hub.manage;

import io.b24hub.failure.HubException;

/** A request of the API that cannot be understood; the message says what is wrong with it, and what it should be. */
public final class BadRequest extends HubException {

    private static final long serialVersionUID = 1L;

    public BadRequest(String message) {
        super(message);
    }
}
