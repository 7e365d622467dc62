package io.b24hub.store;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Where a delivery stands.
 *
 * <pre>
 * due ─► running ─► delivered | filtered | parked
 *  ▲        │
 *  └────────┘  failure, restart, a far side that asked to wait
 * due ─► merged
 * due ─► parked, due | parked ─► dropped, parked ─► due  (a person asked for it)
 * </pre>
 */
public enum DeliveryState {
    /** Waits for its time, for the end of earlier deliveries of its entity, and for a free place in its flow. */
    DUE,
    /** A flow has it in hand. */
    RUNNING,
    /** The flow ended well. */
    DELIVERED,
    /** The flow looked at it and sent nothing. */
    FILTERED,
    /** A later delivery of the same entity carried it. */
    MERGED,
    /** Will not be tried again until a person says so. */
    PARKED,
    /** A person gave it up. */
    DROPPED;

    private static final Map<DeliveryState, Set<DeliveryState>> NEXT = Map.of(
            DUE, EnumSet.of(RUNNING, MERGED, PARKED, DROPPED),
            RUNNING, EnumSet.of(DUE, DELIVERED, FILTERED, MERGED, PARKED),
            DELIVERED, EnumSet.noneOf(DeliveryState.class),
            FILTERED, EnumSet.noneOf(DeliveryState.class),
            MERGED, EnumSet.noneOf(DeliveryState.class),
            PARKED, EnumSet.of(DUE, DROPPED),
            DROPPED, EnumSet.noneOf(DeliveryState.class));

    /** Whether a delivery may go from here to there. */
    public boolean mayBecome(DeliveryState next) {
        return NEXT.get(this).contains(next);
    }

    /** The word in the store and on screens: lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The inverse of {@link #word()}. */
    public static DeliveryState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
