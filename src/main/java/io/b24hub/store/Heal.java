package io.b24hub.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One step of a sweep, stored as one.
 *
 * @param cursor how far the sweep has come; nothing is stored when somebody else has moved it. Empty for a look at the past
 *     that moves no cursor
 * @param findings in the order in which events are to be stored
 * @param unexplained where to count changes of which no event could be made
 * @param now when
 */
public record Heal(Optional<Swap> cursor, List<Finding> findings, List<LedgerEntry> unexplained, Instant now) {

    public Heal {
        findings = List.copyOf(findings);
        unexplained = List.copyOf(unexplained);
    }
}
