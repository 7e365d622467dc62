package io.b24hub.store;

import java.time.Instant;

/**
 * What to claim.
 *
 * @param flow the flow's id
 * @param lane from which lane
 * @param since where the lanes part: a delivery that has never been put back by a failure or a far side, and is no replay,
 *     is fresh when it is due after this moment
 * @param limit at most so many; not negative
 * @param now deliveries due at or before this time
 * @param merging which waiting deliveries of an entity are carried by the newest
 */
public record Claim(String flow, Lane lane, Instant since, int limit, Instant now, Merging merging) {

    /**
     * Checks the limit.
     *
     * @throws IllegalArgumentException when it is negative
     */
    public Claim {
        if (limit < 0) {
            throw new IllegalArgumentException("Cannot claim " + limit + " deliveries");
        }
    }
}
