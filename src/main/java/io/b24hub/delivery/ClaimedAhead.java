package io.b24hub.delivery;

import io.b24hub.store.Delivery;
import io.b24hub.store.Lane;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/** What is claimed of one lane of a flow and has not begun. Belongs to the engine's thread. */
final class ClaimedAhead {

    private record Waiting(Delivery delivery, Instant since) {}

    private final Lane lane;
    private final Appetite appetite;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private boolean more;
    private boolean claiming;

    ClaimedAhead(Lane lane, Appetite appetite) {
        this.lane = lane;
        this.appetite = appetite;
    }

    Lane lane() {
        return lane;
    }

    /** The store may have more of this lane. */
    void expectMore() {
        more = true;
    }

    /** Nothing more is expected, and nothing is on its way. */
    boolean idle() {
        return !more && !claiming;
    }

    /**
     * How many to claim now; 0 for none.
     *
     * @param most how many may wait at most
     * @param least how many are to be had at least, unless that is beyond the most
     * @param eager whether to fill up although half is there
     */
    int wanted(int most, int least, boolean eager) {
        int size = Math.min(most, Math.max(least, appetite.size()));
        boolean low = waiting.size() <= size / 2 || eager;
        return more && !claiming && low ? Math.max(0, size - waiting.size()) : 0;
    }

    void claiming() {
        claiming = true;
        more = false;
    }

    void claimed(List<Delivery> deliveries, boolean hasMore, Instant now) {
        claiming = false;
        more |= hasMore;
        if (hasMore) {
            appetite.ate(now);
        }
        deliveries.forEach(delivery -> waiting.add(new Waiting(delivery, now)));
    }

    void claimFailed() {
        claiming = false;
    }

    int size() {
        return waiting.size();
    }

    Optional<Delivery> peek() {
        return Optional.ofNullable(waiting.peek()).map(Waiting::delivery);
    }

    /** Since when the next one has been there. */
    Optional<Instant> oldest() {
        return Optional.ofNullable(waiting.peek()).map(Waiting::since);
    }

    /** Takes out the next one; there must be one. */
    Delivery take() {
        return waiting.remove().delivery();
    }
}
