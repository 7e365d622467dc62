package io.b24hub.source;

import io.b24hub.address.IpRange;
import io.b24hub.address.IpSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is kept of one list, and the rule by which a newly read one changes it. Nobody is locked out by a list that is
 * broken for a while:
 *
 * <ul>
 *   <li>A list that lost more than half of its addresses is taken only when that was seen {@value #TIMES} times in a row;
 *       until then its addresses count in addition.
 *   <li>An address that is not listed any more is allowed for a day, and until a list without it is taken after that day.
 *       While no list can be read, everything stays as it is.
 * </ul>
 *
 * <p>Immutable.
 *
 * @param polledAt when it was asked for last, with whatever success; empty before
 * @param readAt when it was read last; empty before
 * @param listed its addresses
 * @param doubtful addresses of shrunken lists that are not taken yet
 * @param shrunken how many shrunken lists were seen in a row
 * @param gone addresses that are not listed any more, and since when
 * @param trouble why it could not be read the last time; empty when it could
 */
record KeptList(
        Optional<Instant> polledAt,
        Optional<Instant> readAt,
        Set<IpRange> listed,
        Set<IpRange> doubtful,
        int shrunken,
        Map<IpRange, Instant> gone,
        String trouble) {

    /** How often in a row a shrunken list has to be seen. */
    static final int TIMES = 3;

    /** How long an address is allowed that is not listed any more. */
    static final Duration FAREWELL = Duration.ofDays(1);

    /** Nothing yet. */
    static final KeptList NONE = new KeptList(Optional.empty(), Optional.empty(), Set.of(), Set.of(), 0, Map.of(), "");

    /** The same, asked for now. */
    KeptList polled(Instant now) {
        return new KeptList(Optional.of(now), readAt, listed, doubtful, shrunken, gone, trouble);
    }

    /** The same, and it could not be read. */
    KeptList failed(String reason) {
        return new KeptList(polledAt, readAt, listed, doubtful, shrunken, gone, reason);
    }

    /** What becomes of it when a list was read. */
    KeptList after(Set<IpRange> seen, Instant now) {
        if (hasLostMuch(seen) && shrunken + 1 < TIMES) {
            Set<IpRange> besides = new LinkedHashSet<>(doubtful);
            besides.addAll(seen);
            return new KeptList(polledAt, Optional.of(now), listed, besides, shrunken + 1, gone, "");
        }
        return new KeptList(polledAt, Optional.of(now), seen, Set.of(), 0, missing(seen, now), "");
    }

    /** Whether more than half of the addresses are in it no more. */
    private boolean hasLostMuch(Set<IpRange> seen) {
        IpSet now = IpSet.of(seen);
        long lost =
                listed.stream().filter(range -> !now.contains(range.first())).count();
        return 2 * lost > listed.size();
    }

    private Map<IpRange, Instant> missing(Set<IpRange> seen, Instant now) {
        Map<IpRange, Instant> missing = new LinkedHashMap<>();
        gone.forEach((range, since) -> {
            if (now.isBefore(since.plus(FAREWELL))) {
                missing.put(range, since);
            }
        });
        Set<IpRange> before = new LinkedHashSet<>(listed);
        before.addAll(doubtful);
        before.forEach(range -> missing.put(range, now));
        missing.keySet().removeAll(seen);
        return missing;
    }

    /** Whether a list was ever read. */
    boolean isThere() {
        return !listed.isEmpty();
    }

    /** Every address that counts. */
    Collection<IpRange> allowed() {
        Set<IpRange> allowed = new LinkedHashSet<>(listed);
        allowed.addAll(doubtful);
        allowed.addAll(gone.keySet());
        return allowed;
    }
}
