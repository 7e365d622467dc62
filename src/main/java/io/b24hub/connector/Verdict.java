package io.b24hub.connector;

import java.time.Instant;

/**
 * What a failure means for the delivery that met it. Immutable; the texts are safe to log, store and show.
 */
public sealed interface Verdict {

    /** What happened, in words, without secrets. */
    String reason();

    /**
     * The far side asked to be left alone. The attempt does not count.
     *
     * @param at not before this time
     * @param reason who asked and why
     */
    record Later(Instant at, String reason) implements Verdict {}

    /**
     * Waiting will not help; a person must.
     *
     * @param reason what happened
     * @param advice what that person can do
     */
    record Hopeless(String reason, String advice) implements Verdict {}

    /**
     * May well work next time.
     *
     * @param reason what happened
     */
    record Retry(String reason) implements Verdict {}
}
