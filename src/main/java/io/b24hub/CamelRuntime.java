package io.b24hub;

import io.b24hub.component.bitrix24.Bitrix24Component;
import io.b24hub.component.bitrix24.Bitrix24Services;
import io.b24hub.component.bitrix24.CamelHttpTransport;
import io.b24hub.component.bitrix24.Decisions;
import io.b24hub.component.bitrix24.OnceSteps;
import io.b24hub.component.bitrix24.Trail;
import io.b24hub.connector.FailureClassifier;
import io.b24hub.connector.RedeliveryAdvice;
import io.b24hub.connector.file.FileConnector;
import io.b24hub.connector.sheets.CollectedRows;
import io.b24hub.connector.sheets.SheetsClientFactory;
import io.b24hub.connector.sheets.SheetsConnector;
import io.b24hub.connector.telegram.TelegramConnector;
import io.b24hub.failure.HubException;
import io.b24hub.intake.IntakeServer;
import io.b24hub.settings.ConnectorSettings;
import io.b24hub.settings.HubSettings;
import io.b24hub.settings.KnownKeys;
import io.b24hub.settings.Secret;
import io.b24hub.settings.SettingsSource;
import io.b24hub.store.Memory;
import io.b24hub.time.HubClock;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.component.google.sheets.GoogleSheetsConfiguration;
import org.apache.camel.component.platform.http.PlatformHttpConstants;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpEngine;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.spi.PropertiesSource;

/**
 * Camel, set up as the hub needs it: its components, its servers, and properties that come from the hub's settings. Holds
 * no routes; those are files.
 */
final class CamelRuntime implements AutoCloseable {

    /** Settings that a connector needs before a flow that uses it can start, by its scheme. */
    static final Map<String, List<String>> NEEDED =
            Map.of("telegram", List.of("hub.telegram.token"), "google-sheets", List.of("hub.google.key-file"));

    private final Main main = new Main();
    private final Vertx vertx = Vertx.vertx();
    private final HubSettings settings;
    private final IntakeServer server;
    private final CamelContext context;
    private final CamelHttpTransport transport;

    CamelRuntime(
            HubSettings settings,
            SettingsSource source,
            IntakeServer server,
            FailureClassifier failures,
            Memory memory,
            HubClock clock) {
        this.settings = settings;
        this.server = server;
        configure(source);
        main.bind("vertx", vertx);
        main.bind("trailRecorder", new Trail.Recorder());
        main.bind("decisions", new Decisions());
        main.bind("once", new OnceSteps(memory, clock));
        main.bind("rows", new CollectedRows());
        main.bind("redeliveryAdvice", new RedeliveryAdvice(failures, clock));
        main.bind("file", new FileConnector());
        main.bind("telegram", telegram(settings.connectors()));
        main.bind("google-sheets", sheets(settings.connectors()));
        main.bind(
                PlatformHttpConstants.PLATFORM_HTTP_ENGINE_NAME,
                new Engine(settings.intake().port()));
        main.init();
        context = main.getCamelContext();
        transport = new CamelHttpTransport(context);
    }

    private void configure(SettingsSource source) {
        // the hub stops Camel itself; Camel's own hook would hold up a signal that comes during the start for 25
        // seconds
        main.setShutdownStrategy(new SimpleMainShutdownStrategy());
        MainConfigurationProperties configuration = main.configure();
        configuration.setName("b24hub");
        configuration.setAutoConfigurationLogSummary(false);
        configuration.setRoutesCollectorEnabled(false);
        configuration.setSourceLocationEnabled(true);
        configuration.setStartupSummaryLevel(StartupSummaryLevel.Off);
        // a stop waits for running deliveries before it gets here
        configuration.setShutdownTimeout(10);
        configuration.setShutdownLogInflightExchangesOnTimeout(false);
        // not the default location: with that, Camel reads application.properties and the environment all the same
        main.setPropertyPlaceholderLocations("false");
        Properties initial = new Properties();
        initial.setProperty("camel.component.http.automaticRetriesDisabled", "true");
        initial.setProperty("camel.component.https.automaticRetriesDisabled", "true");
        initial.setProperty("camel.management.enabled", "true");
        initial.setProperty("camel.management.host", settings.management().host());
        initial.setProperty(
                "camel.management.port", Integer.toString(settings.management().port()));
        initial.setProperty("camel.management.healthCheckEnabled", "true");
        initial.setProperty("camel.management.healthPath", "/observe/health");
        // a paused flow is not a sick hub
        initial.setProperty("camel.health.excludePattern", "route:*,consumer:*");
        main.setInitialProperties(initial);
        Properties given = new Properties();
        // secrets reach components in code; as properties they could end up in an endpoint's address
        source.keys().stream().filter(key -> !KnownKeys.isSecret(key)).forEach(key -> source.find(key)
                .ifPresent(value -> given.setProperty(key, value)));
        main.setOverrideProperties(given);
        configuration.setAutoConfigurationEnvironmentVariablesEnabled(source.isOpen());
        configuration.setAutoConfigurationSystemPropertiesEnabled(source.isOpen());
        main.addMainListener(new Placeholders(source));
    }

