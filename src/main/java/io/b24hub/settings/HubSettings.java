package io.b24hub.settings;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Everything that is configured, checked. Immutable; holds secrets only wrapped.
 *
 * @param intake where events come in
 * @param management where operators look
 * @param portals the Bitrix24 accounts by name, in the order of the configuration
 * @param storeFile the embedded store
 * @param routes the route files
 * @param delivery defaults of all flows
 * @param connectors shared accounts of the far sides
 */
public record HubSettings(
        IntakeSettings intake,
        ManagementSettings management,
        Map<String, PortalSettings> portals,
        Path storeFile,
        RouteSettings routes,
        DeliverySettings delivery,
        ConnectorSettings connectors) {

    public HubSettings {
        portals = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(portals));
    }
}
