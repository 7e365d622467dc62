package io.b24hub.connector;

import java.time.Instant;

/**
 * What a failure means for the delivery that met it. Immutable; the texts are safe to log, store and show.
 */
public sealed interface Verdict {

    /** What happened, in words, without secrets. */
    String reason();

    /** What the far side answered, if one did. */
    FarAnswer answer();

    /** The same verdict with what the far side answered. */
    Verdict with(FarAnswer answer);

    /**
     * The far side asked to be left alone. The attempt does not count.
     *
     * @param at not before this time
     * @param reason who asked and why
     */
    record Later(Instant at, String reason, FarAnswer answer) implements Verdict {

        public Later(Instant at, String reason) {
            this(at, reason, FarAnswer.NONE);
        }

        @Override
        public Later with(FarAnswer given) {
            return new Later(at, reason, given);
        }
    }

    /**
     * Waiting will not help; a person must.
     *
     * @param reason what happened
     * @param advice what that person can do
     * @param gone whether the far side wants nothing more at this address, whatever is sent
     */
    record Hopeless(String reason, String advice, boolean gone, FarAnswer answer) implements Verdict {

        public Hopeless(String reason, String advice) {
            this(reason, advice, false, FarAnswer.NONE);
        }

        @Override
        public Hopeless with(FarAnswer given) {
            return new Hopeless(reason, advice, gone, given);
        }
    }

    /**
     * May well work next time.
     *
     * @param reason what happened
     */
    record Retry(String reason, FarAnswer answer) implements Verdict {

        public Retry(String reason) {
            this(reason, FarAnswer.NONE);
        }

        @Override
        public Retry with(FarAnswer given) {
            return new Retry(reason, given);
        }
    }
}
