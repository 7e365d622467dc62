package io.b24hub.intake;

import io.b24hub.time.HubClock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Remembers for a short time which bytes came in, so that the same call sent twice is one event and both callers get the
 * one answer. Remembers a hash, never the bytes; forgets the oldest when there are too many.
 *
 * <p>This class is thread-safe.
 */
final class IdenticalCalls {

    /** Most calls remembered at one time. */
    static final int MAX_REMEMBERED = 100_000;

    /** The SHA-256 of a call. */
    record Print(long first, long second, long third, long fourth) {}

    private record Seen(Instant at, CompletableFuture<Answer> answer) {}

    private final Duration window;
    private final HubClock clock;
    private final int limit;
    private final Map<Print, Seen> seen = new LinkedHashMap<>();

    IdenticalCalls(Duration window, HubClock clock, int limit) {
        this.window = window;
        this.clock = clock;
        this.limit = limit;
    }

    /** False when the window is zero. */
    boolean enabled() {
        return !window.isZero();
    }

    /** The hash of a call: its portal, the kind of its path and its bytes. */
    static Print print(Call call) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(call.portal().getBytes(StandardCharsets.UTF_8));
            sha.update((byte) 0);
            sha.update((byte) (call.robotSecret().isPresent() ? 1 : 0));
            ByteBuffer hash = ByteBuffer.wrap(sha.digest(call.body()));
            return new Print(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /**
     * Remembers a call, unless the same one is remembered.
     *
     * @return the answer of the earlier call, or the given one when this call is the first
     */
    synchronized CompletableFuture<Answer> first(Print print, CompletableFuture<Answer> answer) {
        Instant now = clock.instant();
        forgetOld(now);
        Seen earlier = seen.get(print);
        if (earlier != null && !isOld(earlier, now)) {
            return earlier.answer();
        }
        seen.remove(print);
        seen.put(print, new Seen(now, answer));
        return answer;
    }

    /** Forgets a call that was not stored, so that it may be tried again. */
    synchronized void forget(Print print, CompletableFuture<Answer> answer) {
        Seen entry = seen.get(print);
        if (entry != null && entry.answer() == answer) {
            seen.remove(print);
        }
    }

    synchronized int remembered() {
        return seen.size();
    }

    private void forgetOld(Instant now) {
        Iterator<Seen> oldest = seen.values().iterator();
        while (oldest.hasNext()) {
            if (!isOld(oldest.next(), now) && seen.size() < limit) {
                return;
            }
            oldest.remove();
        }
    }

    private boolean isOld(Seen entry, Instant now) {
        return !entry.at().plus(window).isAfter(now);
    }
}
