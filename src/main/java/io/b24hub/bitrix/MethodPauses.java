package io.b24hub.bitrix;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Knows which methods have used up their computing time and until when. Bitrix24 counts it per method in ten buckets of
 * one minute and says with each good answer when the oldest one falls out ({@code operating_reset_at}); a block lasts ten
 * minutes at most.
 *
 * <p>This class is thread-safe. It forgets the least recently used of more than {@value #MOST} methods.
 */
final class MethodPauses {

    private static final int MOST = 1000;
    private static final Duration LONGEST = Duration.ofMinutes(10);
    // When the known time has passed, the next of the one-minute buckets falls out within a minute.
    private static final Duration NEXT_BUCKET = Duration.ofMinutes(1);

    private final Map<String, Instant> resets = bounded();
    private final Map<String, Instant> pauses = bounded();

    /** Remembers what a good answer says. Reckons from the portal's own clock, which may differ from ours. */
    synchronized void learn(String method, Map<String, Object> time, Instant now) {
        if (time.get("operating_reset_at") instanceof Number reset && time.get("finish") instanceof Number finish) {
            double capped = Math.max(0, Math.min(reset.doubleValue() - finish.doubleValue(), LONGEST.toSeconds()));
            resets.put(key(method), now.plusMillis((long) Math.ceil(capped * 1000)));
        }
        pauses.remove(key(method));
    }

    /** The portal blocked a method. Says until when to leave it alone. */
    synchronized Instant pause(String method, Instant now) {
        Instant reset = resets.getOrDefault(key(method), now.plus(LONGEST));
        Instant until = reset.isAfter(now) ? reset : now.plus(NEXT_BUCKET);
        pauses.put(key(method), until);
        return until;
    }

    /** Until when a method is to be left alone; empty when it is not. */
    synchronized Optional<Instant> pausedUntil(String method, Instant now) {
        return Optional.ofNullable(pauses.get(key(method))).filter(now::isBefore);
    }

    private static String key(String method) {
        return method.toLowerCase(Locale.ROOT);
    }

    private static Map<String, Instant> bounded() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
                return size() > MOST;
            }
        };
    }
}
