package io.b24hub.application;

import io.b24hub.bitrix.ApplicationRest;
import io.b24hub.bitrix.RestException;
import io.b24hub.bitrix.RestResult;
import io.b24hub.settings.Secret;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Calls a portal as its application, with a token that is good. Waits for answers. Thread-safe. */
final class PortalAccess {

    private static final Set<String> DEAD_TOKEN = Set.of("expired_token", "invalid_token", "no_auth_found");
    private static final Map<String, String> ADVICE = Map.of(
            "access_denied",
            "The application must be installed by an administrator of the portal: offline events need that. Where the portal's"
                    + " plan has ended, renew it.",
            "insufficient_scope",
            "Give the application the rights (scopes) that its events need, and install it anew.",
            "payment_required",
            "A subscription of the portal has ended; renew it.",
            "portal_deleted",
            "The portal is closed, deleted or being updated; check that it opens in a browser.");
    private static final String USUAL =
            "Check that the application is installed in the portal, and that app-address names that portal.";

    private final ApplicationRest rest;
    private final AccessTokens tokens;

    PortalAccess(ApplicationRest rest, AccessTokens tokens) {
        this.rest = rest;
        this.tokens = tokens;
    }

    /**
     * Calls a method; with another token when the portal does not take the first one.
     *
     * @throws Refused when a person has to act
     * @throws RestException when it may work later
     */
    RestResult call(String method, Map<String, Object> params) {
        try {
            return plainly(method, params);
        } catch (RestException e) {
            throw meaning(e);
        }
    }

    /** The same, with the portal's own error. */
    RestResult plainly(String method, Map<String, Object> params) {
        Secret token = tokens.access();
        try {
            return Waiting.on(rest.call(method, params, token));
        } catch (RestException e) {
            if (!DEAD_TOKEN.contains(code(e))) {
                throw e;
            }
            return Waiting.on(rest.call(method, params, tokens.insteadOf(token)));
        }
    }

    /** What an error means for the application as a whole. */
    static RuntimeException meaning(RestException e) {
        return switch (e.errorClass()) {
            case TEMPORARY, RATE_LIMIT, METHOD_PAUSED -> e;
            case PORTAL_STOPPED, CONFIGURATION, GONE, NO_ACCESS, PERMANENT ->
                new Refused("Portal " + e.portal() + " refuses " + e.method() + " to its application: HTTP "
                        + e.status() + (e.code().isEmpty() ? "" : ", " + e.code()) + ". "
                        + ADVICE.getOrDefault(code(e), USUAL));
        };
    }

    private static String code(RestException e) {
        return e.code().toLowerCase(Locale.ROOT);
    }
}
