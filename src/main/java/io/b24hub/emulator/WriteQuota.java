package io.b24hub.emulator;

import io.b24hub.time.HubClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;

/** How many requests may write within a minute; a batch is one. Thread-safe. */
final class WriteQuota {

    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final HubClock clock;
    private final ArrayDeque<Instant> writes = new ArrayDeque<>();
    private int most;

    WriteQuota(HubClock clock) {
        this.clock = clock;
    }

    /** 0 is no limit. */
    synchronized void limit(int perMinute) {
        most = perMinute;
        writes.clear();
    }

    /** @throws GoogleRefusal when it is used up */
    synchronized void spend() {
        if (most == 0) {
            return;
        }
        Instant now = clock.instant();
        while (!writes.isEmpty() && !writes.getFirst().plus(WINDOW).isAfter(now)) {
            writes.removeFirst();
        }
        if (writes.size() >= most) {
            throw GoogleRefusal.quota();
        }
        writes.addLast(now);
    }
}
