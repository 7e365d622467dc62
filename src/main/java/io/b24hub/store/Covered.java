package io.b24hub.store;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventCode;
import io.b24hub.event.Origin;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * That an event of a sweep told of a change, so that a webhook need not, as {@link Memory} keeps it under
 * {@link SweepStore#COVERED}.
 *
 * @param until an event of the same type and entity that occurred up to this time tells the same
 * @param eventId the sweep's event
 * @param day where the ledger counted it
 * @param type where the ledger counted it
 */
public record Covered(Instant until, String eventId, LocalDate day, String type) {

    private static final int PARTS = 4;

    /** Of a finding that covers something. */
    public static Covered of(Finding finding, Instant until) {
        return new Covered(
                until,
                finding.event().id(),
                finding.entry().day(),
                finding.entry().type());
    }

    /** Under which key it is remembered; empty when no sweep can have told of such an event. */
    public static Optional<String> key(Bitrix24Event event) {
        return event.entity().isNone()
                ? Optional.empty()
                : Optional.of(EntityKey.of(event) + " " + EventCode.base(event.type()));
    }

    /** Under which key to look for an event that came in; empty when it came in another way. */
    public static Optional<String> keyOfArrival(Bitrix24Event event) {
        return event.origin() == Origin.WEBHOOK ? key(event) : Optional.empty();
    }

    /** Whether an event tells nothing new. */
    public boolean covers(Bitrix24Event event) {
        return !event.occurredAt().isAfter(until);
    }

    /** Where the ledger counted it. */
    public LedgerEntry entry(String portal) {
        return new LedgerEntry(day, portal, type);
    }

    /** The inverse of {@link #text}. */
    public static Covered parse(String text) {
        String[] parts = text.split(" ", PARTS);
        return new Covered(Instant.parse(parts[0]), parts[1], LocalDate.parse(parts[2]), parts[PARTS - 1]);
    }

    /** As the store keeps it. */
    public String text() {
        return String.join(" ", until.toString(), eventId, day.toString(), type);
    }
}
