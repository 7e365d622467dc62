package io.b24hub.component.bitrix24;

import io.b24hub.settings.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The symmetric signature of Standard Webhooks 1.0.0: HMAC-SHA256 over {@code id.timestamp.body}, marked {@code v1}.
 * Stateless.
 */
final class WebhookSignature {

    private static final String ALGORITHM = "HmacSHA256";

    private WebhookSignature() {}

    /**
     * The value of the header {@code webhook-signature}: one signature for each secret, with spaces between them. The
     * receiver takes any that fits, so that a secret can be replaced without a moment in which neither side's fits.
     *
     * @param id without a full stop, which parts what is signed
     * @param secrets Base64 of the keys
     */
    static String of(String id, long timestamp, byte[] body, List<Secret> secrets) {
        byte[] head = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
        return secrets.stream().map(secret -> "v1," + sign(head, body, secret)).collect(Collectors.joining(" "));
    }

    private static String sign(byte[] head, byte[] body, Secret secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.reveal()), ALGORITHM));
            mac.update(head);
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + ALGORITHM, e);
        }
    }
}
