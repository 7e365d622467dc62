package io.b24hub.operate;

import io.b24hub.failure.HubException;

/** What a person asked for cannot be done; the message says why, and what would be possible. Nothing was changed. */
public final class NotPossible extends HubException {

    private static final long serialVersionUID = 1L;

    public NotPossible(String message) {
        super(message);
    }
}
