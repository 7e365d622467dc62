package io.b24hub.application;

import java.time.Instant;

/**
 * What the store has of an application's tokens, as one line.
 *
 * @param origin the fingerprint of the configured token when this was written; empty for none
 * @param renewedUntil until when somebody is renewing them; the beginning of time for nobody
 * @param secret the tokens, encrypted; empty before the first
 */
record TokenRow(String origin, Instant renewedUntil, String secret) {

    static final TokenRow NONE = new TokenRow("", Instant.EPOCH, "");

    String text() {
        return origin + "|" + renewedUntil.toEpochMilli() + "|" + secret;
    }

    static TokenRow parse(String text) {
        String[] parts = text.split("\\|", 3);
        return parts.length == 3 && parts[1].matches("\\d{1,18}")
                ? new TokenRow(parts[0], Instant.ofEpochMilli(Long.parseLong(parts[1])), parts[2])
                : new TokenRow("", Instant.EPOCH, text);
    }

    TokenRow renewedUntil(Instant until) {
        return new TokenRow(origin, until, secret);
    }
}
