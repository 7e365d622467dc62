package io.b24hub;

import io.b24hub.delivery.DeliveryEngine;
import io.b24hub.delivery.FlowRegistry;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventCatalogue;
import io.b24hub.event.EventIds;
import io.b24hub.settings.HubSettings;
import io.b24hub.store.HubStore;
import io.b24hub.store.SweepStore;
import io.b24hub.sweep.Sweeper;
import io.b24hub.time.HubClock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;

/** Puts the sweep together. */
final class Sweeping {

    /** How long a webhook may still tell what a sweep has told. */
    private static final Duration LATE = Duration.ofDays(2);

    private Sweeping() {}

    static Sweeper sweeper(
            HubSettings settings,
            Portals portals,
            HubStore store,
            EventCatalogue catalogue,
            EventIds ids,
            HubClock clock,
            FlowRegistry flows,
            DeliveryEngine engine) {
        return new Sweeper(new Sweeper.Parts(
                settings.portals(),
                portals.calls(),
                store,
                catalogue,
                ids,
                clock,
                settings.retention().delivered(),
                event -> wanted(flows, event),
                flows::names,
                engine::wake));
    }

    /** A flow gets moves when it names them: one that takes everything was written without knowing of them. */
    private static Collection<String> wanted(FlowRegistry flows, Bitrix24Event event) {
        Collection<String> matching = flows.matching(event);
        if (!event.type().equals(EventCatalogue.STAGE)) {
            return matching;
        }
        Collection<String> naming = flows.naming(EventCatalogue.STAGE);
        return matching.stream().filter(naming::contains).toList();
    }

    /** How long what is remembered may be asked for. */
    static Map<String, Duration> memories(HubSettings settings) {
        Duration history = settings.retention().parked();
        return Map.of(SweepStore.COVERED, LATE, SweepStore.LATE, history, SweepStore.FOUND, history);
    }
}
