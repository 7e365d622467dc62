package io.b24hub.operate;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventCatalogue;
import io.b24hub.event.EventPattern;
import io.b24hub.event.Origin;
import io.b24hub.store.DeliveryFilter;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.DeliveryStore;
import io.b24hub.store.FlowRecord;
import io.b24hub.store.StoreView;
import io.b24hub.store.SweepStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Tells what became of an event, from what the store has kept. Reads only.
 *
 * <p>This class is thread-safe.
 */
public final class Explain {

    /** Most deliveries that are looked at for one entity. */
    private static final int ENTITY_DELIVERIES = 500;

    /** How far back those are looked for that a delivery carries; history has no index for them. */
    private static final long MERGED_WITHIN = 100_000;

    private final StoreView store;
    private final NextStep nextStep;
    private final InstantSource clock;
    private final boolean live;

    /**
     * Beside a running engine.
     *
     * @param running what the engine knows of its flows
     */
    public Explain(StoreView store, Supplier<Map<String, FlowNow>> running, InstantSource clock) {
        this(store, new NextStep(store, running), clock, true);
    }

    private Explain(StoreView store, NextStep nextStep, InstantSource clock, boolean live) {
        this.store = store;
        this.nextStep = nextStep;
        this.clock = clock;
        this.live = live;
    }

    /** From a store alone: what only a running hub knows is left out, and the stories say so. */
    public static Explain fromStore(StoreView store, InstantSource clock) {
        return new Explain(store, new NextStep(store, Map::of), clock, false);
    }

    /**
     * The story of an event.
     *
     * @throws NotPossible when the store has no such event
     */
    public Story event(String id) {
        Bitrix24Event event = store.event(id)
                .orElseThrow(() -> new NotPossible("There is no event " + Wording.oneLine(id, 100)
                        + " in the store: it never came in, or it is older than what hub.retention keeps"));
        return story(event);
    }

    /**
     * The stories of the latest events of an entity that some flow wanted, newest first.
     *
     * @param key the entity within its portal, for example {@code deal:662}
     * @param portal its portal; empty looks in all
     * @param limit at most so many
     * @throws NotPossible when there is none
     */
    public List<Story> entity(String key, Optional<String> portal, int limit) {
        DeliveryFilter filter = about(key, portal);
        Map<String, Bitrix24Event> events = new LinkedHashMap<>();
        for (DeliveryRecord delivery : store.find(filter, Long.MAX_VALUE, ENTITY_DELIVERIES)) {
            if (events.size() < limit && !events.containsKey(delivery.eventId())) {
                store.event(delivery.eventId()).ifPresent(event -> events.put(event.id(), event));
            }
        }
        if (events.isEmpty()) {
            throw new NotPossible("No flow has or had a delivery about " + Wording.oneLine(key, 100)
                    + " that is still kept; write an entity as deal:662");
        }
        return events.values().stream().map(this::story).toList();
    }

    private static DeliveryFilter about(String key, Optional<String> portal) {
        DeliveryFilter all = DeliveryFilter.ALL;
        return new DeliveryFilter(
                all.states(),
                all.flow(),
                portal,
                all.type(),
                Optional.of(key),
                all.eventId(),
                all.from(),
                all.to(),
                all.text());
    }

    private Story story(Bitrix24Event event) {
        Instant now = clock.instant();
        List<DeliveryRecord> deliveries = store.deliveries(event.id());
        Map<String, List<DeliveryRecord>> byFlow = new TreeMap<>();
        deliveries.forEach(delivery -> byFlow.computeIfAbsent(delivery.flow(), flow -> new ArrayList<>())
                .add(delivery));
        Map<String, Story.FlowPart> parts = new TreeMap<>();
        Map<String, FlowRecord> known = new TreeMap<>();
        store.flows().forEach(flow -> known.put(flow.id(), flow));
        byFlow.forEach((flow, own) -> parts.put(
                flow,
                new Story.FlowPart(
                        flow,
                        true,
                        wanted(Optional.ofNullable(known.get(flow))),
                        own.stream().map(delivery -> part(event, delivery, now)).toList())));
        Optional<String> told = store.recall(SweepStore.LATE, event.id());
        known.forEach((id, flow) -> parts.computeIfAbsent(
                id,
                absent -> new Story.FlowPart(
                        id, false, told.map(Explain::told).orElseGet(() -> notWanted(flow, event)), List.of())));
        return new Story(
                now,
                event,
                verified(event),
                Duration.between(event.occurredAt(), event.receivedAt()),
                List.copyOf(parts.values()),
                notKept(told, deliveries));
    }

    private static String told(String by) {
        return "the same change had been told before, by event " + by + " of a sweep";
    }

