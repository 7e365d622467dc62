package io.b24hub.reading;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * Addresses of cards on a portal, for people to click. Bitrix24 does not document them; these are the ones its own pages
 * use. What belongs to a record (an activity, a call, a comment) leads to that record.
 *
 * <p>Ids come from afar: only digits get into an address. Immutable and thread-safe.
 */
final class CardLinks {

    /** A task opens under anybody's page; this one stands for whoever looks. */
    private static final String ANYBODY = "0";

    private final Optional<URI> portal;

    /** @param portal scheme and authority; without it there are no addresses */
    CardLinks(Optional<URI> portal) {
        this.portal = portal;
    }

    /** The card of what an event is about; empty when it has none. */
    String of(Bitrix24Event event, Map<String, Object> fields) {
        return portal.flatMap(address -> path(event, fields).map(path -> address + path))
                .orElse("");
    }

    private static Optional<String> path(Bitrix24Event event, Map<String, Object> fields) {
        EntityRef entity = event.entity();
        return switch (entity.type()) {
            case "lead", "deal", "contact", "company", "quote", "invoice", "dynamic" ->
                record(entity.typeId(), entity.id());
            case "activity", "call", "timeline-comment" ->
                Owner.in(fields).flatMap(owner -> record(owner.typeId(), owner.id()));
            case "task" -> task(responsible(fields), entity.id());
            case "task-comment" -> TaskComments.task(event).flatMap(task -> task(ANYBODY, task));
            case "user" -> number(entity.id()).map(id -> "/company/personal/user/" + id + "/");
            case "calendar-event" -> calendar(fields, entity.id());
            default -> Optional.empty();
        };
    }

    private static Optional<String> record(int typeId, String id) {
        return typeId == 0
                ? Optional.empty()
                : number(id).map(number -> "/crm/" + kind(typeId) + "/details/" + number + "/");
    }

    private static String kind(int typeId) {
        return switch (typeId) {
            case 1 -> "lead";
            case 2 -> "deal";
            case 3 -> "contact";
            case 4 -> "company";
            default -> "type/" + typeId;
        };
    }

    private static Optional<String> task(String person, String id) {
        return number(id).map(task -> "/company/personal/user/" + person + "/tasks/task/view/" + task + "/");
    }

    private static String responsible(Map<String, Object> fields) {
        return number(String.valueOf(fields.get("responsibleId"))).orElse(ANYBODY);
    }

    /** Only in a person's own calendar: where others stand, each portal decides. */
    private static Optional<String> calendar(Map<String, Object> fields, String id) {
        return "user".equals(fields.get("CAL_TYPE"))
                ? number(String.valueOf(fields.get("OWNER_ID"))).flatMap(owner -> number(id)
                        .map(entry -> "/company/personal/user/" + owner + "/calendar/?EVENT_ID=" + entry))
                : Optional.empty();
    }

    private static Optional<String> number(String text) {
        return Optional.of(text).filter(Owner::isNumber);
    }
}
