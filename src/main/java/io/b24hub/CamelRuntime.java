package io.b24hub;

import io.b24hub.component.bitrix24.Bitrix24Component;
import io.b24hub.component.bitrix24.Bitrix24Services;
import io.b24hub.component.bitrix24.CamelHttpTransport;
import io.b24hub.component.bitrix24.Decisions;
import io.b24hub.component.bitrix24.OnceSteps;
import io.b24hub.component.bitrix24.SignStep;
import io.b24hub.component.bitrix24.Trail;
import io.b24hub.connector.AnswerHeaders;
import io.b24hub.connector.DestinationPaces;
import io.b24hub.connector.FailureClassifier;
import io.b24hub.connector.RedeliveryAdvice;
import io.b24hub.connector.file.FileConnector;
import io.b24hub.connector.hook.HookComponent;
import io.b24hub.connector.mail.MailServer;
import io.b24hub.connector.mail.SmtpConnector;
import io.b24hub.connector.pace.Pacer;
import io.b24hub.connector.sheets.CollectedRows;
import io.b24hub.connector.sheets.SheetsClientFactory;
import io.b24hub.connector.sheets.SheetsConnector;
import io.b24hub.connector.sql.Database;
import io.b24hub.connector.sql.SqlConnector;
import io.b24hub.connector.telegram.TelegramConnector;
import io.b24hub.connector.telegram.TelegramPace;
import io.b24hub.connector.telegram.TelegramParts;
import io.b24hub.delivery.Rate;
import io.b24hub.intake.IntakeServer;
import io.b24hub.listen.Connections;
import io.b24hub.settings.CallRate;
import io.b24hub.settings.ConnectorSettings;
import io.b24hub.settings.HubSettings;
import io.b24hub.settings.KnownKeys;
import io.b24hub.settings.Secret;
import io.b24hub.settings.SettingsSource;
import io.b24hub.settings.TelegramPaceSettings;
import io.b24hub.store.Memory;
import io.b24hub.template.MessageFiles;
import io.b24hub.template.TemplateComponent;
import io.b24hub.time.HubClock;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
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
import org.apache.camel.spi.ManagementAgent;
import org.apache.camel.spi.PropertiesSource;

/**
 * Camel, set up as the hub needs it: its components, its servers, and properties that come from the hub's settings. Holds
 * no routes; those are files.
 */
final class CamelRuntime implements AutoCloseable {

    /**
     * Settings that a connector needs before a flow that uses it can start, by its scheme, or scheme and path; a
     * {@code <name>} in a setting is the path.
     */
    static final Map<String, List<String>> NEEDED = Map.of(
            "telegram",
            List.of("hub.telegram.token"),
            "google-sheets",
            List.of("hub.google.key-file"),
            "smtp:" + SmtpConnector.OWN,
            List.of("hub.mail.host"),
            "sql",
            List.of("hub.sql.url"),
            "hook",
            List.of("hub.hook.<name>.url"));

    private final Main main = new Main();
    private final Vertx vertx;
    private final HubSettings settings;
    private final IntakeServer server;
    private final CamelContext context;
    private final CamelHttpTransport transport;
    private final MessageFiles messages;

    CamelRuntime(
            HubSettings settings,
            SettingsSource source,
            IntakeServer server,
            FailureClassifier failures,
            Memory memory,
            Pacer pacer,
            HubClock clock) {
        this.settings = settings;
        this.server = server;
        vertx = new Connections(settings.intake().connections(), clock).vertx();
        messages = new MessageFiles(settings.routes().dir().resolve("messages"));
        configure(source);
        main.bind("vertx", vertx);
        main.bind("trailRecorder", new Trail.Recorder());
        main.bind("decisions", new Decisions());
        main.bind("once", new OnceSteps(memory, clock));
        main.bind("sign", new SignStep(settings.signing(), clock));
        main.bind("rows", new CollectedRows());
        main.bind("redeliveryAdvice", new RedeliveryAdvice(failures, clock));
        main.bind("answerHeaders", new AnswerHeaders());
        main.bind("file", new FileConnector());
        main.bind("template", new TemplateComponent(messages, settings.portals()));
        main.bind("telegram", telegram(settings.connectors(), pacer, memory, clock));
        main.bind("google-sheets", sheets(settings.connectors(), pacer));
        main.bind("smtp", new SmtpConnector(settings.connectors().mail().map(MailServer::new)));
        main.bind("sql", new SqlConnector(settings.connectors().sql().map(Database::new)));
        main.bind("hook", new HookComponent(settings.connectors().hooks()));
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
        for (String scheme : List.of("http", "https")) {
            initial.setProperty("camel.component." + scheme + ".automaticRetriesDisabled", "true");
            initial.setProperty("camel.component." + scheme + ".headerFilterStrategy", "#bean:answerHeaders");
        }
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

    /** The templates that flows use. */
    MessageFiles messages() {
        return messages;
    }

    /** What the HTTP servers run on. */
    Vertx vertx() {
        return vertx;
    }

    /** Where MBeans are registered. */
    ManagementAgent managementAgent() {
        return context.getManagementStrategy().getManagementAgent();
    }

    /** A thread for looking at the hub now and then; may wait for the store. */
    Executor managementThread() {
        return task -> vertx.executeBlocking(
                () -> {
                    task.run();
                    return null;
                },
                false);
    }

    /** How the portals' REST clients reach the network. */
    CamelHttpTransport transport() {
        return transport;
    }

    /** Starts Camel without routes. The intake's port stays closed. */
    void start(Bitrix24Services services) {
        try {
            context.addComponent("bitrix24", new Bitrix24Component(services));
            context.addService(transport);
            context.addService(server);
            main.start();
        } catch (Exception e) {
            throw e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        main.stop();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static TelegramConnector telegram(ConnectorSettings settings, Pacer pacer, Memory memory, HubClock clock) {
        TelegramPace pace = pace(settings.telegramPace());
        TelegramConnector telegram = new TelegramConnector(new TelegramParts(pacer, pace, memory, clock));
        settings.telegramToken().map(Secret::reveal).ifPresent(telegram::setAuthorizationToken);
        settings.telegramBaseUri().map(URI::toString).ifPresent(telegram::setBaseUri);
        return telegram;
    }

    /** How much destinations take, as far as it is told or set. */
    static DestinationPaces paces(ConnectorSettings settings) {
        return DestinationPaces.TOLD.with("telegram", pace(settings.telegramPace())::of);
    }

    private static TelegramPace pace(TelegramPaceSettings settings) {
        return new TelegramPace(
                settings.chat().map(CamelRuntime::rate),
                settings.group().map(CamelRuntime::rate),
                settings.bot().map(CamelRuntime::rate));
    }

    private static Rate rate(CallRate rate) {
        return new Rate(rate.calls(), rate.per());
    }

    private static SheetsConnector sheets(ConnectorSettings settings, Pacer pacer) {
        SheetsClientFactory google = settings.googleRootUrl()
                .map(url -> new SheetsClientFactory(url.toString()))
                .orElseGet(SheetsClientFactory::new);
        SheetsConnector sheets = new SheetsConnector(google, pacer, settings.googleRequestsPerMinute());
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
     * Camel knows the port of an HTTP server that it makes itself, and takes 8080 for any other (4.17.0, CAMEL-22937). So the
     * port is told.
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
