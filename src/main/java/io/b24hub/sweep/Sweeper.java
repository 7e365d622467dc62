package io.b24hub.sweep;

import io.b24hub.bitrix.PortalCalls;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventCatalogue;
import io.b24hub.event.EventIds;
import io.b24hub.settings.PortalSettings;
import io.b24hub.settings.SweepSettings;
import io.b24hub.store.HubStore;
import io.b24hub.sweep.PortalSweep.What;
import io.b24hub.time.HubClock;
import io.b24hub.time.HubClock.Scheduled;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what the portals' webhooks did not tell, at the start, from time to time, and on demand. What is found becomes an
 * event of origin {@code sweep}, which flows treat like any other; a webhook that tells the same afterwards is stored and
 * not delivered again.
 *
 * <p>How far it has come is remembered in the transactions that store the events, so a crash neither loses nor doubles
 * anything. Of several hubs on one store one sweeps at a time; the others stand by.
 *
 * <p>What it cannot find: deletions, and values that were changed again before it looked.
 *
 * <p>This class is thread-safe.
 */
public final class Sweeper implements AutoCloseable {

    /** Where the store remembers how far each portal and type was swept. */
    public static final String SPACE = "sweep";

    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
    private static final String DUTY = "sweep";
    private static final Duration TERM = Duration.ofSeconds(90);
    private static final int PORTALS_AT_ONCE = 4;
    private static final int LISTS_AT_ONCE = 32;

    /**
     * What it works with.
     *
     * @param portals settings by name
     * @param calls what calls each portal; of portals without an incoming webhook too
     * @param lookBack how long events are remembered that were delivered: of older changes it cannot be said whether they
     *     were known
     * @param flows ids of the flows that want an event
     * @param names the types that flows name
     * @param wake hears the flows that have new deliveries
     */
    public record Parts(
            Map<String, PortalSettings> portals,
            Map<String, ? extends PortalCalls> calls,
            HubStore store,
            EventCatalogue catalogue,
            EventIds ids,
            HubClock clock,
            Duration lookBack,
            Function<Bitrix24Event, Collection<String>> flows,
            Supplier<Collection<String>> names,
            Consumer<Collection<String>> wake) {}

    private final Parts parts;
    private final Map<String, PortalSweep> sweeps = new TreeMap<>();
    private final SweepNews news;
    private final SweepLedger ledger;
    private final Map<String, Scheduled> waiting = new TreeMap<>();
    private final ExecutorService turns = threads(PORTALS_AT_ONCE);
    private final ExecutorService lists = threads(LISTS_AT_ONCE); // their own, since turns wait for them
    private final AtomicBoolean duty = new AtomicBoolean();
    private boolean closed;

    public Sweeper(Parts parts) {
        this.parts = parts;
        news = new SweepNews(parts.clock());
        parts.portals().values().stream()
                .filter(portal -> portal.webhook().isPresent())
                .forEach(portal -> sweeps.put(
                        portal.name(),
                        new PortalSweep(
                                terms(portal),
                                Optional.ofNullable(parts.calls().get(portal.name()))
                                        .orElseThrow(),
                                lists)));
        ledger = new SweepLedger(parts.store(), parts.clock(), parts.portals().keySet(), name -> parts.portals()
                .get(name)
                .timeZone());
    }

    private Terms terms(PortalSettings portal) {
        return new Terms(
                portal.name(),
                portal.timeZone(),
                portal.sweep(),
                parts.lookBack(),
                parts.store(),
                parts.catalogue(),
                parts.ids(),
                parts.clock(),
                parts.flows(),
                parts.names(),
                parts.wake());
    }

