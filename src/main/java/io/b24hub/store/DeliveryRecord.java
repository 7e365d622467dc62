package io.b24hub.store;

import java.time.Instant;
import java.util.Optional;

/**
 * A delivery as a screen shows it: a snapshot at the moment of reading.
 *
 * @param id the store's number
 * @param eventId the event
 * @param flow the route's id
 * @param state where it stands
 * @param failures failed attempts so far
 * @param dueAt when it may run next; meaningful while {@code due}
 * @param endedAt when it ended; empty while active
 * @param reason why the last attempt failed or it was put back; empty text when nothing did
 */
public record DeliveryRecord(
        long id,
        String eventId,
        String flow,
        DeliveryState state,
        int failures,
        Instant dueAt,
        Optional<Instant> endedAt,
        String reason) {}