    /** The context; started by {@link #start}. */
    CamelContext context() {
        return context;
    }

    /** What the HTTP servers run on. */
    Vertx vertx() {
        return vertx;
    }

    /** How the portals' REST clients reach the network. */
    CamelHttpTransport transport() {
        return transport;
    }

    /** Starts Camel without routes. The intake's port stays closed. */
    void start(Bitrix24Services services) {
        checkManagementPort();
        try {
            context.addComponent("bitrix24", new Bitrix24Component(services));
            context.addService(transport);
            context.addService(server);
            main.start();
        } catch (Exception e) {
            throw e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e.getMessage(), e);
        }
    }

    /** Camel's own server would wait for ever when it cannot listen (4.17.0). */
    private void checkManagementPort() {
        String host = settings.management().host();
        int port = settings.management().port();
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new HubException(
                    "The management server cannot listen on " + host + ":" + port + ": " + e.getMessage()
                            + ". Set hub.management.host and hub.management.port",
                    e);
        }
    }

    @Override
    public void close() {
        main.stop();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static TelegramConnector telegram(ConnectorSettings settings) {
        TelegramConnector telegram = new TelegramConnector();
        settings.telegramToken().map(Secret::reveal).ifPresent(telegram::setAuthorizationToken);
        settings.telegramBaseUri().map(URI::toString).ifPresent(telegram::setBaseUri);
        return telegram;
    }

    private static SheetsConnector sheets(ConnectorSettings settings) {
        SheetsConnector sheets = settings.googleRootUrl()
                .map(url -> new SheetsConnector(new SheetsClientFactory(url.toString())))
                .orElseGet(SheetsConnector::new);
        settings.googleKeyFile().ifPresent(file -> {
            GoogleSheetsConfiguration account = new GoogleSheetsConfiguration();
            account.setServiceAccountKey("file:" + file);
            sheets.setConfiguration(account);
        });
        return sheets;
    }

    /**
     * Makes {{key}} in a route mean what the same key means to the hub. By itself Camel looks into the environment first,
     * whatever the hub was given, finds secrets there, and does not know of values in files of their own.
     */
    private static final class Placeholders extends MainListenerSupport implements PropertiesSource {

        private final SettingsSource source;

        Placeholders(SettingsSource source) {
            this.source = source;
        }

        @Override
        public void beforeInitialize(BaseMainSupport main) {
            PropertiesComponent properties =
                    (PropertiesComponent) main.getCamelContext().getPropertiesComponent();
            properties.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_NEVER);
            if (!source.isOpen()) {
                properties.setSystemPropertiesMode(PropertiesComponent.SYSTEM_PROPERTIES_MODE_NEVER);
            }
            properties.addPropertiesSource(this);
        }

        @Override
        public String getName() {
            return "hub settings";
        }

        @Override
        public String getProperty(String name) {
            return KnownKeys.isSecret(name) ? null : source.find(name).orElse(null);
        }
    }

    /**
     * Camel finds the main HTTP server by looking for the only one there is; with a management server beside it, it falls
     * back to port 8080 and fails (4.17.0, CAMEL-22937). So the port is told.
     */
    private static final class Engine extends VertxPlatformHttpEngine {

        private final int port;

        Engine(int port) {
            this.port = port;
        }

        @Override
        public int getServerPort() {
            return port;
        }
    }
}
