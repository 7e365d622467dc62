package io.b24hub.application;

import io.b24hub.failure.HubException;

/** The portal or its OAuth server will not let the application in until a person acts. The message says what to do. */
final class Refused extends HubException {

    private static final long serialVersionUID = 1L;

    Refused(String message) {
        super(message);
    }
}
