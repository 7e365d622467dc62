package io.b24hub.intake;

import io.b24hub.failure.HubException;

/** A certificate or key that cannot be used; the message names the setting and the file. */
public final class BadCertificate extends HubException {

    private static final long serialVersionUID = 1L;

    BadCertificate(String message) {
        super(message);
    }

    BadCertificate(String message, Throwable cause) {
        super(message, cause);
    }
}
