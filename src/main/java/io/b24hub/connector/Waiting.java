package io.b24hub.connector;

import io.b24hub.time.HubClock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Until when to leave a far side alone. Thread-safe. */
final class Waiting {

    /** Nobody means a longer wait, and asking once a day harms no one. */
    static final Duration LONGEST = Duration.ofDays(1);
    /** When a far side says "too many" but not for how long: Google and most others count per minute. */
    static final Duration UNSAID = Duration.ofSeconds(60);

    private final HubClock clock;

    Waiting(HubClock clock) {
        this.clock = clock;
    }

    Instant after(Duration asked) {
        return clock.instant().plus(asked.compareTo(LONGEST) > 0 ? LONGEST : asked);
    }

    Instant unsaid() {
        return after(UNSAID);
    }

    /** Reads {@code Retry-After}: seconds or an HTTP date. A date that has passed means now. */
    Optional<Instant> retryAfter(String header) {
        String value = header.strip();
        if (value.matches("\\d{1,18}")) {
            return Optional.of(after(Duration.ofSeconds(Long.parseLong(value))));
        }
        try {
            Instant now = clock.instant();
            Instant at = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Optional.of(at.isBefore(now) ? now : after(Duration.between(now, at)));
        } catch (DateTimeException e) {
            // neither form: as good as unsaid
            return Optional.empty();
        }
    }
}
