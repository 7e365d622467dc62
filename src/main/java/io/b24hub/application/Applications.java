package io.b24hub.application;

import io.b24hub.bitrix.ApplicationRest;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.event.EventCatalogue;
import io.b24hub.event.EventIds;
import io.b24hub.event.EventType;
import io.b24hub.event.Origin;
import io.b24hub.intake.IntakeListener;
import io.b24hub.intake.TokenTaker;
import io.b24hub.settings.ApplicationSettings;
import io.b24hub.settings.Secret;
import io.b24hub.store.HubStore;
import io.b24hub.time.HubClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches the events that portals keep for their local applications, and makes events of origin {@code offline} of them, which
 * flows treat like any other. A record is cleared in the portal after its event is durable, and is stored once however often it
 * comes, so a crash at any point neither loses nor doubles it.
 *
 * <p>This class is thread-safe.
 */
public final class Applications implements AutoCloseable, TokenTaker {

    /** Where the store remembers what was fetched. */
    public static final String SEEN = "offline-seen";

    private static final Logger LOG = LoggerFactory.getLogger(Applications.class);

    /** The portal keeps reserved records for 2,952,000 seconds. */
    private static final Duration REMEMBERED = Duration.ofDays(35);

    private static final String WAKE = "ONOFFLINEEVENT";
    private static final String REMOVED = "ONAPPUNINSTALL";
    private static final Set<String> INSTALLED = Set.of("ONAPPINSTALL", "ONAPPUPDATE");

    /**
     * What it works with.
     *
     * @param settings by the portal's name
     * @param calls what calls each of these portals
     * @param random nobody can foresee
     * @param flows ids of the flows that want an event
     * @param listener hears of each event that was stored
     */
    public record Parts(
            Map<String, ApplicationSettings> settings,
            Map<String, ApplicationRest> calls,
            HubStore store,
            EventCatalogue catalogue,
            EventIds ids,
            HubClock clock,
            RandomGenerator random,
            Function<Bitrix24Event, Collection<String>> flows,
            IntakeListener listener) {}

    private final Parts parts;
    private final Map<String, PortalPoll> polls = new TreeMap<>();
    private final ExecutorService threads;

    /**
     * Opens nothing yet.
     *
     * @throws io.b24hub.settings.BadSettings when stored tokens cannot be read with the key
     */
    public Applications(Parts parts) {
        this.parts = parts;
        threads = threads(Math.max(1, parts.settings().size()));
        parts.settings().forEach((name, settings) -> polls.put(name, poll(name, settings)));
    }

    private PortalPoll poll(String name, ApplicationSettings settings) {
        AccessTokens tokens = new AccessTokens(name, settings, parts.store(), parts.clock(), parts.random());
        PortalAccess access =
                new PortalAccess(Optional.ofNullable(parts.calls().get(name)).orElseThrow(), tokens);
        return new PortalPoll(
                name,
                settings.poll(),
                parts,
                tokens,
                new Bindings(name, access, () -> wanted(name, settings)),
                new Fetching(name, parts, new OfflineCalls(name, access)),
                threads);
    }

    /** One for each portal: they wait for answers most of the time. Idle, they end. */
    private static ExecutorService threads(int count) {
        ThreadPoolExecutor own =
                new ThreadPoolExecutor(count, count, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "b24hub-application");
                    thread.setDaemon(true);
                    return thread;
                });
        own.allowCoreThreadTimeOut(true);
        return own;
    }

    /** How long what is remembered may be asked for. */
    public static Map<String, Duration> memories() {
        return Map.of(SEEN, REMEMBERED);
    }

    /** Asks each portal at once, and from then on at its interval. */
    public void start() {
        polls.values().forEach(PortalPoll::now);
    }

    /** Hears of an event that came by a call with the right token. */
    public void heard(Bitrix24Event event) {
        PortalPoll poll = polls.get(event.portal());
        if (poll == null || event.origin() != Origin.WEBHOOK) {
            return;
        }
        if (event.type().equals(WAKE)) {
            poll.now();
        } else if (INSTALLED.contains(event.type())) {
            poll.installed();
        } else if (event.type().equals(REMOVED)) {
            poll.removed();
        }
    }

    @Override
    public CompletableFuture<Void> take(String portal, Secret refreshToken) {
        return Optional.ofNullable(polls.get(portal))
                .map(poll -> poll.tokens().offer(refreshToken))
                .orElseGet(() -> TokenTaker.NONE.take(portal, refreshToken));
    }

    /** How it goes, by portal. */
    public List<ApplicationStatus> status() {
        return polls.values().stream().map(PortalPoll::status).toList();
    }

    /** What is named, or else what some flow takes. */
    private Set<String> wanted(String portal, ApplicationSettings settings) {
        if (!settings.events().isEmpty()) {
            return Set.copyOf(settings.events());
        }
        return parts.catalogue().types().stream()
                .map(EventType::event)
                .filter(code -> !isOurs(code))
                .filter(code -> !parts.flows().apply(sample(portal, code)).isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Of itself an application hears online only. */
    private static boolean isOurs(String code) {
        return code.startsWith("ONAPP")
                || code.equals(WAKE)
                || Set.of(EventCatalogue.ROBOT, EventCatalogue.TIMER, EventCatalogue.HUB, EventCatalogue.STAGE)
                        .contains(code);
    }

    private Bitrix24Event sample(String portal, String code) {
        Instant now = parts.clock().instant();
        return new Bitrix24Event("", portal, code, EntityRef.NONE, "", now, now, Origin.OFFLINE, Map.of());
    }

    /** Ends what is under way; what is not cleared comes again. Idempotent. */
    @Override
    public void close() {
        polls.values().forEach(PortalPoll::close);
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("The fetching of events did not end in time; the next start goes on with it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
