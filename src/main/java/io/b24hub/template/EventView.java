package io.b24hub.template;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** An event as a template sees it: names and values, and nothing that could be called. Unmodifiable. */
final class EventView extends AbstractMap<String, Object> {

    private final Bitrix24Event event;
    private final Map<String, Object> members = new LinkedHashMap<>();

    EventView(Bitrix24Event event) {
        this.event = event;
        members.put("type", event.type());
        members.put("portal", event.portal());
        members.put("id", event.id());
        members.put("entity", entity(event.entity()));
        members.put("occurredAt", event.occurredAt());
        members.put("receivedAt", event.receivedAt());
        members.put("data", PlainNumbers.of(event.data()));
        members.put("fields", PlainNumbers.of(event.fields()));
        members.put("names", event.names());
        members.put("link", event.link());
        members.put("related", PlainNumbers.of(event.related()));
        members.put("before", PlainNumbers.of(event.before()));
        members.put("changed", event.changed());
        members.put("gone", event.gone());
        members.put("unreadable", event.unreadable());
    }

    private static Map<String, Object> entity(EntityRef entity) {
        return Map.of("type", entity.type(), "typeId", entity.typeId(), "id", entity.id());
    }

    Bitrix24Event event() {
        return event;
    }

    @Override
    public Object get(Object key) {
        return members.get(key);
    }

    @Override
    public boolean containsKey(Object key) {
        return members.containsKey(key);
    }

    @Override
    public Set<Map.Entry<String, Object>> entrySet() {
        return Collections.unmodifiableMap(members).entrySet();
    }
}
