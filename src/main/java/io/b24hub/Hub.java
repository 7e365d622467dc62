package io.b24hub;

import io.b24hub.change.LoopLimits;
import io.b24hub.change.OwnWrites;
import io.b24hub.change.Snapshots;
import io.b24hub.component.bitrix24.Bitrix24Services;
import io.b24hub.component.bitrix24.OnceSteps;
import io.b24hub.connector.FailureClassifier;
import io.b24hub.connector.SafeText;
import io.b24hub.delivery.BreakerLimits;
import io.b24hub.delivery.DeliveryEngine;
import io.b24hub.delivery.DeliveryListener;
import io.b24hub.delivery.FlowRegistry;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventCatalogue;
import io.b24hub.event.EventIds;
import io.b24hub.intake.EventIntake;
import io.b24hub.intake.IntakeListener;
import io.b24hub.intake.IntakeRoutes;
import io.b24hub.intake.IntakeServer;
import io.b24hub.intake.IntakeStats;
import io.b24hub.intake.Refusal;
import io.b24hub.operate.AttemptTimes;
import io.b24hub.operate.EngineControl;
import io.b24hub.operate.Explain;
import io.b24hub.operate.Operations;
import io.b24hub.operate.Retention;
import io.b24hub.route.BadRoutes;
import io.b24hub.route.RouteFiles;
import io.b24hub.route.RouteProblem;
import io.b24hub.settings.BreakerSettings;
import io.b24hub.settings.ChangeSettings;
import io.b24hub.settings.HubSettings;
import io.b24hub.settings.SettingsSource;
import io.b24hub.store.HubStore;
import io.b24hub.time.HubClock;
import io.b24hub.time.SystemClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
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

    private final Deque<Runnable> undo = new ArrayDeque<>();
    private final HubSettings settings;
    private final HubClock clock;
    private final HubStore store;
    private final DeliveryEngine engine;
    private final Operations operations;
    private final Explain explain;
    private final Retention retention;
    private final CamelRuntime camel;
    private final RouteFiles routes;
    private final IntakeServer server;
    private final IntakeStats stats;

    private Hub(HubSettings settings, SettingsSource source, Listeners listeners, HubClock clock, Runnable clockStop) {
        this.settings = settings;
        this.clock = clock;
        undo.push(clockStop);
        try {
            RandomGenerator random = RandomGenerator.getDefault();
            store = StoreOpening.open(settings, random, clock);
            undo.push(store::close);
            recover();
            FlowRegistry flows = new FlowRegistry();
            AttemptTimes times = new AttemptTimes();
            Portals portals = new Portals();
            engine = new DeliveryEngine(
                    store,
                    clock,
                    random,
                    listeners.deliveries().and(new DeliveryLog()).and(times).and(portals),
                    limits(settings.breaker()));
            undo.push(engine::close);
            EngineControl control = new EngineAccess(engine, times);
            operations = new Operations(store, control, clock);
            explain = new Explain(store, control::flows, clock);
            EventCatalogue catalogue = EventCatalogue.load();
            OwnWrites writes = new OwnWrites(store, store, catalogue, limits(settings.changes()), clock);
            retention = new Retention(store, settings.retention(), memories(settings, writes), clock);
            stats = new IntakeStats(clock);
            EventIntake intake = new EventIntake(
                    settings.portals(),
                    settings.intake(),
                    store,
                    catalogue,
                    new EventIds(clock, random),
                    clock,
                    flows::matching,
                    new IntakeFanOut(stats, engine, portals::heard, listeners.received()));
            server = new IntakeServer(
                    settings.intake().host(),
                    settings.intake().port(),
                    Runtime.getRuntime().availableProcessors(),
                    router -> new IntakeRoutes(intake, settings.intake(), clock).mount(router));
            FailureClassifier failures = new FailureClassifier(clock, new SafeText(settings.secrets()));
            camel = new CamelRuntime(settings, source, server, failures, store, clock);
            undo.push(camel::close);
            portals.open(settings, camel.transport(), catalogue, clock);
            camel.start(new Bitrix24Services(
                    engine,
                    flows,
                    settings.delivery(),
                    catalogue,
                    portals.calls(),
                    portals.readers(),
                    new FlowFailures(failures),
                    new Snapshots(store, catalogue),
                    writes));
            undo.push(() -> engine.stop(settings.delivery().stopTimeout()));
            routes = new RouteFiles(
                    settings.routes().dir(), camel.context(), store, flows, clock, CamelRuntime.NEEDED, source::find);
            undo.push(routes::close);
            open();
            undo.push(operations::close);
            retention.start();
            undo.push(retention::close);
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
        SystemClock clock = new SystemClock();
        return new Hub(settings, source, listeners, clock, clock::close);
    }

    /** The same with a clock of the caller's, who closes it afterwards. */
    public static Hub start(HubSettings settings, SettingsSource source, Listeners listeners, HubClock clock) {
        return new Hub(settings, source, listeners, clock, () -> {});
    }

    private void recover() {
        int recovered = store.recover(clock.instant()).join();
        if (recovered > 0) {
            LOG.info("{} deliveries were in hand when a hub stopped; they run again", recovered);
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

    /** Settings that a connector needs before a flow that uses it can be on, by its scheme. */
    public static Map<String, List<String>> neededSettings() {
        return CamelRuntime.NEEDED;
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
    public HubStore store() {
        return store;
    }

    /** What people do to the hub. */
    public Operations operations() {
        return operations;
    }

    /** What became of events. */
    public Explain explain() {
        return explain;
    }

    /** Forgetting old history. */
    public Retention retention() {
        return retention;
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

    /** How long what is remembered may be asked for: a step that was done, as long as its delivery can be tried. */
    private static Map<String, Duration> memories(HubSettings settings, OwnWrites writes) {
        return Map.of(
                OnceSteps.SPACE,
                settings.retention().parked().plus(settings.delivery().retryFor()),
                Snapshots.SPACE,
                settings.changes().snapshots(),
                OwnWrites.SPACE,
                writes.keptFor());
    }

    private static BreakerLimits limits(BreakerSettings breaker) {
        return new BreakerLimits(breaker.failures(), breaker.pause(), breaker.longestPause());
    }

    private static LoopLimits limits(ChangeSettings changes) {
        return new LoopLimits(changes.echoWindow(), changes.fuse(), changes.fuseTime());
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
