package io.b24hub.event;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One received call of Bitrix24, as flows see it. Immutable; the maps and lists inside are unmodifiable. Holds nothing of
 * the call's {@code auth} block.
 *
 * <p>No component is null. What is absent is empty text, an empty map, {@link EntityRef#NONE} or {@link Reading#NONE}.
 *
 * @param id the hub's own, time-ordered: there is none on the wire
 * @param portal the name the portal has in the configuration
 * @param type the event code in upper case, for example {@code ONCRMDEALUPDATE}; {@code ROBOT} for automation rules,
 *     {@code TIMER} for a time that a flow asked for, {@code HUB} for an alert about the hub itself, {@code STAGE} for a
 *     move between stages or funnels that the hub read from the portal's history
 * @param entity what it is about
 * @param handlerId Bitrix24's id of the webhook binding; empty in some families
 * @param occurredAt the call's {@code ts}, whole seconds; {@code receivedAt} when it has none. Of what a sweep found, when
 *     it changed
 * @param receivedAt when the hub had read the whole call
 * @param origin how it came
 * @param data the call's {@code data}: nested maps, lists and text (there are no other types on the wire); plain text in
 *     a few families; an empty map when absent
 * @param reading what the hub learnt of the entity since; its components can be asked of the event itself
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
        Reading reading) {

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
        this(id, portal, type, entity, handlerId, occurredAt, receivedAt, origin, data, Reading.NONE);
    }

    /** The same event with something else learnt of its entity. */
    public Bitrix24Event withReading(Reading learnt) {
        return new Bitrix24Event(id, portal, type, entity, handlerId, occurredAt, receivedAt, origin, data, learnt);
    }

    /** The same event with the entity's fields, as read from the portal. */
    public Bitrix24Event withFields(Map<String, Object> read) {
        return withReading(reading.withFields(read));
    }

    /** The same event of an entity that no longer exists. */
    public Bitrix24Event withoutEntity() {
        return withReading(reading.withoutEntity());
    }

    /** See {@link Reading#fields()}. */
    public Map<String, Object> fields() {
        return reading.fields();
    }

    /** See {@link Reading#gone()}. */
    public boolean gone() {
        return reading.gone();
    }

    /** See {@link Reading#unreadable()}. */
    public boolean unreadable() {
        return reading.unreadable();
    }

    /** See {@link Reading#names()}. */
    public Map<String, String> names() {
        return reading.names();
    }

    /** See {@link Reading#link()}. */
    public String link() {
        return reading.link();
    }

    /** See {@link Reading#related()}. */
    public Map<String, Object> related() {
        return reading.related();
    }

    /** See {@link Reading#before()}. */
    public Map<String, Object> before() {
        return reading.before();
    }

    /** See {@link Reading#changed()}. */
    public List<String> changed() {
        return reading.changed();
    }

    /** Whether a field is another than when the flow saw the entity last. */
    public boolean hasChanged(String field) {
        return reading.hasChanged(field);
    }

    /**
     * Whether a field has one of some values now and had none of them before.
     *
     * @param values with commas between them
     */
    public boolean entered(String field, String values) {
        return reading.entered(field, values);
    }

    /**
     * Whether a field had one of some values before and has none of them now.
     *
     * @param values with commas between them
     */
    public boolean left(String field, String values) {
        return reading.left(field, values);
    }

    /**
     * Whether a field has changed and has one of some values now.
     *
     * @param values with commas between them
     */
    public boolean changedTo(String field, String values) {
        return reading.changedTo(field, values);
    }

    /**
     * Whether a field has changed from one of some values to one of others.
     *
     * @param from with commas between them
     * @param to with commas between them
     */
    public boolean changedFromTo(String field, String from, String to) {
        return reading.changedFromTo(field, from, to);
    }

    /** Whether the flow knows the entity and it is as it was. False when it is gone or cannot be read. */
    public boolean nothingChanged() {
        return reading.nothingChanged();
    }

    /** For people: {@code ONCRMDEALUPDATE of deal 662 on main}. */
    @Override
    public String toString() {
        return type + (entity.isNone() ? "" : " of " + entity) + " on " + portal;
    }
}
