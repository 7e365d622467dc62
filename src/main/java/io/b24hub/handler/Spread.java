package io.b24hub.handler;

import java.time.Duration;

/**
 * How spans of time lie, as far as steps of about a fifth tell. Immutable.
 *
 * @param count how many there are
 * @param half half of them were no longer than this; zero where there are none
 * @param most 95 of 100 of them were no longer than this
 * @param longest none was longer
 */
public record Spread(long count, Duration half, Duration most, Duration longest) {

    /** Of nothing. */
    public static final Spread NONE = new Spread(0, Duration.ZERO, Duration.ZERO, Duration.ZERO);
}
