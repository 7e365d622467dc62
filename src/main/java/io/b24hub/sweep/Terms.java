package io.b24hub.sweep;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventCatalogue;
import io.b24hub.event.EventIds;
import io.b24hub.settings.SweepSettings;
import io.b24hub.store.HubStore;
import io.b24hub.time.HubClock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What all sweeps of one portal share. Thread-safe.
 *
 * @param portal its name
 * @param zone in which its days are counted
 * @param settings when and what
 * @param lookBack nothing older than this is looked for by itself: of older changes the store may have forgotten that it
 *     knew them
 * @param flows the flows that want an event
 * @param names the types that flows name
 * @param wake hears the flows that have new deliveries
 */
record Terms(
        String portal,
        ZoneId zone,
        SweepSettings settings,
        Duration lookBack,
        HubStore store,
        EventCatalogue catalogue,
        EventIds ids,
        HubClock clock,
        Function<Bitrix24Event, Collection<String>> flows,
        Supplier<Collection<String>> names,
        Consumer<Collection<String>> wake) {}
