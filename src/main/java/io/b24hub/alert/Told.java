package io.b24hub.alert;

import java.time.Instant;

/**
 * What the store remembers of a matter that was told. Immutable.
 *
 * @param at when trouble was told last
 * @param since when that trouble began
 * @param open whether its end is still to be told
 */
record Told(Instant at, Instant since, boolean open) {

    private static final String OPEN = "open";

    Told over() {
        return new Told(at, since, false);
    }

    /** The inverse of {@link #text}. */
    static Told of(String text) {
        String[] parts = text.split(" ", 3);
        return new Told(Instant.parse(parts[0]), Instant.parse(parts[1]), parts[2].equals(OPEN));
    }

    /** As the store keeps it. */
    String text() {
        return at + " " + since + " " + (open ? OPEN : "over");
    }
}
