package io.b24hub.event;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the hub knows about one event code: what it is about and how to read that from the portal. Immutable and
 * thread-safe.
 *
 * @param event the code in upper case, without the type number of a smart process
 * @param family the part of Bitrix24 it comes from, for example {@code crm.deal}
 * @param action what happened to the entity
 * @param scope the REST scope that reading needs; empty when none
 * @param entity the word in {@link EntityRef#type()}
 * @param entityTypeId Bitrix24's entity type number; 0 outside the CRM and where the call itself names it
 * @param idPath where the id stands in the call; empty when there is none
 * @param read how the entity is read; empty when it cannot be (it is gone, or has no method)
 * @param alternative another method that reads it, or what it belongs to
 * @param channel who can receive it
 */
public record EventType(
        String event,
        String family,
        Action action,
        String scope,
        String entity,
        int entityTypeId,
        Optional<String> idPath,
        Optional<Read> read,
        Optional<Read> alternative,
        Channel channel) {

    /** What happened to the entity. */
    public enum Action {
        ADD,
        UPDATE,
        DELETE,
        OTHER
    }

    /** Who can receive an event. */
    public enum Channel {
        /** An outgoing webhook. */
        WEBHOOK,
        /** Applications only. */
        APP,
        /** Registered bots. */
        BOT,
        /** Nobody: it must be fetched. */
        POLL,
        /** The automation rule "Outgoing webhook". */
        ROBOT,
        /** The hub itself, at the times of a flow's schedule. */
        TIMER,
        /** The hub itself, about itself. */
        HUB,
        /** The hub itself, which reads it from the portal's history. */
        SWEEP
    }

    /**
     * A REST call that reads an entity.
     *
     * @param method for example {@code crm.deal.get}
     * @param params argument to source: {@code data.…} and {@code entity.…} are taken from the event, all else is meant
     *     literally; kept in order
     * @param resultPath where the entity stands in the answer, for example {@code result.item} or {@code result[0]}
     */
    public record Read(String method, Map<String, String> params, String resultPath) {

        public Read {
            params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
        }

        /** The call's arguments for an event; empty when the event lacks one of them. */
        public Optional<Map<String, String>> arguments(Bitrix24Event event) {
            Map<String, String> arguments = new LinkedHashMap<>();
            for (Map.Entry<String, String> param : params.entrySet()) {
                Optional<String> value = value(event, param.getValue());
                if (value.isEmpty()) {
                    return Optional.empty();
                }
                arguments.put(param.getKey(), value.get());
            }
            return Optional.of(Collections.unmodifiableMap(arguments));
        }

        private static Optional<String> value(Bitrix24Event event, String source) {
            if (source.startsWith("data.")) {
                return EventPath.find(event.data(), source);
            }
            EntityRef entity = event.entity();
            return switch (source) {
                case "entity.id" -> Optional.of(entity.id()).filter(id -> !id.isEmpty());
                case "entity.typeId" ->
                    Optional.of(entity.typeId()).filter(typeId -> typeId != 0).map(String::valueOf);
                default -> Optional.of(source);
            };
        }
    }
}
