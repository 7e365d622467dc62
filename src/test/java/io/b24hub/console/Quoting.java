package io.b24hub.console;

import io.b24hub.failure.WillNotHeal;

/** A refusal whose words a route chooses, as a far side's would be. */
public final class Quoting extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public Quoting(String message) {
        super(new WillNotHeal(message, "Mend it"));
    }
}
