package io.b24hub.bitrix;

import io.b24hub.failure.HubException;
import io.b24hub.failure.RetryLater;
import io.b24hub.failure.WillNotHeal;
import java.time.Instant;
import java.util.Optional;

/**
 * A call of the portal's REST API that failed, put into a class. The message names portal, method, status, code and the
 * portal's own words, and ends with advice. It holds neither the address nor the secret, and there is no cause, because
 * the words of an HTTP client usually quote the address.
 *
 * <p>{@link #forDelivery()} turns it into what the delivery engine understands.
 */
public final class RestException extends HubException {

    private static final long serialVersionUID = 1L;

    private final String portal;
    private final String method;
    private final int status;
    private final String code;
    private final String text;
    private final RestErrorClass errorClass;
    private final String advice;
    private final boolean mayHaveRun;
    private final Instant retryAt; // null: no time is known

    RestException(String portal, String method, RestError error, boolean mayHaveRun, Optional<Instant> retryAt) {
        super(message(portal, method, error, mayHaveRun));
        this.portal = portal;
        this.method = method;
        this.status = error.status();
        this.code = error.code();
        this.text = error.text();
        this.errorClass = error.errorClass();
        this.advice = error.advice();
        this.mayHaveRun = mayHaveRun;
        this.retryAt = retryAt.orElse(null);
    }

    /** The portal's name in the configuration. */
    public String portal() {
        return portal;
    }

    /** The method called. */
    public String method() {
        return method;
    }

    /** The HTTP status; 0 when the call was not sent or had no answer. */
    public int status() {
        return status;
    }

    /** The portal's error code as text; empty when it gave none. */
    public String code() {
        return code;
    }

    /** The portal's own words; empty when it gave none. */
    public String text() {
        return text;
    }

    /** What it means. */
    public RestErrorClass errorClass() {
        return errorClass;
    }

    /** What a person can do about it, one sentence. */
    public String advice() {
        return advice;
    }

    /** Whether a call that writes may have been carried out although no good answer came. The hub does not repeat it. */
    public boolean mayHaveRun() {
        return mayHaveRun;
    }

    /** Not before this time; present for a limit, a paused method and a stopped portal. */
    public Optional<Instant> retryAt() {
        return Optional.ofNullable(retryAt);
    }

    /**
     * What a delivery should do.
     *
     * @return {@link RetryLater} where a time is known, {@link WillNotHeal} where waiting does not help, and this
     *     exception itself, which counts as an ordinary failed attempt, otherwise. The first two have it as their cause
     */
    public HubException forDelivery() {
        if (retryAt != null) {
            return new RetryLater(getMessage(), retryAt, this);
        }
        return switch (errorClass) {
            case CONFIGURATION, GONE, NO_ACCESS, PERMANENT -> new WillNotHeal(getMessage(), advice, this);
            case RATE_LIMIT, METHOD_PAUSED, PORTAL_STOPPED, TEMPORARY -> this;
        };
    }

    private static String message(String portal, String method, RestError error, boolean mayHaveRun) {
        StringBuilder message = new StringBuilder("Portal ")
                .append(portal)
                .append(" did not carry out ")
                .append(method)
                .append(": ")
                .append(error.errorClass());
        if (!error.code().isEmpty()) {
            message.append(", code ").append(error.code());
        }
        if (error.status() != 0) {
            message.append(", HTTP ").append(error.status());
        }
        if (!error.text().isEmpty()) {
            message.append(", \"").append(error.text()).append('"');
        }
        if (mayHaveRun) {
            message.append(". The call may have taken effect all the same");
        }
        return message.append(". ").append(error.advice()).toString();
    }
}
