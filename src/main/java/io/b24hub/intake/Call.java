package io.b24hub.intake;

import java.util.Optional;

/**
 * One POST, free of HTTP.
 *
 * @param portal the portal's name as it stands in the path
 * @param robotSecret the last part of the path when the call came on the address of automation rules
 * @param contentType the header as sent; empty when there was none
 * @param body not changed while the call is handled
 */
public record Call(String portal, Optional<String> robotSecret, String contentType, byte[] body) {

    /** Without the secret and the body. */
    @Override
    public String toString() {
        return "call of " + body.length + " bytes";
    }
}
