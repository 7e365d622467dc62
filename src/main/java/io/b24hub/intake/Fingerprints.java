package io.b24hub.intake;

import io.b24hub.settings.Secret;
import io.b24hub.store.Memory;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Short names for secrets that tell nothing of them: the first eight hexadecimal digits of an HMAC-SHA256 with a key of this
 * store, so that nobody elsewhere can try guesses against them. All hubs on a store give a secret the same name, also after a
 * restart.
 *
 * <p>Immutable and thread-safe.
 */
public final class Fingerprints {

    private static final String HMAC = "HmacSHA256";
    private static final String SPACE = "hub";
    private static final String KEY = "fingerprint-key";
    private static final int KEY_BYTES = 32;
    private static final int SHOWN_BYTES = 4;

    private final SecretKeySpec key;

    private Fingerprints(String key) {
        this.key = new SecretKeySpec(key.getBytes(StandardCharsets.US_ASCII), HMAC);
    }

    /** Sees to it that the store has a key; waits for it. */
    public static void prepare(Memory memory, RandomGenerator random, Instant now) {
        if (memory.recall(SPACE, KEY).isEmpty()) {
            byte[] bytes = new byte[KEY_BYTES];
            random.nextBytes(bytes);
            memory.rememberFirst(SPACE, KEY, Base64.getEncoder().encodeToString(bytes), now)
                    .join();
        }
    }

    /** With the store's key. */
    static Fingerprints of(Memory memory) {
        return new Fingerprints(memory.recall(SPACE, KEY).orElse("of a store that was not prepared"));
    }

    String of(Secret secret) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            byte[] code = mac.doFinal(secret.reveal().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(code, 0, SHOWN_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HmacSHA256", e);
        }
    }
}
