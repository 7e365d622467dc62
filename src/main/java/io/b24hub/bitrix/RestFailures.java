package io.b24hub.bitrix;

import io.b24hub.settings.PortalSettings;
import io.b24hub.settings.PortalSettings.Webhook;
import io.b24hub.settings.Secret;
import java.time.Instant;
import java.util.Optional;

/**
 * Makes a portal's exceptions, and sees to it that nothing of the far side enters them unclean.
 *
 * <p>This class is thread-safe.
 */
final class RestFailures {

    static final RestError NOT_A_METHOD = ours(
            RestErrorClass.CONFIGURATION,
            "not a method name",
            "A method name has letters, digits, underscores and single dots, like crm.deal.get.");
    static final RestError NO_WEBHOOK = ours(
            RestErrorClass.CONFIGURATION,
            "the portal has no incoming webhook",
            "Create an incoming webhook in the portal and set its address, user and secret.");
    static final RestError NOT_JSON = ours(
            RestErrorClass.PERMANENT,
            "the parameters cannot be written as JSON",
            "Give texts, numbers, booleans, lists and maps only.");
    static final RestError QUEUE_FULL = ours(
            RestErrorClass.RATE_LIMIT,
            "not sent, too many calls wait for the request limit",
            "Let flows read less, or use a plan with a higher limit.");
    static final RestError PAUSED = ours(
            RestErrorClass.METHOD_PAUSED,
            "not sent, the method waits for computing time",
            "Ask for fewer fields or rows, or call the method less often.");

    private final String portal;
    private volatile Secret secret;

    RestFailures(PortalSettings portal) {
        this.portal = portal.name();
        secret = portal.webhook().map(Webhook::secret).orElse(Secret.of(""));
    }

    /** Sees to it that the secret of another webhook enters no exception. */
    void hide(Secret other) {
        secret = other;
    }

    /** Of one call with a token, which failures then do not show. */
    RestFailures(String portal, Secret token) {
        this.portal = portal;
        secret = token;
    }

    /** The call was refused by us because the portal is stopped. */
    static RestError stopped(RestError reason) {
        return new RestError(
                0,
                reason.code(),
                "not sent, the portal is stopped",
                RestErrorClass.PORTAL_STOPPED,
                false,
                reason.advice());
    }

    /** No answer came. */
    static RestError unanswered(Throwable failure) {
        return ours(
                RestErrorClass.TEMPORARY,
                "no answer, " + FarText.failure(failure),
                "Check that the hub reaches the portal: name service, firewall, proxy, certificates.");
    }

    /** A redirect that is not followed. */
    static RestError astray(RestAnswer.Moved moved) {
        String host = PortalMove.host(moved.location());
        return new RestError(
                moved.status(),
                "",
                "a redirect" + (host.isEmpty() ? "" : " to " + host),
                RestErrorClass.PORTAL_STOPPED,
                false,
                "The portal sends calls to an address the hub does not trust by itself; check the portal's address and set it anew.");
    }

    RestException of(String method, RestError error) {
        return make(method, error, false, Optional.empty());
    }

    RestException of(String method, RestError error, Instant retryAt) {
        return make(method, error, false, Optional.of(retryAt));
    }

    /** A failure that leaves open whether the call ran. */
    RestException ambiguous(RestMethod method, RestError error) {
        return make(method.name(), error, !method.reads(), Optional.empty());
    }

    private RestException make(String method, RestError error, boolean mayHaveRun, Optional<Instant> retryAt) {
        RestError clean = new RestError(
                error.status(),
                FarText.clean(error.code(), secret),
                FarText.clean(error.text(), secret),
                error.errorClass(),
                error.confirm(),
                error.advice());
        return new RestException(portal, FarText.clean(method, secret), clean, mayHaveRun, retryAt);
    }

    private static RestError ours(RestErrorClass errorClass, String text, String advice) {
        return new RestError(0, "", text, errorClass, false, advice);
    }
}
