package io.b24hub.console;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a form brings with it to prove that it is one of ours: made of the visitor's cookie, which no other site can read,
 * and a secret of this process.
 *
 * <p>Immutable and thread-safe.
 */
final class FormKeys {

    private static final String HMAC = "HmacSHA256";

    private final SecretKeySpec secret;

    FormKeys(String secret) {
        this.secret = new SecretKeySpec(secret.getBytes(StandardCharsets.US_ASCII), HMAC);
    }

    String of(String cookie) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(secret);
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(cookie.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HmacSHA256", e);
        }
    }

    boolean isOf(String cookie, String key) {
        return MessageDigest.isEqual(
                of(cookie).getBytes(StandardCharsets.US_ASCII), key.getBytes(StandardCharsets.UTF_8));
    }
}
