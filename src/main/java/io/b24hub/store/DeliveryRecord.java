package io.b24hub.store;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A delivery as a screen shows it: a snapshot at the moment of reading.
 *
 * @param id the store's number
 * @param eventId the event
 * @param flow the route's id
 * @param type the event's type
 * @param entityKey portal and entity, for example {@code main/deal:662}; empty when the event names none
 * @param state where it stands
 * @param blocked whether it waits for an earlier one of its entity
 * @param failures failed attempts so far
 * @param createdAt when it was made
 * @param dueAt when it may run next; meaningful while {@code due}
 * @param endedAt when it ended; empty while active
 * @param reason why the last attempt failed or it was put back; empty text when nothing did
 * @param mergedInto the delivery that carried it; present exactly when {@code merged}
 * @param replayOf the ended delivery that a person replayed by this one
 */
public record DeliveryRecord(
        long id,
        String eventId,
        String flow,
        String type,
        String entityKey,
        DeliveryState state,
        boolean blocked,
        int failures,
        Instant createdAt,
        Instant dueAt,
        Optional<Instant> endedAt,
        String reason,
        OptionalLong mergedInto,
        OptionalLong replayOf) {}
