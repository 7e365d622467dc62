package io.b24hub.store;

import io.b24hub.event.Bitrix24Event;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A change that a portal's list shows, as the event that tells of it, to be stored when the hub does not know it yet.
 *
 * @param event of origin {@code sweep}
 * @param flows ids of the flows that want it
 * @param proof how it is seen that the change is known
 * @param entry where the ledger counts it
 * @param counted whether a known change is counted as heard now; false when an earlier sweep counted it
 * @param covers a webhook's event of the same type and entity that occurred up to this time tells the same change: it is
 *     stored without deliveries. Empty when no webhook tells of such changes
 */
public record Finding(
        Bitrix24Event event,
        List<String> flows,
        Proof proof,
        LedgerEntry entry,
        boolean counted,
        Optional<Instant> covers) {

    /** Covers whatever a webhook may still tell of it: there is one such event in an entity's life. */
    public static final Instant FOR_GOOD = Instant.parse("9999-12-31T23:59:59Z");

    public Finding {
        flows = List.copyOf(flows);
    }

    /** How it is seen that a change is known. */
    public sealed interface Proof {

        /**
         * An event of the same entity is in the store.
         *
         * @param type its type, the number of a smart process aside
         * @param since it occurred at or after this time; empty for any time
         */
        record Heard(String type, Optional<Instant> since) implements Proof {}

        /**
         * The same was found before; that is remembered under a key of {@link SweepStore#FOUND}.
         *
         * @param key names the change
         */
        record Found(String key) implements Proof {}
    }
}
