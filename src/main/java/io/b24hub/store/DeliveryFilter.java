package io.b24hub.store;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which deliveries are meant. Every part that is given must fit.
 *
 * @param states where they stand; empty means anywhere
 * @param flow the flow's id
 * @param portal the portal's name
 * @param type the event type; {@code *} stands for anything
 * @param entity the entity within its portal, for example {@code deal:662}
 * @param eventId the event
 * @param from events received at or after this time
 * @param to events received before this time
 * @param text occurs in the reason, upper and lower case alike
 */
public record DeliveryFilter(
        Set<DeliveryState> states,
        Optional<String> flow,
        Optional<String> portal,
        Optional<String> type,
        Optional<String> entity,
        Optional<String> eventId,
        Optional<Instant> from,
        Optional<Instant> to,
        Optional<String> text) {

    /** All deliveries. */
    public static final DeliveryFilter ALL = new DeliveryFilter(
            Set.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    public DeliveryFilter {
        states = states.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(states));
    }

    /** The same, in these states only. */
    public DeliveryFilter in(DeliveryState first, DeliveryState... others) {
        return new DeliveryFilter(EnumSet.of(first, others), flow, portal, type, entity, eventId, from, to, text);
    }

    /** The same, of one flow only. */
    public DeliveryFilter ofFlow(String id) {
        return new DeliveryFilter(states, Optional.of(id), portal, type, entity, eventId, from, to, text);
    }

    /** The same, of one event only. */
    public DeliveryFilter ofEvent(String id) {
        return new DeliveryFilter(states, flow, portal, type, entity, Optional.of(id), from, to, text);
    }
}
