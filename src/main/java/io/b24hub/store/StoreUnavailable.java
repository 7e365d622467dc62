package io.b24hub.store;

import io.b24hub.failure.HubException;

/**
 * The store could not commit: disk full, file damaged, database away, or it is closing. Nothing of the refused work was
 * stored.
 */
public final class StoreUnavailable extends HubException {

    private static final long serialVersionUID = 1L;

    public StoreUnavailable(String message, Throwable cause) {
        super(message, cause);
    }

    public StoreUnavailable(String message) {
        super(message);
    }
}
