package io.b24hub.event;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One received call of Bitrix24, as flows see it. Immutable; the maps and lists inside are unmodifiable. Holds nothing of
 * the call's {@code auth} block.
 *
 * <p>No component is null. What is absent is empty text, an empty map or {@link EntityRef#NONE}.
 *
 * @param id the hub's own, time-ordered: there is none on the wire
 * @param portal the name the portal has in the configuration
 * @param type the event code in upper case, for example {@code ONCRMDEALUPDATE}; {@code ROBOT} for automation rules
 * @param entity what it is about
 * @param handlerId Bitrix24's id of the webhook binding; empty in some families
 * @param occurredAt the call's {@code ts}, whole seconds; {@code receivedAt} when it has none
 * @param receivedAt when the hub had read the whole call
 * @param origin how it came
 * @param data the call's {@code data}: nested maps, lists and text (there are no other types on the wire); plain text in
 *     a few families; an empty map when absent
 * @param fields the entity as read from the portal; empty before it was read
 * @param gone true when the entity was to be read and no longer existed
 * @param before the entity as read last time; empty when unknown
 * @param changed names of the fields that differ from {@code before}
 */
public record Bitrix24Event(
        String id,
        String portal,
        String type,
        EntityRef entity,
        String handlerId,
        Instant occurredAt,
        Instant receivedAt,
        Origin origin,
        Object data,
        Map<String, Object> fields,
        boolean gone,
        Map<String, Object> before,
        List<String> changed) {

    public Bitrix24Event {
        fields = unmodifiable(fields);
        before = unmodifiable(before);
        changed = List.copyOf(changed);
    }

    /** An event that was not enriched yet. */
    public Bitrix24Event(
            String id,
            String portal,
            String type,
            EntityRef entity,
            String handlerId,
            Instant occurredAt,
            Instant receivedAt,
            Origin origin,
            Object data) {
        this(
                id,
                portal,
                type,
                entity,
                handlerId,
                occurredAt,
                receivedAt,
                origin,
                data,
                Map.of(),
                false,
                Map.of(),
                List.of());
    }

    /** The same event with the entity's fields, as read from the portal. */
    public Bitrix24Event withFields(Map<String, Object> read) {
        return new Bitrix24Event(
                id,
                portal,
                type,
                entity,
                handlerId,
                occurredAt,
                receivedAt,
                origin,
                data,
                read,
                false,
                before,
                changed);
    }

    /** The same event of an entity that no longer exists. */
    public Bitrix24Event withoutEntity() {
        return new Bitrix24Event(
                id,
                portal,
                type,
                entity,
                handlerId,
                occurredAt,
                receivedAt,
                origin,
                data,
                Map.of(),
                true,
                before,
                changed);
    }

    /** For people: {@code ONCRMDEALUPDATE of deal 662 on main}. */
    @Override
    public String toString() {
        return type + (entity.isNone() ? "" : " of " + entity) + " on " + portal;
    }

    // the portal answers null for what is not set, so Map.copyOf will not do
    private static Map<String, Object> unmodifiable(Map<String, Object> map) {
        return map.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
