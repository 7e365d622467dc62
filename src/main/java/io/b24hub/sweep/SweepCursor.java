package io.b24hub.sweep;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far the sweep of one portal and type has come, by the portal's clock. Immutable.
 *
 * @param begun nothing before this time is looked for: the first sweep only notes the time
 * @param since all changes up to this time were looked at
 * @param round a list that was begun and not read to its end
 */
record SweepCursor(Instant begun, Instant since, Optional<Round> round) {

    private static final String NONE = "-";
    private static final int PARTS = 4;

    /**
     * A list that is being read.
     *
     * @param listedAt when it was begun
     * @param lastId the highest id that was dealt with
     */
    record Round(Instant listedAt, long lastId) {}

    static SweepCursor first(Instant now) {
        return new SweepCursor(now, now, Optional.empty());
    }

    /** With a part of a list dealt with. */
    SweepCursor reached(Instant listedAt, long lastId) {
        return new SweepCursor(begun, since, Optional.of(new Round(listedAt, lastId)));
    }

    /** With a whole list dealt with. */
    SweepCursor done(Instant upTo) {
        return new SweepCursor(begun, upTo.isAfter(since) ? upTo : since, Optional.empty());
    }

    /** Where a list begins. */
    Instant from(Duration overlap) {
        Instant back = since.minus(overlap);
        return back.isBefore(begun) ? begun : back;
    }

    /** The inverse of {@link #text}. */
    static SweepCursor parse(String text) {
        String[] parts = text.split(" ", PARTS);
        Optional<Round> round = parts[2].equals(NONE)
                ? Optional.empty()
                : Optional.of(new Round(Instant.parse(parts[2]), Long.parseLong(parts[PARTS - 1])));
        return new SweepCursor(Instant.parse(parts[0]), Instant.parse(parts[1]), round);
    }

    /** As the store keeps it. */
    String text() {
        return begun + " " + since + " "
                + round.map(at -> at.listedAt + " " + at.lastId).orElse(NONE);
    }
}
