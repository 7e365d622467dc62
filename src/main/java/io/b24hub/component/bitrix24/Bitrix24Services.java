package io.b24hub.component.bitrix24;

import io.b24hub.bitrix.PortalRest;
import io.b24hub.change.OwnWrites;
import io.b24hub.change.Snapshots;
import io.b24hub.connector.DestinationPaces;
import io.b24hub.delivery.DeliveryEngine;
import io.b24hub.delivery.FlowRegistry;
import io.b24hub.event.EventCatalogue;
import io.b24hub.reading.PortalReader;
import io.b24hub.settings.DeliverySettings;
import io.b24hub.sweep.SweepLedger;
import io.b24hub.timer.Timetable;
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
 * @param paces how much a destination takes in a time
 * @param snapshots what flows saw of entities last
 * @param writes what flows wrote to the portals lately
 * @param timetable makes events at the times that flows ask for
 * @param ledger what sweeps found
 */
public record Bitrix24Services(
        DeliveryEngine engine,
        FlowRegistry flows,
        DeliverySettings defaults,
        EventCatalogue catalogue,
        Map<String, PortalRest> portals,
        Map<String, PortalReader> readers,
        FailureMeaning failures,
        DestinationPaces paces,
        Snapshots snapshots,
        OwnWrites writes,
        Timetable timetable,
        SweepLedger ledger) {

    public Bitrix24Services {
        portals = Map.copyOf(portals);
        readers = Map.copyOf(readers);
    }
}
