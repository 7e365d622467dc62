package io.b24hub.store;

/**
 * What sweeps found of one day, portal and type.
 *
 * @param entry which
 * @param changed additions and updates that the portal's lists showed. An entity that was updated several times between two
 *     sweeps shows its last update only
 * @param heard of these, how many the hub knew by itself
 * @param healed of these, how many the hub did not know and stored as events of origin {@code sweep}
 * @param late of the healed, how many a webhook told afterwards; they were not delivered again
 */
public record LedgerRow(LedgerEntry entry, long changed, long heard, long healed, long late) {

    /** Changes that the portal shows and the hub could neither find in its store nor make an event of. */
    public long unexplained() {
        return changed - heard - healed;
    }

    /** Of the healed, those that a webhook should have told and has not until now; none where no webhook tells anything. */
    public long missed() {
        return entry.isMoves() ? 0 : healed - late;
    }
}
