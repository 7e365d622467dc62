package io.b24hub.operate;

import java.time.Instant;
import java.util.Optional;

/**
 * How forgetting goes: a snapshot.
 *
 * @param here whether it is this process that does it; of several hubs on one store only one does
 * @param running what is under way
 * @param last the last one that ended
 * @param contentBytes the size of the store's content when it was last looked at
 * @param limitBytes the limit; 0 for none
 * @param over whether the content is above the limit and nothing that has ended is left to forget
 */
public record RetentionStatus(
        boolean here, Optional<Pass> running, Optional<Pass> last, long contentBytes, long limitBytes, boolean over) {

    /**
     * Going once through what may be forgotten.
     *
     * @param cause {@code age} or {@code size}
     * @param began when
     * @param now when it ended, or the last step of one under way
     * @param steps transactions
     * @param events events that were deleted
     * @param deliveries deliveries that were deleted
     * @param trouble why it broke off; empty when it did not
     */
    public record Pass(
            String cause, Instant began, Instant now, long steps, long events, long deliveries, String trouble) {}
}
