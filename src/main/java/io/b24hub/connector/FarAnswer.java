package io.b24hub.connector;

import java.util.OptionalInt;

/**
 * What a far side answered to a call that failed. Immutable; safe to log, store and show.
 *
 * @param status its HTTP status; empty when it has none, or did not answer
 * @param text the beginning of what it said, at most {@value #EXCERPT} characters; for Kafka the name of its error, for
 *     a database its SQLSTATE; empty when it said nothing
 */
public record FarAnswer(OptionalInt status, String text) {

    /** How much of an answer is kept, in characters. */
    public static final int EXCERPT = 500;

    /** Nobody answered. */
    public static final FarAnswer NONE = new FarAnswer(OptionalInt.empty(), "");
}
