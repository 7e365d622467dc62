package io.b24hub.store;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.event.Origin;
import java.time.Instant;
import java.util.Map;

/** Events as intake would make them. */
final class TestEvents {

    static final Instant RECEIVED = Instant.parse("2026-03-01T09:00:00.123Z");

    private TestEvents() {}

    /** Each concerns a deal of its own. */
    static Bitrix24Event dealUpdate(String id) {
        return dealUpdate(id, "of-" + id);
    }

    static Bitrix24Event dealUpdate(String id, String deal) {
        return event(id, "main", new EntityRef("deal", 2, deal), Map.of("FIELDS", Map.of("ID", deal)));
    }

    static Bitrix24Event withData(String id, Object data) {
        return event(id, "main", new EntityRef("deal", 2, "of-" + id), data);
    }

    /** Something that happened to a deal of portal {@code main}. */
    static Bitrix24Event ofDeal(String id, String type, String deal) {
        return of(id, "main", type, new EntityRef("deal", 2, deal), RECEIVED);
    }

    static Bitrix24Event of(String id, String portal, String type, EntityRef entity, Instant received) {
        return new Bitrix24Event(
                id, portal, type, entity, "17", received.minusSeconds(1), received, Origin.WEBHOOK, Map.of());
    }

    static Bitrix24Event event(String id, String portal, EntityRef entity, Object data) {
        return new Bitrix24Event(
                id,
                portal,
                "ONCRMDEALUPDATE",
                entity,
                "17",
                Instant.parse("2026-03-01T08:59:59Z"),
                RECEIVED,
                Origin.WEBHOOK,
                data);
    }
}
