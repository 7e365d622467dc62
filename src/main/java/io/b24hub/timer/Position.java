package io.b24hub.timer;

import java.time.Instant;
import java.util.Optional;

/**
 * How far the ticks of one flow have come for one portal. Immutable.
 *
 * @param to the end of the last window: the last tick, or, before the first, the one that would have been
 * @param after no tick at or before this time is made; later than {@code to} when the schedule was changed since
 * @param event the id of the last tick's event; empty before the first
 * @param schedule by which schedule, and in which zone
 */
record Position(Instant to, Instant after, Optional<String> event, String schedule) {

    private static final String NONE = "-";
    private static final int PARTS = 4;

    /** Where a flow begins that has just come. */
    static Position first(Instant latest, Instant now, String schedule) {
        return new Position(latest, now, Optional.empty(), schedule);
    }

    /** The same under another schedule, which begins now. */
    Position under(String other, Instant now) {
        return new Position(to, now, event, other);
    }

    /** After one more tick. */
    Position after(Instant tick, String id) {
        return new Position(tick, tick, Optional.of(id), schedule);
    }

    /** Whether a tick at this time is still to be made. */
    boolean isBefore(Instant tick) {
        return to.isBefore(tick) && after.isBefore(tick);
    }

    /** The inverse of {@link #text}. */
    static Position of(String text) {
        String[] parts = text.split(" ", PARTS);
        return new Position(
                Instant.parse(parts[0]),
                Instant.parse(parts[1]),
                Optional.of(parts[2]).filter(id -> !id.equals(NONE)),
                parts[PARTS - 1]);
    }

    /** As the store keeps it. */
    String text() {
        return String.join(" ", to.toString(), after.toString(), event.orElse(NONE), schedule);
    }
}
