package io.b24hub.delivery;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A flow in the engine's memory, as of the last change. What waits in the store is not counted here.
 *
 * @param flow the route's id
 * @param open whether it may claim: attached, and the engine has been started and not drained
 * @param concurrency its places
 * @param running places taken: attempts that run or are being recorded; a batch takes one
 * @param freshAhead deliveries of the fresh lane that are claimed and have not begun
 * @param lateAhead the same of the late lane
 * @param bisecting deliveries of batches that were cut in two and wait for their turn
 * @param since where the lanes part: what was due before is late
 * @param held whether something keeps all its deliveries: a hold, a breaker, a lost lease
 * @param heldUntil when that ends, as far as it is known
 * @param reason what keeps it; empty when nothing does
 * @param rate its limit
 * @param destinations where it delivers to
 * @param digestSince since when it gets digests because it cannot keep up; empty while it goes on as usual
 */
public record FlowSnapshot(
        String flow,
        boolean open,
        int concurrency,
        int running,
        int freshAhead,
        int lateAhead,
        int bisecting,
        Instant since,
        boolean held,
        Optional<Instant> heldUntil,
        String reason,
        Optional<Rate> rate,
        Set<String> destinations,
        Optional<Instant> digestSince) {}