    private static String verified(Bitrix24Event event) {
        return switch (event.origin()) {
            case WEBHOOK, REPLAY -> "by the application token in the call, and the portal's member id where one is set";
            case ROBOT -> "by the secret in the address; automation rules send no token";
            case OFFLINE -> "not needed: the hub itself fetched it from the portal, as its application";
            case SWEEP -> "not needed: the hub itself found it by asking the portal";
            case TIMER -> "not needed: the hub itself made it, at a time of the flow's schedule";
            case HUB -> "not needed: the hub itself made it, about itself";
            case EMULATOR -> "by the token of the hub's own emulator; no real portal sent it";
        };
    }

    private static String wanted(Optional<FlowRecord> flow) {
        return flow.map(known -> "it takes " + known.events()
                        + known.portal().map(portal -> " of portal " + portal).orElse(""))
                .orElse("it wanted it then; no route file has this flow now");
    }

    private static String notWanted(FlowRecord flow, Bitrix24Event event) {
        if (flow.portal().filter(portal -> !portal.equals(event.portal())).isPresent()) {
            return "it listens to portal " + flow.portal().get() + " only";
        } else if (event.origin() == Origin.TIMER) {
            return "it was the time of another flow's schedule";
        } else if (event.origin() == Origin.HUB) {
            return "alerts go to flows only that name the type HUB";
        } else if (event.type().equals(EventCatalogue.STAGE)
                && !EventPattern.parse(flow.events()).exactNames().contains(EventCatalogue.STAGE)) {
            return "moves go to flows only that name the type STAGE";
        } else if (!EventPattern.parse(flow.events()).matches(event.type())) {
            return "it takes " + flow.events() + " only";
        } else if (flow.since().isAfter(event.receivedAt())) {
            return "it did not exist yet; the hub knows it since " + flow.since();
        }
        return "it would take it now, and has no delivery of it: it took other events or was off when this one came, or"
                + " its delivery ended so long ago that it was forgotten";
    }

    private Story.DeliveryPart part(Bitrix24Event event, DeliveryRecord delivery, Instant now) {
        OptionalLong behind = delivery.blocked() ? before(event, delivery) : OptionalLong.empty();
        return new Story.DeliveryPart(
                delivery,
                behind,
                carried(event, delivery),
                store.attempts(delivery.id()),
                nextStep.of(delivery, behind, now));
    }

    /** The one that has to end first: the last active one before it. */
    private OptionalLong before(Bitrix24Event event, DeliveryRecord delivery) {
        DeliveryFilter active = about(event.entity().key(), Optional.of(event.portal()))
                .ofFlow(delivery.flow())
                .in(DeliveryState.DUE, DeliveryState.RUNNING);
        return numbers(store.find(active, delivery.id(), 1)).stream()
                .mapToLong(Long::longValue)
                .findFirst();
    }

    private List<Long> carried(Bitrix24Event event, DeliveryRecord delivery) {
        if (event.entity().isNone() || delivery.state() == DeliveryState.MERGED) {
            return List.of();
        }
        DeliveryFilter merged = about(event.entity().key(), Optional.of(event.portal()))
                .ofFlow(delivery.flow())
                .in(DeliveryState.MERGED);
        return numbers(
                store
                        .find(merged, delivery.id(), Math.max(0, delivery.id() - MERGED_WITHIN), ENTITY_DELIVERIES)
                        .stream()
                        .filter(each -> each.mergedInto().orElse(0) == delivery.id())
                        .toList());
    }

    private static List<Long> numbers(Collection<DeliveryRecord> deliveries) {
        return deliveries.stream().map(DeliveryRecord::id).sorted().toList();
    }

    private List<String> notKept(Optional<String> told, List<DeliveryRecord> deliveries) {
        List<String> gaps = new ArrayList<>();
        gaps.add(
                "Flows that are switched off or have no route file now are not named among those that did not want it.");
        if (deliveries.isEmpty() && told.isEmpty()) {
            gaps.add("No delivery is kept: no flow wanted it, or they ended so long ago that they were forgotten.");
        }
        if (deliveries.stream().anyMatch(delivery -> delivery.failures() >= DeliveryStore.MAX_ATTEMPTS)) {
            gaps.add("Of each delivery only the last " + DeliveryStore.MAX_ATTEMPTS + " attempts are kept.");
        }
        if (!live && deliveries.stream().anyMatch(delivery -> delivery.state() == DeliveryState.DUE)) {
            gaps.add("Breakers, rates and the destinations of flows are known to the running hub only, not to this"
                    + " look into its store.");
        }
        return gaps;
    }
}
