package io.b24hub.emulator;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Moments as the portal writes and reads them. Stateless. */
final class PortalTime {

    private static final ZoneOffset OFFSET = ZoneOffset.ofHours(3);
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssXXX");
    private static final DateTimeFormatter RUSSIAN = DateTimeFormatter.ofPattern("dd.MM.yyyy[ HH:mm:ss]");

    private PortalTime() {}

    /** Whole seconds with the portal's own offset. */
    static String stamp(Instant at) {
        return STAMP.format(at.truncatedTo(ChronoUnit.SECONDS).atOffset(OFFSET));
    }

    /** What clocks show in the portal. */
    static OffsetDateTime here(Instant at) {
        return at.atOffset(OFFSET);
    }

    /**
     * Reads ISO with or without an offset, with a space in place of the T, a bare day, and the portal's display format
     * {@code 31.12.2026 23:59:59}. What has no offset is in the portal's own. Empty when it is none of these.
     */
    static Optional<Instant> parse(String text) {
        if (text.length() < 10 || !Character.isDigit(text.charAt(0))) {
            return Optional.empty();
        }
        try {
            if (text.charAt(4) == '-') {
                return Optional.of(iso(text.replace(' ', 'T')));
            }
            return text.charAt(2) == '.' ? Optional.of(russian(text)) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Instant iso(String text) {
        if (text.length() == 10) {
            return LocalDate.parse(text).atStartOfDay().toInstant(OFFSET);
        }
        boolean local = text.length() <= 19;
        return local
                ? LocalDateTime.parse(text).toInstant(OFFSET)
                : OffsetDateTime.parse(text).toInstant();
    }

    private static Instant russian(String text) {
        return text.length() == 10
                ? LocalDate.parse(text, RUSSIAN).atStartOfDay().toInstant(OFFSET)
                : LocalDateTime.parse(text, RUSSIAN).toInstant(OFFSET);
    }
}
