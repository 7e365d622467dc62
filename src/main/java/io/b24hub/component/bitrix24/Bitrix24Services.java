package io.b24hub.component.bitrix24;

import io.b24hub.bitrix.PortalRest;
import io.b24hub.delivery.DeliveryEngine;
import io.b24hub.delivery.FlowRegistry;
import io.b24hub.delivery.Outcome;
import io.b24hub.event.EventCatalogue;
import io.b24hub.settings.DeliverySettings;
import java.util.Map;
import java.util.function.Function;

/**
 * What the component needs of the hub.
 *
 * @param engine runs deliveries
 * @param flows which flows want which events
 * @param defaults of all flows
 * @param catalogue what is known of each event
 * @param portals REST clients by portal name, one for each portal of the configuration
 * @param failures what a failure means for the delivery
 */
public record Bitrix24Services(
        DeliveryEngine engine,
        FlowRegistry flows,
        DeliverySettings defaults,
        EventCatalogue catalogue,
        Map<String, PortalRest> portals,
        Function<Throwable, Outcome> failures) {

    public Bitrix24Services {
        portals = Map.copyOf(portals);
    }
}
