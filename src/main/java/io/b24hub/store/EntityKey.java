package io.b24hub.store;

import io.b24hub.event.Bitrix24Event;

/** Names an entity among those of all portals: {@code main/deal:662}. Entities are counted by each portal for itself. */
public final class EntityKey {

    private EntityKey() {}

    /** Empty when the event names no entity. */
    public static String of(Bitrix24Event event) {
        return event.entity().isNone() ? "" : of(event.portal(), event.entity().key());
    }

    public static String of(String portal, String entity) {
        return portal + "/" + entity;
    }
}
