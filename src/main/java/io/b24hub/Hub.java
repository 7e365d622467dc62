package io.b24hub;

import io.b24hub.alert.Alerts;
import io.b24hub.alert.Audience;
import io.b24hub.application.Applications;
import io.b24hub.bitrix.PortalRest;
import io.b24hub.camelcli.CamelTools;
import io.b24hub.change.LoopLimits;
import io.b24hub.change.OwnWrites;
import io.b24hub.change.Snapshots;
import io.b24hub.component.bitrix24.Bitrix24Services;
import io.b24hub.component.bitrix24.OnceSteps;
import io.b24hub.connector.FailureClassifier;
import io.b24hub.connector.SafeText;
import io.b24hub.connector.pace.Pacer;
import io.b24hub.connector.telegram.TelegramConnector;
import io.b24hub.console.Console;
import io.b24hub.console.ConsoleParts;
import io.b24hub.delivery.BreakerLimits;
import io.b24hub.delivery.DeliveryEngine;
import io.b24hub.delivery.DeliveryListener;
import io.b24hub.delivery.DestinationSnapshot;
import io.b24hub.delivery.FlowRegistry;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventCatalogue;
import io.b24hub.event.EventIds;
import io.b24hub.intake.EventIntake;
import io.b24hub.intake.Fingerprints;
import io.b24hub.intake.IntakeListener;
import io.b24hub.intake.IntakeRoutes;
import io.b24hub.intake.IntakeServer;
import io.b24hub.intake.IntakeStats;
import io.b24hub.intake.IntakeTls;
import io.b24hub.intake.Refusal;
import io.b24hub.jmx.JmxBeans;
import io.b24hub.manage.Access;
import io.b24hub.manage.Changes;
import io.b24hub.manage.Health;
import io.b24hub.manage.HubParts;
import io.b24hub.manage.HubStatus;
import io.b24hub.manage.ManagementServer;
import io.b24hub.manage.StatusReader;
import io.b24hub.manage.SweepOnDemand;
import io.b24hub.metrics.HubMetrics;
import io.b24hub.operate.AttemptTimes;
import io.b24hub.operate.EngineControl;
import io.b24hub.operate.Explain;
import io.b24hub.operate.Operations;
import io.b24hub.operate.Reload;
import io.b24hub.operate.Retention;
import io.b24hub.route.BadRoutes;
import io.b24hub.route.RouteFiles;
import io.b24hub.route.RouteProblem;
import io.b24hub.settings.BreakerSettings;
import io.b24hub.settings.ChangeSettings;
import io.b24hub.settings.HubSettings;
import io.b24hub.settings.SettingsSource;
import io.b24hub.settings.ShownSetting;
import io.b24hub.silence.Watchdog;
import io.b24hub.source.SourceStatus;
import io.b24hub.source.Sources;
import io.b24hub.store.HubStore;
import io.b24hub.sweep.Sweeper;
import io.b24hub.time.HubClock;
import io.b24hub.time.SystemClock;
import io.b24hub.timer.Timetable;
import io.b24hub.tracing.Tracing;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private final Credentials credentials;
    private final DeliveryEngine engine;
    private final Operations operations;
    private final Explain explain;
    private final Retention retention;
    private final Timetable timetable;
    private final Sweeper sweeper;
    private final Fetched fetched;
    private final Alerting alerting;
    private final Sources sources;
    private final Listening listening;
    private final Optional<IntakeTls> tls;
    private final CamelRuntime camel;
    private final RouteFiles routes;
    private final IntakeServer server;
    private final IntakeStats stats;
    private final ManagementServer management;
    private final StatusReader status;
    private final HubMetrics metrics;

    private Hub(HubSettings settings, SettingsSource source, Listeners listeners, HubClock clock, Runnable clockStop) {
        this.settings = settings;
        this.clock = clock;
        undo.push(clockStop);
        try {
            RandomGenerator random = RandomGenerator.getDefault();
            Tracing tracing = Tracing.of(settings.tracing(), HubVersion.NUMBER, clock);
            undo.push(tracing::close);
            store = tracing.watching(StoreOpening.open(settings, random, clock));
            undo.push(store::close);
            recover();
            credentials = new Credentials(settings, source);
            Fingerprints.prepare(store, new SecureRandom(), clock.instant());
            EventIds ids = new EventIds(clock, random);
            FlowRegistry flows = new FlowRegistry();
            alerting = new Alerting(settings, store, ids, clock, audience(flows));
            metrics = new HubMetrics(settings.portals().keySet(), this::status);
            store.commitTimes().listen(metrics);
            AttemptTimes times = new AttemptTimes();
            Portals portals = new Portals();
            engine = new DeliveryEngine(
                    store,
                    clock,
                    random,
                    listeners
                            .deliveries()
                            .and(new DeliveryLog())
                            .and(times)
                            .and(portals)
                            .and(metrics)
                            .and(alerting.deliveries()),
                    limits(settings.breaker()));
            undo.push(engine::close);
            EngineControl control = new EngineAccess(engine, times);
            operations = new Operations(store, control, clock);
            explain = new Explain(store, control::flows, clock);
            EventCatalogue catalogue = EventCatalogue.load();
            OwnWrites writes = new OwnWrites(store, store, catalogue, limits(settings.changes()), clock);
            retention = new Retention(store, settings.retention(), memories(settings, writes), clock);
            stats = new IntakeStats(clock);
            timetable = new Timetable(
                    store,
                    ids,
                    clock,
                    portal -> settings.portals().get(portal).timeZone(),
                    flow -> engine.wake(List.of(flow)));
            sources = new Sources(settings.portals().values(), settings.sourceLists(), store, clock, random);
            listening = new Listening(
                    settings,
                    store,
                    catalogue,
                    clock,
                    portal -> portals.calls().get(portal),
                    portal -> portals.calls().get(portal).stoppedBecause(),
                    this::certificateEnds,
                    listeners.received());
            fetched = new Fetched(new SecureRandom());
            IntakeFanOut news = new IntakeFanOut(
                    stats, engine, fetched.and(portals::heard), alerting.strangeCalls(), metrics, listening);
            EventIntake intake = new EventIntake(
                    settings.portals(),
                    settings.intake(),
                    store,
                    catalogue,
                    ids,
                    clock,
                    flows::matching,
                    news,
                    sources::guard);
            server = new IntakeServer(
                    settings.intake().host(),
                    settings.intake().port(),
                    Runtime.getRuntime().availableProcessors(),
                    router -> new IntakeRoutes(intake, settings.intake(), clock).mount(router));
            server.expectProxyHeader(settings.intake().proxies().protocol());
            FailureClassifier failures = new FailureClassifier(clock, credentials.safe());
            Pacer pacer = new Pacer(clock);
            camel = new CamelRuntime(settings, source, server, failures, store, pacer, clock);
            undo.push(camel::close);
            tls = settings.intake().tls().map(files -> IntakeTls.open(files, camel.vertx(), clock));
            tls.ifPresent(server::secure);
            portals.open(settings, camel.transport(), catalogue, clock, alerting.portals(), tracing.calls());
            sweeper = Sweeping.sweeper(settings, portals, store, catalogue, ids, clock, flows, engine);
            tracing.join(camel.context());
            CamelTools.prepare(camel.context(), settings.camelCli(), HubVersion.NUMBER, this::close);
            fetched.open(settings, portals, store, catalogue, ids, clock, flows, news);
            intake.giveTokensTo(fetched);
            camel.start(new Bitrix24Services(
                    engine,
                    flows,
                    settings.delivery(),
                    catalogue,
                    portals.calls(),
                    portals.readers(),
                    new FlowFailures(failures),
                    CamelRuntime.paces(settings.connectors()),
                    new Snapshots(store, catalogue),
                    writes,
                    timetable,
                    sweeper.ledger()));
            undo.push(() -> stop(pacer));
            Reload reload = credentials.reload(intake, portals, operations, clock, camel.managementThread());
            undo.push(reload::close);
            HubParts parts = parts(portals, intake, reload);
            status = new StatusReader(parts);
            Console console = new Console(camel.vertx(), consoleParts(parts, source));
            undo.push(console::close);
            management = new ManagementServer(
                    camel.vertx(), settings.management(), parts, status, health(), metrics::scrape, console::mount);
            undo.push(management::close);
            if (settings.camelCli()) {
                CamelTools.open(camel.context(), status, management);
            }
            JmxBeans jmx = new JmxBeans(
                    camel.managementAgent(),
                    status,
                    operations,
                    new SweepOnDemand(sweeper, operations),
                    store,
                    reload::now,
                    alerting.alarms(),
                    clock,
                    camel.managementThread());
            undo.push(jmx::close);
            RouteNotes notes = new RouteNotes(settings.routes().dir(), source);
            routes = new RouteFiles(
                    settings.routes().dir(),
                    camel.context(),
                    store,
                    flows,
                    clock,
                    CamelRuntime.NEEDED,
                    source::find,
                    notes::of);
            routes.alongside(camel.messages()::takeOver);
            undo.push(routes::close);
            open(notes);
            undo.push(operations::close);
            retention.start();
            reload.start();
            jmx.start();
            console.warmUp();
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

    private Audience audience(FlowRegistry flows) {
        return new Audience(() -> flows.naming(EventCatalogue.HUB), this::deliveringTo, this::wake);
    }

    private Collection<String> deliveringTo(String destination) {
        return engine.snapshot().destinations().stream()
                .filter(each -> each.name().equals(destination))
                .findFirst()
                .map(DestinationSnapshot::flows)
                .map(List::<String>copyOf)
                .orElse(List.of());
    }

    private void wake(Collection<String> flows) {
        engine.wake(flows);
    }

    private HubParts parts(Portals portals, EventIntake intake, Reload reload) {
        return new HubParts(
                HubVersion.NUMBER,
                clock.instant(),
                clock,
                store,
                operations,
                new Changes(operations),
                explain,
                stats,
                share -> metrics.answeredWithin(share).orElse(Duration.ZERO),
                engine::snapshot,
                () -> portals.calls().values().stream().map(PortalRest::state).toList(),
                retention::status,
                () -> store.commitTimes().now(),
                this::certificateEnds,
                listening.objective(),
                listening::heard,
                this::flows,
                sources::status,
                fetched::status,
                sweeper,
                intake::tokens,
                intake::guessing,
                reload::now,
                new Access(settings.management(), operations, clock));
    }

    private Optional<Instant> certificateEnds() {
        return tls.map(IntakeTls::ends);
    }

    private ConsoleParts consoleParts(HubParts parts, SettingsSource source) {
        SafeText safe = credentials.safe();
        return new ConsoleParts(
                parts,
                status,
                settings.management(),
                () -> ShownSetting.all(source, settings.portals().keySet(), safe::clean),
                settings.portals().values().iterator().next().timeZone(),
                new SecureRandom());
    }

    private Health health() {
        return new Health(List.of(
                new Health.Check("store", new StoreHealth(store, clock)),
                new Health.Check(
                        "intake",
                        () -> server.port() == 0 ? Optional.of("the port for events is not open") : Optional.empty()),
                new Health.Check(
                        "camel",
                        () -> camel.context().isStarted() ? Optional.empty() : Optional.of("Camel is not running"))));
    }

    /** What waits for its turn at a far side goes back to the store at once; what is on its way may end. */
    private void stop(Pacer pacer) {
        engine.drain();
        pacer.close();
        engine.stop(settings.delivery().stopTimeout());
    }

    private void recover() {
        int recovered = store.recover(clock.instant()).join();
        if (recovered > 0) {
            LOG.info("{} deliveries were in hand when a hub stopped; they run again", recovered);
        }
    }

    private void open(RouteNotes notes) {
        // beside the loading of the flows, on another core
        CompletableFuture<Void> warmUp = CompletableFuture.runAsync(() -> WarmUp.run(camel.vertx(), settings, clock));
        undo.push(warmUp::join);
        CompletableFuture<List<RouteProblem>> mistakes = CompletableFuture.supplyAsync(notes::mistakes);
        List<RouteProblem> unusable = routes.load();
        List<RouteProblem> problems = RouteNotes.together(unusable, mistakes.join());
        if (!problems.isEmpty() && settings.routes().stopOnBadFile()) {
            throw new BadRoutes(problems);
        }
        RouteNotes.tell(problems, unusable);
        routes.report().forEach(line -> LOG.info("Flow {}", line));
        warmUp.join();
        server.open();
        engine.start();
        alerting.watch(new SourceAlerts(sources));
        sources.start();
        undo.push(sources::close);
        timetable.start();
        undo.push(timetable::close);
        sweeper.start();
        undo.push(sweeper::close);
        alerting.watch(fetched);
        fetched.start();
        undo.push(fetched::close);
        tls.ifPresent(own ->
                alerting.watch(new CertificateWatch(() -> server.renewCertificate(clock.instant()), own::ends, clock)));
        listening.watch(alerting);
        alerting.start(retention::status, camel.managementThread());
        undo.push(alerting::close);
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

    /** The port that operators and probes use. */
    public int managementPort() {
        return management.port();
    }

    /** What became of each route file, a line each. */
    public List<String> flows() {
        return routes.report();
    }

    /** The store. */
    public HubStore store() {
        return store;
    }

    /** The hub at a glance, at most two seconds old. */
    public HubStatus status() {
        return status.read();
    }

    /** What people do to the hub. */
    public Operations operations() {
        return operations;
    }

    /** What became of events. */
    public Explain explain() {
        return explain;
    }

    /** Finding what webhooks did not tell. */
    public Sweeper sweeper() {
        return sweeper;
    }

    /** Forgetting old history. */
    public Retention retention() {
        return retention;
    }

    /** What happened at the door so far. */
    public IntakeStats intake() {
        return stats;
    }

    /** Where the portals' calls may come from, now. */
    public List<SourceStatus> sources() {
        return sources.status();
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
        Map<String, Duration> memories = new HashMap<>(Sweeping.memories(settings));
        memories.putAll(Applications.memories());
        memories.putAll(Map.of(
                OnceSteps.SPACE,
                settings.retention().parked().plus(settings.delivery().retryFor()),
                Snapshots.SPACE,
                settings.changes().snapshots(),
                OwnWrites.SPACE,
                writes.keptFor(),
                Alerts.SPACE,
                settings.retention().parked(),
                Watchdog.SPACE,
                Watchdog.KEPT,
                TelegramConnector.LIVING_SPACE,
                settings.changes().snapshots(),
                TelegramConnector.PARTS_SPACE,
                settings.retention().parked().plus(settings.delivery().retryFor())));
        return memories;
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
            public void refused(String portal, InetAddress client, Refusal reason) {}
        });
    }
}
