package io.b24hub.store;

import java.time.Duration;

/**
 * Whether the newest of several waiting deliveries of one entity carries the others, which then end as {@code merged}. It
 * loses nothing where a flow reads the entity's current state anyway.
 *
 * <p>Only deliveries that follow each other directly, are of the same event type, and wait in the same flow are merged: an
 * addition before them and a deletion after them stay what and where they are. The carrier takes the place of the first of
 * them: its due time and, when one of them is late, the {@linkplain Lane#LATE late} lane. It takes over their failures
 * ({@code failures} the most of them, {@code failingSince} the earliest), so that merging does not prolong the retries
 * without end. "Newest" is the last in their order; a parked one that a person replays stands where it was put by that.
 *
 * @param types which event types are merged
 * @param debounce an entity's mergeable delivery waits until no newer one has come for this long; zero does not wait
 * @param maxDelay but no longer than this since the first of them was made; zero means without end
 */
public record Merging(Types types, Duration debounce, Duration maxDelay) {

    /** Which event types are merged. */
    public enum Types {
        /** Those that end in {@code UPDATE}. */
        UPDATES,
        /** All. */
        ALL,
        /** None. */
        NONE
    }

    /** Merges updates and does not wait for more. */
    public static final Merging UPDATES = new Merging(Types.UPDATES, Duration.ZERO, Duration.ZERO);

    /** Every event runs by itself. */
    public static final Merging NONE = new Merging(Types.NONE, Duration.ZERO, Duration.ZERO);

    /** Whether deliveries of an event type are merged. */
    public boolean merges(String type) {
        return types == Types.ALL || types == Types.UPDATES && type.endsWith("UPDATE");
    }
}
