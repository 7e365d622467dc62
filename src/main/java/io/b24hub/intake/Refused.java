package io.b24hub.intake;

/** Ends the handling of a call that will not be taken. For use within this package; has no stack trace. */
final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Refusal reason;

    Refused(Refusal reason) {
        super(reason.line(), null, false, false);
        this.reason = reason;
    }

    Refusal reason() {
        return reason;
    }
}
