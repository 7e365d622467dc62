package io.b24hub.store;

import java.time.LocalDate;

/**
 * Where the ledger counts a change.
 *
 * @param day of the change, in the portal's time zone
 * @param portal the portal's name
 * @param type what was listed: {@code deal}, {@code dynamic-147}, {@code stage-2}
 */
public record LedgerEntry(LocalDate day, String portal, String type) {

    /** Whether these are moves between stages, which no webhook tells. */
    public boolean isMoves() {
        return type.startsWith("stage-");
    }
}
