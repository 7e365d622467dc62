package io.b24hub.settings;

import java.util.List;

/**
 * What a gateway in front of the hub signs calls with: HMAC-SHA256 over the raw body. Immutable; holds secrets only wrapped.
 *
 * @param header the header that has the signature
 * @param secrets accepted ones; several while one is being replaced
 */
public record SignatureSettings(String header, List<Secret> secrets) {

    public SignatureSettings {
        secrets = List.copyOf(secrets);
    }
}
