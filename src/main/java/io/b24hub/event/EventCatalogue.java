package io.b24hub.event;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The event codes the hub knows: what each is about and how that is read. Codes are compared without case; a code with
 * the number of a smart process ({@code ONCRMDYNAMICITEMADD_147}) is found under its base name.
 *
 * <p>An unknown code is no error: Bitrix24 adds events, and the hub passes on what it does not know.
 *
 * <p>Immutable and thread-safe.
 */
public final class EventCatalogue {

    /** The type of events from automation rules, which send no code. */
    public static final String ROBOT = "ROBOT";

    /** The type of events that the hub makes itself, at the times of a flow's schedule. */
    public static final String TIMER = "TIMER";

    /** The type of events that the hub makes itself, about itself: alerts. */
    public static final String HUB = "HUB";

    /** The type of events that the hub makes of the portal's stage history: one for each move. */
    public static final String STAGE = "STAGE";

    private static final String ANYWHERE = "data.FIELDS.ID|data.FIELDS_AFTER.ID|data.FIELDS_BEFORE.ID|data.ID|data.id";

    private final Map<String, EventType> types;

    EventCatalogue(Collection<EventType> types) {
        Map<String, EventType> byCode = new LinkedHashMap<>();
        types.forEach(type -> byCode.put(type.event(), type));
        this.types = Collections.unmodifiableMap(byCode);
    }

    /** The catalogue that comes with the hub. */
    public static EventCatalogue load() {
        return new EventCatalogue(CatalogueResource.read());
    }

    /** What is known about a code; empty for an unknown one. */
    public Optional<EventType> find(String code) {
        return Optional.ofNullable(types.get(SmartProcessCode.base(code.toUpperCase(Locale.ROOT))));
    }

    /** All known types, in the catalogue's order. */
    public List<EventType> types() {
        return List.copyOf(types.values());
    }

    /** The known code nearest to a misspelt one; empty when none is near. */
    public Optional<String> closest(String code) {
        String wanted = SmartProcessCode.base(code.toUpperCase(Locale.ROOT));
        int best = Math.max(2, wanted.length() / 3) + 1;
        String closest = null;
        for (String known : types.keySet()) {
            int distance = Math.abs(known.length() - wanted.length()) < best
                    ? EditDistance.between(wanted, known)
                    : Integer.MAX_VALUE;
            if (distance < best) {
                best = distance;
                closest = known;
            }
        }
        return Optional.ofNullable(closest);
    }

    /**
     * What an event is about.
     *
     * <p>Copes with what real calls hold: the text {@code undefined} in place of an object, the two places of a timeline
     * comment's id, comments with id 0 (they are known by their message then), {@code data} that is a bare id, a list or
     * missing. Of an unknown code it looks where ids usually are and makes a word of the code.
     *
     * @param code the event code, in any case
     * @param data the call's {@code data}; for {@link #ROBOT} the whole call
     * @return {@link EntityRef#NONE} when the call names no entity
     */
    public EntityRef entityOf(String code, Object data) {
        if (ROBOT.equalsIgnoreCase(code)) {
            return data instanceof Map<?, ?> call ? CrmEntities.ofDocument(call.get("document_id")) : EntityRef.NONE;
        }
        Optional<EventType> known = find(code);
        if (known.isEmpty()) {
            return EventPath.find(data, ANYWHERE)
                    .map(id -> new EntityRef(EntityWords.ofCode(code), 0, id))
                    .orElse(EntityRef.NONE);
        }
        EventType type = known.get();
        return type.idPath()
                .flatMap(path -> EventPath.find(data, path).or(() -> EventPath.find(data, ANYWHERE)))
                .map(id -> entity(type, code, data, id))
                .orElse(EntityRef.NONE);
    }

    private static EntityRef entity(EventType type, String code, Object data, String id) {
        if (!"dynamic".equals(type.entity())) {
            return new EntityRef(type.entity(), type.entityTypeId(), id);
        }
        int typeId = EventPath.find(data, "data.FIELDS.ENTITY_TYPE_ID")
                .map(CrmEntities::typeId)
                .filter(number -> number != 0)
                .orElseGet(() -> SmartProcessCode.number(code));
        return CrmEntities.ref(typeId, id);
    }
}
