package io.b24hub.bitrix;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How somebody wants an entity read.
 *
 * @param select the fields wanted; empty: all. With a selection, entities that a list gives travel fifty in a page
 * @param lane how urgent it is
 * @param notOlderThan what had happened by this time must show; see {@link RestCall}
 */
public record ReadTerms(List<String> select, CallLane lane, Optional<Instant> notOlderThan) {

    /** All fields, for something that just happened. */
    public static final ReadTerms LIVE = new ReadTerms(List.of(), CallLane.LIVE, Optional.empty());

    public ReadTerms {
        select = List.copyOf(select);
    }
}
