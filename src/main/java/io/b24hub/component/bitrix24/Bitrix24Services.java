package io.b24hub.component.bitrix24;

import io.b24hub.bitrix.PortalRest;
import io.b24hub.change.OwnWrites;
import io.b24hub.change.Snapshots;
import io.b24hub.delivery.DeliveryEngine;
import io.b24hub.delivery.FlowRegistry;
import io.b24hub.event.EventCatalogue;
import io.b24hub.reading.PortalReader;
import io.b24hub.settings.DeliverySettings;
import java.util.Map;

/**
 * What the component needs of the hub.
 *
 * @param engine runs deliveries
 * @param flows which flows want which events
 * @param defaults of all flows
 * @param catalogue what is known of each event
 * @param portals REST clients by portal name, one for each portal of the configuration
 * @param readers what reads entities, by portal name, one for each portal of the configuration
 * @param failures what a failure means for the delivery
 * @param snapshots what flows saw of entities last
 * @param writes what flows wrote to the portals lately
 */
public record Bitrix24Services(
        DeliveryEngine engine,
        FlowRegistry flows,
        DeliverySettings defaults,
        EventCatalogue catalogue,
        Map<String, PortalRest> portals,
        Map<String, PortalReader> readers,
        FailureMeaning failures,
        Snapshots snapshots,
        OwnWrites writes) {

    public Bitrix24Services {
        portals = Map.copyOf(portals);
        readers = Map.copyOf(readers);
    }
}
