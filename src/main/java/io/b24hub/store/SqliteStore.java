package io.b24hub.store;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.time.HubClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The store in one local SQLite file, for one hub process. Nothing to install or to run.
 *
 * <p>Changes are committed in groups by one writer thread and are on the disk (write-ahead log, {@code synchronous=FULL})
 * when their future completes. Reads use connections of their own, never wait for the writer, and throw
 * {@link StoreUnavailable} when the store is closed or cannot be read. Times are kept in whole milliseconds: times of
 * events are cut, due times are rounded up. An event's data may be nested 500 deep.
 *
 * <p>The file needs a local disk; SQLite's log does not work over a network. Beside it lie {@code -wal} and {@code -shm},
 * which belong to it while the hub runs and after a crash, and {@code .lock}, which keeps a second hub away.
 *
 * <p>This class is thread-safe.
 */
public final class SqliteStore implements DeliveryStore {

    private static final int READERS = 3;

    /** About what a row takes beside its text. */
    private static final int ROW_BYTES = 200;

    private final HubClock clock;
    private final SqliteFile file;
    private final GroupCommit commits;
    private final EventTable events = new EventTable();
    private final DeliveryTable deliveries = new DeliveryTable(events);

    private SqliteStore(SqliteFile file, HubClock clock) {
        this.file = file;
        this.clock = clock;
        this.commits = new GroupCommit(file.writer(), file.checkpoints());
    }

    /**
     * Opens a store; creates the file and its folder when they are missing, and brings an older schema up to date.
     *
     * @throws StoreUnavailable when another running hub has it open, a newer hub has used it, it is not a store, or it
     *     cannot be read and written; the message names the file
     */
    public static SqliteStore open(Path file, HubClock clock) {
        Path path = file.toAbsolutePath().normalize();
        try {
            Files.createDirectories(path.getParent());
            return new SqliteStore(SqliteFile.open(path, READERS, clock), clock);
        } catch (SQLException | IOException e) {
            throw new StoreUnavailable("The store " + path + " cannot be opened: " + e.getMessage(), e);
        }
    }

    @Override
    public CompletableFuture<Void> accept(Bitrix24Event event, Collection<String> flows) {
        List<String> each = flows.stream().distinct().toList();
        String data;
        try {
            data = events.data(event);
        } catch (StoreUnavailable e) {
            return CompletableFuture.failedFuture(e);
        }
        Instant now = clock.instant();
        return commits.submit(data.length() + (long) ROW_BYTES * (1 + each.size()), session -> {
            events.insert(session, event, data);
            for (String flow : each) {
                deliveries.insert(session, event, flow, now);
            }
            return null;
        });
    }

    @Override
    public CompletableFuture<List<Delivery>> claim(String flow, int limit, Instant now) {
        if (limit < 0) {
            throw new IllegalArgumentException("Cannot claim " + limit + " deliveries");
        }
        return commits.submit(
                (long) ROW_BYTES * Math.min(limit, 1000), session -> deliveries.claim(session, flow, limit, now));
    }

    /** @throws IllegalArgumentException when {@code end} is neither {@code DELIVERED} nor {@code FILTERED} */
    @Override
    public CompletableFuture<Transition> finish(Delivery delivery, DeliveryState end, Instant at) {
        if (end != DeliveryState.DELIVERED && end != DeliveryState.FILTERED) {
            throw new IllegalArgumentException("A delivery is not finished as " + end.word());
        }
        return commits.submit(ROW_BYTES, session -> deliveries.finish(session, delivery, end, at));
    }

    @Override
    public CompletableFuture<Transition> retry(Delivery delivery, Instant due, String reason, Instant at) {
        String kept = cut(reason);
        return commits.submit(ROW_BYTES, session -> deliveries.retry(session, delivery, due, kept, at));
    }

    @Override
    public CompletableFuture<Transition> release(Delivery delivery, Instant due, String reason) {
        String kept = cut(reason);
        return commits.submit(ROW_BYTES, session -> deliveries.release(session, delivery, due, kept));
    }

    @Override
    public CompletableFuture<Transition> park(Delivery delivery, String reason, Instant at) {
        String kept = cut(reason);
        return commits.submit(ROW_BYTES, session -> deliveries.park(session, delivery, kept, at));
    }

    /** Half of a surrogate pair would not survive the way to the file. */
    private static String cut(String reason) {
        if (reason.length() <= MAX_REASON) {
            return reason;
        }
        boolean splitsPair = Character.isHighSurrogate(reason.charAt(MAX_REASON - 1));
        return reason.substring(0, splitsPair ? MAX_REASON - 1 : MAX_REASON);
    }

    @Override
    public CompletableFuture<Integer> recover(Instant now) {
        return commits.submit(ROW_BYTES, session -> deliveries.recover(session, now));
    }

    @Override
    public Optional<Instant> nextDue(String flow) {
        return file.readers().read(session -> deliveries.nextDue(session, flow));
    }

    @Override
    public CompletableFuture<Void> saveFlows(Collection<FlowRecord> flows) {
        List<FlowRecord> all = List.copyOf(flows);
        return commits.submit((long) ROW_BYTES * all.size(), session -> {
            for (FlowRecord flow : all) {
                FlowTable.save(session, flow);
            }
            return null;
        });
    }

    @Override
    public CompletableFuture<Void> removeFlow(String id) {
        return commits.submit(ROW_BYTES, session -> {
            FlowTable.remove(session, id);
            return null;
        });
    }

    @Override
    public List<FlowRecord> flows() {
        return file.readers().read(FlowTable::all);
    }

    @Override
    public Optional<String> pinnedMember(String portal) {
        return file.readers().read(session -> PortalTable.member(session, portal));
    }

    @Override
    public CompletableFuture<String> pinMember(String portal, String memberId, Instant at) {
        return commits.submit(ROW_BYTES, session -> PortalTable.pin(session, portal, memberId, at));
    }

    @Override
    public Optional<Bitrix24Event> event(String id) {
        return file.readers().read(session -> events.byId(session, id));
    }

    @Override
    public List<Bitrix24Event> latest(int limit) {
        return file.readers().read(session -> events.latest(session, Math.max(0, limit)));
    }

    @Override
    public List<DeliveryRecord> deliveries(String eventId) {
        return file.readers().read(session -> deliveries.ofEvent(session, eventId));
    }

    @Override
    public List<DeliveryRecord> parked(int limit) {
        return file.readers().read(session -> deliveries.parked(session, Math.max(0, limit)));
    }

    @Override
    public Map<DeliveryState, Long> active(String flow) {
        return file.readers().read(session -> deliveries.active(session, flow));
    }

    /** For tests that look behind the interface. */
    SqliteFile file() {
        return file;
    }

    /** For tests that look behind the interface. */
    GroupCommit commits() {
        return commits;
    }

    /** Not from a continuation of one of its own futures: it waits for the writer thread. */
    @Override
    public synchronized void close() {
        commits.close();
        file.close();
    }
}
