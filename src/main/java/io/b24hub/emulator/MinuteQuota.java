package io.b24hub.emulator;

import io.b24hub.time.HubClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** How many requests of a kind each account may make within a minute; a batch is one. Thread-safe. */
final class MinuteQuota {

    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final String kind;
    private final HubClock clock;
    private final Map<String, Deque<Instant>> requests = new HashMap<>();
    private int most;

    /** @param kind as Google calls it: {@code Read} or {@code Write} */
    MinuteQuota(String kind, HubClock clock) {
        this.kind = kind;
        this.clock = clock;
    }

    /** 0 is no limit. */
    synchronized void limit(int perMinute) {
        most = perMinute;
        requests.clear();
    }

    /** @throws GoogleRefusal when it is used up */
    synchronized void spend(String account) {
        if (most == 0) {
            return;
        }
        Instant now = clock.instant();
        Deque<Instant> latest = requests.computeIfAbsent(account, a -> new ArrayDeque<>());
        while (!latest.isEmpty() && !latest.getFirst().plus(WINDOW).isAfter(now)) {
            latest.removeFirst();
        }
        if (latest.size() >= most) {
            throw GoogleRefusal.quota(kind, most);
        }
        latest.addLast(now);
    }
}
