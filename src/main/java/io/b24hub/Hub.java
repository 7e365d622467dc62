package io.b24hub;

import io.b24hub.bitrix.LeakyBucket;
import io.b24hub.bitrix.PortalListener;
import io.b24hub.bitrix.PortalRest;
import io.b24hub.component.bitrix24.Bitrix24Services;
import io.b24hub.component.bitrix24.CamelHttpTransport;
import io.b24hub.connector.FailureClassifier;
import io.b24hub.connector.SafeText;
import io.b24hub.connector.Verdict;
import io.b24hub.delivery.DeliveryEngine;
import io.b24hub.delivery.DeliveryListener;
import io.b24hub.delivery.FlowRegistry;
import io.b24hub.delivery.Outcome;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventCatalogue;
import io.b24hub.event.EventIds;
import io.b24hub.intake.EventIntake;
import io.b24hub.intake.IntakeListener;
import io.b24hub.intake.IntakeRoutes;
import io.b24hub.intake.IntakeServer;
import io.b24hub.intake.IntakeStats;
import io.b24hub.intake.Refusal;
import io.b24hub.route.BadRoutes;
import io.b24hub.route.RouteFiles;
import io.b24hub.route.RouteProblem;
import io.b24hub.settings.HubSettings;
import io.b24hub.settings.PortalSettings;
import io.b24hub.settings.Secret;
import io.b24hub.settings.SettingsSource;
import io.b24hub.store.DeliveryStore;
import io.b24hub.store.SqliteStore;
import io.b24hub.time.HubClock;
import io.b24hub.time.SystemClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running hub: builds everything, in the order in which it may be relied on, and takes it down in reverse.
 *
 * <p>The port opens last, when every flow is loaded: an event is never stored without the deliveries it should have. It
 * closes first.
 */
