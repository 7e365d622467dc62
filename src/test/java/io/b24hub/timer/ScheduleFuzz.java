package io.b24hub.timer;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;

/** Any text as a schedule: times that come later, or a reason. */
public final class ScheduleFuzz {

    private static final Instant NOW = Instant.parse("2026-03-28T23:59:30Z");
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

    private ScheduleFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        Schedule schedule;
        try {
            schedule = Schedule.parse(new String(data, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            if (e.getMessage() == null || e.getMessage().isBlank()) {
                throw new IllegalStateException("no reason", e);
            }
            return;
        }
        if (!schedule.next(NOW, ZONE).isAfter(NOW)) {
            throw new IllegalStateException("next is not later");
        }
        schedule.latest(NOW, ZONE).filter(latest -> latest.isAfter(NOW)).ifPresent(latest -> {
            throw new IllegalStateException("latest is later");
        });
    }
}