    /** They wait for answers most of the time. Idle, they end. */
    private static ExecutorService threads(int count) {
        ThreadPoolExecutor own =
                new ThreadPoolExecutor(count, count, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "b24hub-sweep");
                    thread.setDaemon(true);
                    return thread;
                });
        own.allowCoreThreadTimeOut(true);
        return own;
    }

    /** Sweeps at once, and from then on at the portals' intervals. */
    public synchronized void start() {
        for (PortalSweep sweep : ownTurn()) {
            SweepSettings settings = settings(sweep);
            every(settings.interval().orElseThrow(), sweep, What.LISTS);
            every(settings.stages(), sweep, What.STAGES);
        }
        if (!ownTurn().isEmpty()) {
            stand();
        }
    }

    /** Portals that are swept without being asked. */
    private List<PortalSweep> ownTurn() {
        return sweeps.values().stream()
                .filter(sweep -> settings(sweep).interval().isPresent())
                .toList();
    }

    private SweepSettings settings(PortalSweep sweep) {
        return parts.portals().get(sweep.name()).sweep();
    }

    /** Keeps the duty, or waits until whoever has it is gone. Who gets it sweeps at once. */
    private synchronized void stand() {
        if (closed) {
            return;
        }
        waiting.put(DUTY, parts.clock().runIn(TERM.dividedBy(3), this::stand));
        parts.store().elect(DUTY, TERM).whenComplete((won, failure) -> {
            boolean mine = failure == null && won;
            if (!duty.getAndSet(mine) && mine) {
                ownTurn().forEach(sweep -> onThread(() -> turn(sweep, What.BOTH)));
            }
        });
    }

    private synchronized void every(Duration interval, PortalSweep sweep, What what) {
        if (!closed) {
            Scheduled next = parts.clock().runIn(interval, () -> {
                onThread(() -> turn(sweep, what));
                every(interval, sweep, what);
            });
            waiting.put(sweep.name() + "/" + what, next);
        }
    }

    private void turn(PortalSweep sweep, What what) {
        try {
            if (what == What.STAGES && !sweep.wantsStages()) {
                return;
            }
            if (duty.get()) {
                Instant began = parts.clock().instant();
                news.told(sweep.name(), began, sweep.sweep(what, Optional.empty(), false));
            }
        } catch (RuntimeException e) {
            LOG.warn("Portal {} was not swept: {}. The next sweep makes up for it", sweep.name(), e.getMessage());
        }
    }

    /**
     * Sweeps on demand, also portals whose sweep is off.
     *
     * @return what came of it; fails with {@link IllegalArgumentException} when there is no such portal or type
     */
    public CompletableFuture<SweepReport> sweep(SweepRequest request) {
        try {
            return CompletableFuture.supplyAsync(() -> run(request), turns);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(new IllegalArgumentException("The hub stops", e));
        }
    }

    private SweepReport run(SweepRequest request) {
        Instant began = parts.clock().instant();
        List<TypeReport> reports = new ArrayList<>();
        for (PortalSweep sweep : asked(request)) {
            List<TypeReport> own = request.type().isPresent()
                    ? sweep.sweep(request.type().get(), request.since(), request.dryRun())
                            .orElseThrow(() -> new IllegalArgumentException("There is no type "
                                    + request.type().get() + " to be swept; there are lead, deal, contact, company,"
                                    + " quote, invoice, dynamic-<number>, task, activity, call and stage-<number>"))
                    : sweep.sweep(What.BOTH, request.since(), request.dryRun());
            if (!request.dryRun()) {
                news.told(sweep.name(), began, own);
            }
            reports.addAll(own);
        }
        return new SweepReport(began, Duration.between(began, parts.clock().instant()), request.dryRun(), reports);
    }

    private Collection<PortalSweep> asked(SweepRequest request) {
        if (request.portal().isEmpty()) {
            return sweeps.values();
        }
        return List.of(Optional.ofNullable(sweeps.get(request.portal().get()))
                .orElseThrow(() -> new IllegalArgumentException("There is no portal "
                        + request.portal().get() + " that can be asked; with an incoming webhook there are "
                        + String.join(", ", sweeps.keySet()))));
    }

    /** How it goes, by portal and type. */
    public List<SweepStatus> status() {
        return news.status();
    }

    /** What was found, day by day. */
    public SweepLedger ledger() {
        return ledger;
    }

    private void onThread(Runnable work) {
        try {
            turns.execute(work);
        } catch (RejectedExecutionException e) {
            LOG.debug("Nothing more is swept", e);
        }
    }

    /** Ends what is under way after the page it is at. Idempotent. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            waiting.values().forEach(Scheduled::cancel);
        }
        turns.shutdownNow();
        lists.shutdownNow();
        try {
            if (!lists.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("A sweep did not end in time; the next start goes on with it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
