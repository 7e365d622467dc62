package io.b24hub.intake;

import io.b24hub.settings.Secret;
import io.b24hub.store.Memory;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An accepted token, and when it was used last. That is kept in the store at most once a minute, so that it is known after a
 * restart, and of all hubs together.
 *
 * <p>This class is thread-safe.
 */
final class KnownToken {

    private static final Logger LOG = LoggerFactory.getLogger(KnownToken.class);
    private static final String SPACE = "token-used";
    private static final Duration KEPT_EVERY = Duration.ofMinutes(1);

    private final byte[] bytes;
    private final String fingerprint;
    private final String key;
    private final Memory memory;
    private final LongAdder calls = new LongAdder();
    private final AtomicReference<Instant> kept = new AtomicReference<>(Instant.MIN);
    private volatile Optional<Instant> used = Optional.empty();

    KnownToken(String portal, Secret token, String fingerprint, Memory memory) {
        this.bytes = token.reveal().getBytes(StandardCharsets.UTF_8);
        this.fingerprint = fingerprint;
        this.memory = memory;
        key = portal + "/" + fingerprint;
    }

    String fingerprint() {
        return fingerprint;
    }

    int length() {
        return bytes.length;
    }

    /** Compares in a time that depends on the lengths only. */
    boolean matches(byte[] candidate) {
        return MessageDigest.isEqual(bytes, candidate);
    }

    /** Counts a call that was let in with it. */
    void used(Instant now) {
        calls.increment();
        used = Optional.of(now);
        Instant last = kept.get();
        boolean due = last.equals(Instant.MIN) || !now.isBefore(last.plus(KEPT_EVERY));
        if (due && kept.compareAndSet(last, now)) {
            memory.remember(SPACE, key, now.toString(), now).exceptionally(failure -> {
                LOG.debug("When a token was used could not be kept", failure);
                return null;
            });
        }
    }

    /** What is known of its use here, and by what other hubs and earlier processes kept. May wait for the store. */
    TokenUse use(String portal) {
        Optional<Instant> here = used;
        Optional<Instant> anywhere = memory.recall(SPACE, key).map(Instant::parse);
        Optional<Instant> last =
                here.filter(at -> anywhere.filter(at::isBefore).isEmpty()).or(() -> anywhere);
        return new TokenUse(portal, fingerprint, calls.sum(), last);
    }
}
