package io.b24hub.store;

import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Stores what sweeps find. Whether a change is known is looked up in the transaction that stores its event, so that a
 * webhook which comes in between makes no second one; futures and reads as in {@link DeliveryStore} and
 * {@link DeliveryHistory}. Thread-safe.
 *
 * <p>A webhook's event that tells of a change which a sweep has stored already is kept without deliveries. That is decided
 * when it is accepted, in the same transaction, also where several hubs share the store.
 */
public interface SweepStore {

    /** Where {@link Memory} has what a late webhook cannot tell anew. */
    String COVERED = "sweep-covered";

    /** Where {@link Memory} has, under the id of an event that came late, the id of the sweep's event. */
    String LATE = "sweep-late";

    /** Where {@link Memory} has what was found once, as {@link Finding.Proof.Found} names it. */
    String FOUND = "sweep-found";

    /** How long days stay in the ledger. */
    int LEDGER_DAYS = 400;

    /** Stores the findings that are not known, with all that goes with them, or nothing. */
    CompletableFuture<Healed> heal(Heal step);

    /** Which of the findings are not known now. Changes nothing. */
    List<Finding> unknown(List<Finding> findings);

    /** What sweeps found of some days, oldest first, then by portal and type. */
    List<LedgerRow> ledger(LocalDate from, LocalDate to);
}