public final class Hub implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Hub.class);
    private static final Duration POLL = Duration.ofMillis(20);

    private final Deque<Runnable> undo = new ArrayDeque<>();
    private final HubSettings settings;
    private final HubClock clock;
    private final DeliveryStore store;
    private final DeliveryEngine engine;
    private final CamelRuntime camel;
    private final RouteFiles routes;
    private final IntakeServer server;
    private final IntakeStats stats;

    private Hub(HubSettings settings, SettingsSource source, Listeners listeners, SystemClock clock) {
        this.settings = settings;
        this.clock = clock;
        undo.push(clock::close);
        try {
            RandomGenerator random = RandomGenerator.getDefault();
            store = SqliteStore.open(settings.storeFile(), clock);
            undo.push(store::close);
            recover();
            FlowRegistry flows = new FlowRegistry();
            engine = new DeliveryEngine(
                    store, clock, random, listeners.deliveries().and(new DeliveryLog()));
            undo.push(engine::close);
            EventCatalogue catalogue = EventCatalogue.load();
            stats = new IntakeStats(clock);
            EventIntake intake = new EventIntake(
                    settings.portals(),
                    settings.intake(),
                    store,
                    catalogue,
                    new EventIds(clock, random),
                    clock,
                    flows::matching,
                    new IntakeFanOut(stats, engine, listeners.received()));
            server = new IntakeServer(
                    settings.intake().host(),
                    settings.intake().port(),
                    Runtime.getRuntime().availableProcessors(),
                    router -> new IntakeRoutes(intake, settings.intake(), clock).mount(router));
            FailureClassifier failures = new FailureClassifier(clock, new SafeText(secrets(settings)));
            camel = new CamelRuntime(settings, source, server, failures, clock);
            undo.push(camel::close);
            camel.start(new Bitrix24Services(
                    engine,
                    flows,
                    settings.delivery(),
                    catalogue,
                    portals(settings, camel.transport(), clock),
                    failure -> outcome(failures.classify(failure))));
            undo.push(this::drain);
            routes = new RouteFiles(
                    settings.routes().dir(), camel.context(), store, flows, clock, CamelRuntime.NEEDED, source::find);
            undo.push(routes::close);
            open();
            undo.push(server::shut);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Starts a hub.
     *
     * @param settings checked
     * @param source the same settings as text, for placeholders in routes
     * @param listeners who else wants to hear
     * @return running, its port open
     * @throws RuntimeException with a message for people; nothing keeps running then
     */
    public static Hub start(HubSettings settings, SettingsSource source, Listeners listeners) {
        return new Hub(settings, source, listeners, new SystemClock());
    }

    private void recover() {
        int recovered = store.recover(clock.instant()).join();
        if (recovered > 0) {
            LOG.info("{} deliveries were in hand when the hub stopped last; they run again", recovered);
        }
    }

    private void open() {
        // beside the loading of the flows, on another core
        CompletableFuture<Void> warmUp = CompletableFuture.runAsync(() -> WarmUp.run(camel.vertx(), settings, clock));
        undo.push(warmUp::join);
        List<RouteProblem> problems = routes.load();
        if (!problems.isEmpty() && settings.routes().stopOnBadFile()) {
            throw new BadRoutes(problems);
        }
        routes.report().forEach(line -> LOG.info("Flow {}", line));
        warmUp.join();
        server.open();
        engine.start();
        if (settings.routes().reload()) {
            routes.watch();
        }
    }

    /** The port that events come in on. */
    public int port() {
        return server.port();
    }

    /** What became of each route file, a line each. */
    public List<String> flows() {
        return routes.report();
    }

    /** The store. */
    public DeliveryStore store() {
        return store;
    }

    /** What happened at the door so far. */
    public IntakeStats intake() {
        return stats;
    }

    /** The Camel context that the flows run in. */
    public CamelContext context() {
        return camel.context();
    }

    /** Refuses new events, lets running deliveries end within the limit, and closes the store. Idempotent. */
    @Override
    public synchronized void close() {
        while (!undo.isEmpty()) {
            try {
                undo.pop().run();
            } catch (RuntimeException e) {
                LOG.warn("The hub did not stop cleanly: {}", e.getMessage());
            }
        }
    }

    private void drain() {
        engine.drain();
        awaitRunning();
    }

    private void awaitRunning() {
        Instant end = clock.instant().plus(settings.delivery().stopTimeout());
        while (engine.running() > 0 && clock.instant().isBefore(end)) {
            try {
                Thread.sleep(POLL.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        if (engine.running() > 0) {
            LOG.warn("{} deliveries did not end in time; they run again after the next start", engine.running());
        }
    }

    private static Map<String, PortalRest> portals(HubSettings settings, CamelHttpTransport transport, HubClock clock) {
        Map<String, PortalRest> portals = new HashMap<>();
        for (PortalSettings portal : settings.portals().values()) {
            portals.put(
                    portal.name(),
                    new PortalRest(portal, transport, new LeakyBucket(portal.budget(), clock), clock, new PortalLog()));
        }
        return portals;
    }

    private static Outcome outcome(Verdict verdict) {
        if (verdict instanceof Verdict.Later later) {
            return new Outcome.Later(later.at(), later.reason());
        }
        return verdict instanceof Verdict.Hopeless hopeless
                ? new Outcome.Hopeless(hopeless.reason(), hopeless.advice())
                : new Outcome.Retry(verdict.reason());
    }

    private static List<Secret> secrets(HubSettings settings) {
        List<Secret> secrets = new ArrayList<>();
        for (PortalSettings portal : settings.portals().values()) {
            secrets.addAll(portal.tokens());
            portal.robotSecret().ifPresent(secrets::add);
            portal.webhook().ifPresent(webhook -> secrets.add(webhook.secret()));
        }
        settings.connectors().telegramToken().ifPresent(secrets::add);
        return secrets;
    }

    /** Tells the log what an operator should know of a portal. */
    private static final class PortalLog implements PortalListener {

        @Override
        public void stopped(String portal, String advice) {
            LOG.error(
                    "Portal {} refuses all calls: {} Flows that read from it wait; events are still received",
                    portal,
                    advice);
        }

        @Override
        public void recovered(String portal) {
            LOG.info("Portal {} answers again", portal);
        }

        @Override
        public void moved(String portal, URI address) {
            LOG.warn(
                    "Portal {} was renamed to {}; put the new address into hub.portal.{}.webhook-url",
                    portal,
                    address,
                    portal);
        }
    }

    /**
     * Who else wants to hear.
     *
     * @param deliveries of deliveries
     * @param received of events that came in
     */
    public record Listeners(DeliveryListener deliveries, IntakeListener received) {

        /** Nobody. */
        public static final Listeners NONE = new Listeners(new DeliveryListener() {}, new IntakeListener() {
            @Override
            public void received(Bitrix24Event event, Collection<String> flows) {}

            @Override
            public void refused(String portal, Refusal reason) {}
        });
    }
}
