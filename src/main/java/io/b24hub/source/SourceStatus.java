package io.b24hub.source;

import io.b24hub.settings.SourceList;
import io.b24hub.settings.SourceMode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How the source addresses of one portal stand.
 *
 * @param portal its name
 * @param mode what happens to calls from elsewhere
 * @param addresses how many addresses and ranges count now
 * @param complete whether each of its lists was read at least once; until then every call is taken
 * @param strange calls that were taken from elsewhere with the right token, since the start
 * @param last the last of them
 * @param lists its lists
 */
public record SourceStatus(
        String portal,
        SourceMode mode,
        int addresses,
        boolean complete,
        long strange,
        Optional<SourceGuard.Stranger> last,
        List<ListStatus> lists) {

    public SourceStatus {
        lists = List.copyOf(lists);
    }

    /** When the oldest of its lists was read; empty without lists, and while one was never read. */
    public Optional<Instant> oldestRead() {
        return complete
                ? lists.stream().flatMap(list -> list.readAt().stream()).min(Instant::compareTo)
                : Optional.empty();
    }

    /**
     * How one list stands.
     *
     * @param list which
     * @param polledAt when a hub asked for it last
     * @param readAt when one could read it last
     * @param addresses how many it had then
     * @param trouble why it could not be read the last time; empty when it could
     */
    public record ListStatus(
            SourceList list, Optional<Instant> polledAt, Optional<Instant> readAt, int addresses, String trouble) {}
}
