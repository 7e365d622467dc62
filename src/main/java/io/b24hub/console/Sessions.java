package io.b24hub.console;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Who is logged in, in memory: a restart logs everybody out. A session ends after 8 hours without a request, and 24 hours
 * after the login. When there are too many, the one that was quiet for longest ends.
 *
 * <p>This class is thread-safe.
 */
final class Sessions {

    private static final Duration IDLE = Duration.ofHours(8);
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final int MOST = 500;
    private static final int KEY_BYTES = 32;

    private final InstantSource clock;
    private final RandomGenerator random;
    private final Map<String, Session> open = new HashMap<>();

    private record Session(String user, Instant began, Instant seen) {

        boolean isOver(Instant now) {
            return !now.isBefore(began.plus(LONGEST)) || !now.isBefore(seen.plus(IDLE));
        }
    }

    Sessions(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** 256 bits that nobody can guess, as text. */
    synchronized String newKey() {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key);
    }

    /** Begins a session; returns its key. */
    synchronized String open(String user) {
        Instant now = clock.instant();
        open.values().removeIf(session -> session.isOver(now));
        if (open.size() >= MOST) {
            open.entrySet().stream()
                    .min((a, b) -> a.getValue().seen().compareTo(b.getValue().seen()))
                    .map(Map.Entry::getKey)
                    .ifPresent(open::remove);
        }
        String key = newKey();
        open.put(key, new Session(user, now, now));
        return key;
    }

    /** Whose session it is; empty for one that is over. */
    synchronized Optional<String> user(String key) {
        Instant now = clock.instant();
        Session session = open.get(key);
        if (session == null || session.isOver(now)) {
            open.remove(key);
            return Optional.empty();
        }
        open.put(key, new Session(session.user(), session.began(), now));
        return Optional.of(session.user());
    }

    synchronized void close(String key) {
        open.remove(key);
    }
}
