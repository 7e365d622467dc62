package io.b24hub.store;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A flow or a destination that gets nothing for now. Deliveries wait, and cost no attempts.
 *
 * @param kind of what
 * @param name the flow's id, or the destination's name
 * @param since when it began
 * @param until when it ends by itself; empty for one that a person has to lift
 * @param reason why, for people, without secrets
 * @param origin who: {@code far side}, {@code 410} for a far side that is gone for good, or where a person acted, for example {@code jmx}
 */
public record Hold(Kind kind, String name, Instant since, Optional<Instant> until, String reason, String origin) {

    /** What is held. */
    public enum Kind {
        FLOW,
        DESTINATION;

        /** The word in the store and on screens: lower case. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The inverse of {@link #word()}. */
        public static Kind of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }
}
