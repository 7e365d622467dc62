package io.b24hub.intake;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * One POST, free of HTTP.
 *
 * @param portal the portal's name as it stands in the path
 * @param robotSecret the last part of the path when the call came on the address of automation rules
 * @param contentType the header as sent; empty when there was none
 * @param body not changed while the call is handled
 * @param client who calls, see {@link ClientAddress}
 * @param signatures values of the header that a gateway signs with; empty when the portal expects none
 */
public record Call(
        String portal,
        Optional<String> robotSecret,
        String contentType,
        byte[] body,
        InetAddress client,
        List<String> signatures) {

    public Call {
        signatures = List.copyOf(signatures);
    }

    /** A call that no gateway signed. */
    public Call(String portal, Optional<String> robotSecret, String contentType, byte[] body, InetAddress client) {
        this(portal, robotSecret, contentType, body, client, List.of());
    }

    /** A call from this machine. */
    public Call(String portal, Optional<String> robotSecret, String contentType, byte[] body) {
        this(portal, robotSecret, contentType, body, InetAddress.getLoopbackAddress());
    }

    /** Without the secret and the body. */
    @Override
    public String toString() {
        return "call of " + body.length + " bytes";
    }
}
