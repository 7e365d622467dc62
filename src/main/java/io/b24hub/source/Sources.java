package io.b24hub.source;

import io.b24hub.settings.PortalSettings;
import io.b24hub.settings.SourceList;
import io.b24hub.settings.SourceMode;
import io.b24hub.source.SourceStatus.ListStatus;
import io.b24hub.store.Memory;
import io.b24hub.store.StoreUnavailable;
import io.b24hub.time.HubClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The source addresses of all portals. Polls only the lists that some portal needs: none, when every portal has its check
 * off or does without lists.
 *
 * <p>This class is thread-safe.
 */
public final class Sources implements AutoCloseable {

    /** How old a list may become before that is trouble. */
    static final Duration OLD = Duration.ofDays(1);

    private static final Logger LOG = LoggerFactory.getLogger(Sources.class);
    private static final Duration LOOK = Duration.ofMinutes(1);

    private final Map<String, SourceGuard> guards = new LinkedHashMap<>();
    private final List<PolledList> lists = new ArrayList<>();
    private final HubClock clock;
    private final ExecutorService thread;
    private final Instant began;
    private HubClock.Scheduled next = () -> {};
    private boolean closed;

    /**
     * Reads what the store has of the lists; asks nobody yet.
     *
     * @param addresses where the lists are
     */
    public Sources(
            Collection<PortalSettings> portals,
            Map<SourceList, URI> addresses,
            Memory memory,
            HubClock clock,
            RandomGenerator random) {
        this.clock = clock;
        began = clock.instant();
        ListFetch fetch = new ListFetch();
        for (SourceList list : SourceList.values()) {
            if (portals.stream().anyMatch(portal -> portal.sources().lists().contains(list))) {
                lists.add(new PolledList(list, addresses.get(list), memory, clock, random, fetch));
            }
        }
        portals.forEach(portal -> guards.put(portal.name(), new SourceGuard(portal.name(), portal.sources(), clock)));
        thread = ownThread();
        recall();
    }

    /** A far side may take a while, so not the clock's thread. Idle, it ends. */
    private static ExecutorService ownThread() {
        ThreadPoolExecutor own =
                new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "b24hub-sources");
                    thread.setDaemon(true);
                    return thread;
                });
        own.allowCoreThreadTimeOut(true);
        return own;
    }

    private void recall() {
        try {
            lists.forEach(PolledList::recall);
        } catch (StoreUnavailable e) {
            LOG.debug("The lists of addresses are read later", e);
        }
        spread();
    }

    private void spread() {
        guards.values().forEach(guard -> guard.know(lists));
    }

    /** Begins to poll, where there is something to poll. */
    public synchronized void start() {
        if (!lists.isEmpty()) {
            lookNow();
        }
    }

    private synchronized void lookNow() {
        if (!closed) {
            try {
                thread.execute(this::look);
            } catch (RejectedExecutionException e) {
                LOG.debug("No more lists are polled", e);
            }
        }
    }

    private void look() {
        try {
            lists.forEach(PolledList::look);
            spread();
        } catch (RuntimeException e) {
            LOG.error("The lists of Bitrix24's addresses could not be looked after", e);
        }
        synchronized (this) {
            if (!closed) {
                next = clock.runIn(LOOK, this::lookNow);
            }
        }
    }

    /** Who judges the calls of a portal. */
    public SourceGuard guard(String portal) {
        return guards.get(portal);
    }

    /** How the portals stand, in the order of the configuration. */
    public List<SourceStatus> status() {
        return guards.values().stream().map(this::status).toList();
    }

    private SourceStatus status(SourceGuard guard) {
        List<ListStatus> own = lists.stream()
                .filter(list -> guard.settings().lists().contains(list.list()))
                .map(Sources::status)
                .toList();
        return new SourceStatus(
                guard.portal(),
                guard.settings().mode(),
                guard.size(),
                guard.isComplete(),
                guard.strange(),
                guard.last(),
                own);
    }

    private static ListStatus status(PolledList list) {
        KeptList kept = list.kept();
        return new ListStatus(
                list.list(), kept.polledAt(), kept.readAt(), kept.listed().size(), kept.trouble());
    }

    /** The lists that are polled. */
    public List<SourceList> polled() {
        return lists.stream().map(PolledList::list).toList();
    }

    /** What a person should know of a list: that it was never read, or not for a day; empty when all is well. */
    public Optional<String> trouble(SourceList list) {
        return lists.stream()
                .filter(polled -> polled.list() == list)
                .findFirst()
                .flatMap(polled -> trouble(list, polled.kept()));
    }

    private Optional<String> trouble(SourceList list, KeptList kept) {
        String why = kept.trouble().isEmpty() ? "" : ", because " + kept.trouble();
        String remedy = " Let the hub reach it, or set " + list.setting() + " to a copy.";
        if (!kept.isThere()) {
            boolean tried = !kept.trouble().isEmpty() || clock.instant().isAfter(began.plus(LOOK.multipliedBy(2)));
            return tried
                    ? Optional.of("The list " + list.word() + " of Bitrix24's addresses was never read" + why
                            + ". Until then calls are taken from any address" + enforcers(list) + "." + remedy)
                    : Optional.empty();
        }
        boolean old = kept.readAt()
                .filter(read -> clock.instant().isAfter(read.plus(OLD)))
                .isPresent();
        return old
                ? Optional.of("The list " + list.word() + " of Bitrix24's addresses was read last at "
                        + kept.readAt().orElseThrow() + why + ". The last good one counts." + remedy)
                : Optional.empty();
    }

    private String enforcers(SourceList list) {
        boolean enforced = guards.values().stream()
                .anyMatch(guard -> guard.settings().mode() == SourceMode.ENFORCE
                        && guard.settings().lists().contains(list));
        return enforced ? ", although source-addresses is enforce" : "";
    }

    /** Polls no more, and waits for what is on its way. Idempotent. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            next.cancel();
            thread.shutdownNow();
        }
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("The polling of address lists did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
