package io.b24hub.emulator;

import io.b24hub.time.HubClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Telegram's published guidance as hard limits: one message per second and chat, 20 per minute and group, 30 per second
 * in all. Thread-safe; off until switched on.
 */
final class TelegramLimits {

    private record Limit(int messages, Duration window) {}

    private static final Limit CHAT = new Limit(1, Duration.ofSeconds(1));
    private static final Limit GROUP = new Limit(20, Duration.ofMinutes(1));
    private static final Limit ALL = new Limit(30, Duration.ofSeconds(1));

    private final HubClock clock;
    private final Map<String, ArrayDeque<Instant>> sent = new HashMap<>();
    private boolean on;

    TelegramLimits(HubClock clock) {
        this.clock = clock;
    }

    synchronized void enforce(boolean enforce) {
        on = enforce;
        sent.clear();
    }

    /** Counts a message, or tells how many seconds to wait and counts nothing. Groups have negative ids. */
    synchronized OptionalLong secondsToWait(long chat) {
        if (!on) {
            return OptionalLong.empty();
        }
        Map<String, Limit> limits = new HashMap<>(Map.of("all", ALL, "chat " + chat, CHAT));
        if (chat < 0) {
            limits.put("group " + chat, GROUP);
        }
        long wait = limits.entrySet().stream()
                .mapToLong(limit -> wait(limit.getKey(), limit.getValue()))
                .max()
                .orElse(0);
        if (wait > 0) {
            return OptionalLong.of(wait);
        }
        limits.keySet().forEach(key -> sent.get(key).addLast(clock.instant()));
        return OptionalLong.empty();
    }

    private long wait(String key, Limit limit) {
        Instant now = clock.instant();
        ArrayDeque<Instant> times = sent.computeIfAbsent(key, k -> new ArrayDeque<>());
        while (!times.isEmpty() && !times.getFirst().plus(limit.window()).isAfter(now)) {
            times.removeFirst();
        }
        if (times.size() < limit.messages()) {
            return 0;
        }
        long millis =
                Duration.between(now, times.getFirst().plus(limit.window())).toMillis();
        return Math.max(1, (millis + 999) / 1000);
    }
}
