package io.b24hub.intake;

import io.b24hub.settings.Secret;
import io.b24hub.settings.SignatureSettings;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks what a gateway in front of the hub adds: the HMAC-SHA256 of the raw body in a header, as hexadecimal digits or
 * Base64, with or without {@code sha256=} before it. Compares in constant time.
 *
 * <p>Immutable and thread-safe.
 */
final class CallSignature {

    private static final String HMAC = "HmacSHA256";
    private static final String PREFIX = "sha256=";
    private static final int BYTES = 32;

    private final String header;
    private final List<SecretKeySpec> keys;

    CallSignature(SignatureSettings settings) {
        header = settings.header();
        keys = settings.secrets().stream().map(CallSignature::key).toList();
    }

    private static SecretKeySpec key(Secret secret) {
        return new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), HMAC);
    }

    String header() {
        return header;
    }

    /** @param given the header's values as they came; exactly one is expected */
    boolean isRight(List<String> given, byte[] body) {
        Optional<byte[]> code = given.size() == 1 ? decoded(given.get(0).strip()) : Optional.empty();
        if (code.isEmpty()) {
            return false;
        }
        boolean right = false;
        for (SecretKeySpec key : keys) {
            right |= MessageDigest.isEqual(of(key, body), code.get());
        }
        return right;
    }

    private static Optional<byte[]> decoded(String given) {
        String bare =
                given.regionMatches(true, 0, PREFIX, 0, PREFIX.length()) ? given.substring(PREFIX.length()) : given;
        try {
            byte[] code = bare.length() == 2 * BYTES
                    ? HexFormat.of().parseHex(bare)
                    : Base64.getDecoder().decode(bare.replace('-', '+').replace('_', '/'));
            return Optional.of(code).filter(bytes -> bytes.length == BYTES);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static byte[] of(SecretKeySpec key, byte[] body) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HmacSHA256", e);
        }
    }
}
