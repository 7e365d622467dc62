package io.b24hub.application;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * How the fetching of a portal's events goes in this process.
 *
 * @param portal its name
 * @param state what it does
 * @param lastPoll when the portal answered last
 * @param fetched events stored since this process began
 * @param repeated records that were stored already and came again
 * @param unreadable records put aside because no event could be made of them
 * @param trouble what is wrong, and what to do; empty when nothing is
 */
public record ApplicationStatus(
        String portal,
        State state,
        Optional<Instant> lastPoll,
        long fetched,
        long repeated,
        long unreadable,
        Optional<String> trouble) {

    /** What it does. */
    public enum State {
        /** Nothing yet. */
        STARTING,
        /** Fetches events. */
        WORKING,
        /** Another hub on the store fetches them. */
        STANDBY,
        /** Tries again soon. */
        FAILING,
        /** Waits for a person, and tries again now and then. */
        STOPPED;

        /** Lower case. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
