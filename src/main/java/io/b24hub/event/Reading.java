package io.b24hub.event;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the hub learnt of an event's entity beyond the call itself. Immutable; the maps and lists inside are unmodifiable.
 *
 * <p>No component is null. What is absent is empty text, an empty map or an empty list.
 *
 * @param fields the entity as read from the portal; empty before it was read. Values may be null: the portal answers null
 *     for what is not set
 * @param gone true when the entity was to be read and no longer existed
 * @param unreadable true when the entity was to be read and the webhook's owner has no right to it
 * @param names what to show for fields that hold an id: field name to text, {@code STAGE_ID} to {@code Deal won}
 * @param link the address of the entity's card on the portal; empty when unknown
 * @param related entities it belongs to, as read from the portal: {@code contact} and {@code company} to their fields; an
 *     empty map for one that was asked for and is not there
 * @param before the entity as the flow saw it last; empty when the flow does not know it
 * @param changed names of the fields that differ from {@code before}; of a new entity, those that are set
 */
public record Reading(
        Map<String, Object> fields,
        boolean gone,
        boolean unreadable,
        Map<String, String> names,
        String link,
        Map<String, Object> related,
        Map<String, Object> before,
        List<String> changed) {

    /** Nothing was read. */
    public static final Reading NONE = new Reading(Map.of(), false, false, Map.of(), "", Map.of(), Map.of(), List.of());

    public Reading {
        fields = unmodifiable(fields);
        names = unmodifiable(names);
        related = unmodifiable(related);
        before = unmodifiable(before);
        changed = List.copyOf(changed);
    }

    /** An entity that is there. */
    public Reading withFields(Map<String, Object> read) {
        return new Reading(read, false, false, names, link, related, before, changed);
    }

    /** An entity that no longer exists: no fields, no card, nothing related. */
    public Reading withoutEntity() {
        return new Reading(Map.of(), true, false, Map.of(), "", Map.of(), before, changed);
    }

    /** An entity that the webhook's owner has no right to. */
    public Reading withUnreadableEntity() {
        return new Reading(Map.of(), false, true, Map.of(), "", Map.of(), before, changed);
    }

    public Reading withNames(Map<String, String> shown) {
        return new Reading(fields, gone, unreadable, shown, link, related, before, changed);
    }

    public Reading withLink(String card) {
        return new Reading(fields, gone, unreadable, names, card, related, before, changed);
    }

    public Reading withRelated(Map<String, Object> entities) {
        return new Reading(fields, gone, unreadable, names, link, entities, before, changed);
    }

    /** Compared with an earlier reading. */
    public Reading withChanges(Map<String, Object> earlier, List<String> differing) {
        return new Reading(fields, gone, unreadable, names, link, related, earlier, differing);
    }

    /** See {@link Bitrix24Event#hasChanged}. */
    boolean hasChanged(String field) {
        return changed.contains(field);
    }

    /** See {@link Bitrix24Event#entered}. */
    boolean entered(String field, String values) {
        return hasChanged(field) && isOneOf(fields, field, values) && !isOneOf(before, field, values);
    }

    /** See {@link Bitrix24Event#left}. */
    boolean left(String field, String values) {
        return hasChanged(field) && isOneOf(before, field, values) && !isOneOf(fields, field, values);
    }

    /** See {@link Bitrix24Event#changedTo}. */
    boolean changedTo(String field, String values) {
        return hasChanged(field) && isOneOf(fields, field, values);
    }

    /** See {@link Bitrix24Event#changedFromTo}. */
    boolean changedFromTo(String field, String from, String to) {
        return hasChanged(field) && isOneOf(before, field, from) && isOneOf(fields, field, to);
    }

    /** See {@link Bitrix24Event#nothingChanged}. */
    boolean nothingChanged() {
        return !gone && !unreadable && !before.isEmpty() && changed.isEmpty();
    }

    private static boolean isOneOf(Map<String, Object> entity, String field, String values) {
        if (!entity.containsKey(field)) {
            return false;
        }
        String text = entity.get(field) == null ? "" : String.valueOf(entity.get(field));
        return Arrays.stream(values.split(",", -1)).map(String::strip).anyMatch(text::equals);
    }

    // null values are allowed, so Map.copyOf will not do
    private static <V> Map<String, V> unmodifiable(Map<String, V> map) {
        return map.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
