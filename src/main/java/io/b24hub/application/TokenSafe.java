package io.b24hub.application;

import io.b24hub.failure.HubException;
import io.b24hub.settings.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts what must not stand in the store in clear: AES-256-GCM, a nonce of its own for each text, bound to what the text
 * is for. Thread-safe.
 */
final class TokenSafe {

    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final RandomGenerator random;

    /** @param key 32 bytes as base64, or as hexadecimal digits */
    TokenSafe(Secret key, RandomGenerator random) {
        String text = key.reveal();
        byte[] bytes = text.matches("[0-9A-Fa-f]{64}")
                ? HexFormat.of().parseHex(text)
                : Base64.getDecoder().decode(text);
        this.key = new SecretKeySpec(bytes, "AES");
        this.random = random;
    }

    /** Encrypts; {@link #open} needs the same purpose. */
    String seal(String purpose, String clear) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        try {
            byte[] secret = cipher(Cipher.ENCRYPT_MODE, nonce, purpose).doFinal(clear.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder()
                    .encodeToString(ByteBuffer.allocate(NONCE + secret.length)
                            .put(nonce)
                            .put(secret)
                            .array());
        } catch (GeneralSecurityException e) {
            throw new HubException("A token could not be encrypted", e);
        }
    }

    /** Decrypts; empty when it was encrypted with another key, for another purpose, or was changed. */
    Optional<String> open(String purpose, String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            byte[] nonce = java.util.Arrays.copyOf(bytes, NONCE);
            byte[] clear = cipher(Cipher.DECRYPT_MODE, nonce, purpose).doFinal(bytes, NONCE, bytes.length - NONCE);
            return Optional.of(new String(clear, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Tells one token from another without telling the token. */
    static String fingerprint(Secret token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(("b24hub " + token.reveal()).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String purpose) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
