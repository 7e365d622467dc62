package io.b24hub.settings;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that is configured, checked. Immutable; holds secrets only wrapped.
 *
 * @param intake where events come in
 * @param management where operators look
 * @param portals the Bitrix24 accounts by name, in the order of the configuration
 * @param storeFile the embedded store; not used when there is a database
 * @param database the store that several hubs may share
 * @param routes the route files
 * @param delivery defaults of all flows
 * @param breaker when a destination counts as dead
 * @param retention how long history is kept
 * @param connectors shared accounts of the far sides
 * @param rest how calls of the portals' REST API are packed
 * @param changes what is remembered of entities and of writes to the portal
 * @param signing what flows sign with
 * @param alerts when the hub tells of itself
 * @param applications local applications whose events are fetched, by the portal's name
 * @param sourceLists where the lists of Bitrix24's own addresses are read from
 * @param tracing where traces go; empty: nowhere
 * @param camelCli whether Camel's own command line may look at the hub and steer it
 */
public record HubSettings(
        IntakeSettings intake,
        ManagementSettings management,
        Map<String, PortalSettings> portals,
        Path storeFile,
        Optional<DatabaseSettings> database,
        RouteSettings routes,
        DeliverySettings delivery,
        BreakerSettings breaker,
        RetentionSettings retention,
        ConnectorSettings connectors,
        RestSettings rest,
        ChangeSettings changes,
        SigningSecrets signing,
        AlertSettings alerts,
        Map<String, ApplicationSettings> applications,
        Map<SourceList, URI> sourceLists,
        Optional<TracingSettings> tracing,
        boolean camelCli) {

    public HubSettings {
        portals = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(portals));
        applications = Map.copyOf(applications);
        sourceLists = Map.copyOf(sourceLists);
    }

    /** Every secret there is, so that texts of strangers can be cleaned of them. */
    public List<Secret> secrets() {
        List<Secret> secrets = new ArrayList<>();
        management.password().ifPresent(secrets::add);
        management.token().ifPresent(secrets::add);
        for (PortalSettings portal : portals.values()) {
            secrets.addAll(portal.secrets());
        }
        database.flatMap(DatabaseSettings::password).ifPresent(secrets::add);
        connectors.telegramToken().ifPresent(secrets::add);
        secrets.addAll(signing.all());
        connectors.mail().flatMap(MailSettings::account).ifPresent(account -> secrets.add(account.password()));
        connectors.sql().flatMap(SqlSettings::password).ifPresent(secrets::add);
        connectors.hooks().values().forEach(hook -> secrets.addAll(hook.secrets()));
        applications.values().forEach(application -> secrets.addAll(application.secrets()));
        return secrets;
    }
}
