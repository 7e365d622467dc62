package io.b24hub.intake;

import io.b24hub.failure.HubException;

/** A body that cannot be read as a form. The message says why and never quotes the body. */
public final class BadForm extends HubException {

    private static final long serialVersionUID = 1L;

    BadForm(String message) {
        super(message);
    }
}
