package io.b24hub.store;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.time.HubClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
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
public final class SqliteStore extends SqliteReads implements HubStore {

    private static final int READERS = 3;

    /** About what a row takes beside its text. */
    private static final int ROW_BYTES = 200;

    private final HubClock clock;
    private final SqliteFile file;
    private final GroupCommit commits;
    private final Claiming claiming;
    private final CommitTimes times = new CommitTimes();
    private final SweepTables sweeps = new SweepTables(events);

    private SqliteStore(SqliteFile file, HubClock clock) {
        super(file.readers());
        this.file = file;
        this.clock = clock;
        this.commits = new GroupCommit(file.writer(), file.checkpoints(), times);
        this.claiming = new Claiming(events);
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
    public CommitTimes commitTimes() {
        return times;
    }

    @Override
    public CompletableFuture<Void> accept(Bitrix24Event event, Collection<String> flows) {
        return accept(event, flows, (session, now) -> true).thenApply(accepted -> null);
    }

    @Override
    public CompletableFuture<Boolean> accept(Bitrix24Event event, Collection<String> flows, Swap swap) {
        return accept(event, flows, (session, now) -> MemoryTable.swap(session, swap, now));
    }

    /** Decides, within the transaction, whether an event is stored. */
    @FunctionalInterface
    private interface Condition {
        boolean holds(SqliteSession session, Instant now) throws SQLException;
    }

    private CompletableFuture<Boolean> accept(Bitrix24Event event, Collection<String> flows, Condition condition) {
        List<String> each = flows.stream().distinct().toList();
        String data;
        try {
            data = events.data(event);
        } catch (StoreUnavailable e) {
            return CompletableFuture.failedFuture(e);
        }
        Instant now = clock.instant();
        return commits.submit(data.length() + (long) ROW_BYTES * (1 + each.size()), session -> {
            if (!condition.holds(session, now)) {
                return false;
            }
            events.insert(session, event, data);
            if (!sweeps.late(session, event, now)) {
                for (String flow : each) {
                    DeliveryTable.insert(session, event, flow, now);
                }
            }
            return true;
        });
    }

    @Override
    public CompletableFuture<Claimed> claim(Claim claim) {
        return commits.submit((long) ROW_BYTES * claim.limit(), session -> claiming.claim(session, claim));
    }

    @Override
    public CompletableFuture<Transition> finish(
            Delivery delivery, DeliveryState end, Attempt attempt, List<Fact> facts) {
        if (end != DeliveryState.DELIVERED && end != DeliveryState.FILTERED) {
            throw new IllegalArgumentException("A delivery does not finish as " + end.word());
        }
        return attempted(
                delivery,
                attempt,
                facts,
                (session, kept) -> DeliveryTable.finish(session, delivery, end, kept.ended()));
    }

    @Override
    public CompletableFuture<Transition> retry(Delivery delivery, Instant due, Attempt attempt) {
        return attempted(
                delivery,
                attempt,
                (session, kept) -> DeliveryTable.retry(session, delivery, due, kept.reason(), kept.ended()));
    }

    @Override
    public CompletableFuture<Transition> postpone(Delivery delivery, Instant due, Attempt attempt) {
        return attempted(
                delivery, attempt, (session, kept) -> DeliveryTable.postpone(session, delivery, due, kept.reason()));
    }

    @Override
    public CompletableFuture<Transition> park(Delivery delivery, Attempt attempt) {
        return attempted(
                delivery,
                attempt,
                (session, kept) -> DeliveryTable.park(session, delivery, kept.reason(), kept.ended()));
    }

    /** A transition that an attempt led to. */
    @FunctionalInterface
    private interface Attempted {
        Transition in(SqliteSession session, Attempt kept) throws SQLException;
    }

    /** The attempt and the facts are kept when its transition took place. */
    private CompletableFuture<Transition> attempted(Delivery delivery, Attempt attempt, Attempted transition) {
        return attempted(delivery, attempt, List.of(), transition);
    }

    private CompletableFuture<Transition> attempted(
            Delivery delivery, Attempt attempt, List<Fact> facts, Attempted transition) {
        AttemptTable.Kept kept = attempts.kept(attempt);
        return commits.submit(ROW_BYTES + Fact.size(facts), session -> {
            Transition made = transition.in(session, kept.attempt());
            if (made.won()) {
                attempts.insert(session, delivery, kept);
                MemoryTable.keep(session, facts, attempt.ended());
            }
            return made;
        });
    }

    @Override
    public CompletableFuture<Transition> release(Delivery delivery, Instant due, String reason) {
        String kept = ShortText.cut(reason);
        return commits.submit(ROW_BYTES, session -> DeliveryTable.release(session, delivery, due, kept));
    }

    @Override
    public CompletableFuture<Integer> recover(Instant now) {
        return commits.submit(ROW_BYTES, session -> {
            attempts.interrupted(session, now);
            return DeliveryTable.recover(session, now);
        });
    }

    @Override
    public CompletableFuture<ChangeStep> change(
            Change change, DeliveryFilter filter, long after, long upTo, int limit, String reason, Instant now) {
        if (limit < 1) {
            throw new IllegalArgumentException("A step cannot look at " + limit + " deliveries");
        }
        Optional<DeliveryFilter> narrowed = ControlSteps.narrowed(change, filter);
        if (narrowed.isEmpty()) {
            return CompletableFuture.completedFuture(new ChangeStep(after, 0, true, List.of()));
        }
        DeliveryChange one = new DeliveryChange(change, ShortText.cut(reason), now);
        try {
            ControlSteps.Span span = new ControlSteps.Span(after == 0 ? begin(filter) : after, upTo, limit);
            return commits.submit(
                    (long) ROW_BYTES * limit, session -> ControlSteps.step(session, one, narrowed.get(), span));
        } catch (StoreUnavailable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** The writer need not look at what is older than the filter asks for. */
    private long begin(DeliveryFilter filter) {
        return read(session -> ControlSteps.before(session, filter)).orElse(0);
    }

    @Override
    public CompletableFuture<Void> hold(Hold hold) {
        return write(session -> HoldTable.save(session, hold));
    }

    @Override
    public CompletableFuture<Void> lift(Hold.Kind kind, String name) {
        return write(session -> HoldTable.remove(session, kind, name));
    }

    @Override
    public CompletableFuture<Void> record(OperatorAction action) {
        return write(session -> ActionTable.insert(session, action));
    }

    @Override
    public CompletableFuture<Integer> forgetActions(Instant before, int limit) {
        return commits.submit(ROW_BYTES, session -> ActionTable.forget(session, before, limit));
    }

    @Override
    public CompletableFuture<Void> saveFlows(Collection<FlowRecord> flows) {
        List<FlowRecord> all = List.copyOf(flows);
        return write(session -> {
            for (FlowRecord flow : all) {
                FlowTable.save(session, flow);
            }
        });
    }

    @Override
    public CompletableFuture<Void> removeFlow(String id) {
        return write(session -> FlowTable.remove(session, id));
    }

    @Override
    public CompletableFuture<Void> remember(String space, String key, String value, Instant at) {
        return commits.submit(value.length() + (long) ROW_BYTES, session -> {
            MemoryTable.save(session, space, key, value, at);
            return null;
        });
    }

    @Override
    public CompletableFuture<String> rememberFirst(String space, String key, String value, Instant at) {
        return commits.submit(
                value.length() + (long) ROW_BYTES, session -> MemoryTable.first(session, space, key, value, at));
    }

    @Override
    public CompletableFuture<Boolean> swap(Swap swap, Instant at) {
        return commits.submit(swap.value().length() + (long) ROW_BYTES, session -> MemoryTable.swap(session, swap, at));
    }

    @Override
    public CompletableFuture<Void> forget(String space, String key) {
        return write(session -> MemoryTable.forget(session, space, key));
    }

    @Override
    public CompletableFuture<Integer> forgetBefore(String space, Instant before, int limit) {
        return commits.submit((long) ROW_BYTES * Math.max(0, limit), session -> {
            sweeps.forgotten(space);
            return MemoryTable.forgetBefore(session, space, before, limit);
        });
    }

    @Override
    public CompletableFuture<Healed> heal(Heal step) {
        return commits.submit(4L * ROW_BYTES * step.findings().size(), session -> sweeps.heal(session, step));
    }

    @Override
    public CompletableFuture<PruneStep> prune(long after, int limit, Instant endedBefore, Instant parkedBefore) {
        return commits.submit(
                (long) ROW_BYTES * Math.max(0, limit),
                session -> Pruning.step(session, after, limit, endedBefore, parkedBefore));
    }

    @FunctionalInterface
    private interface Writing {
        void in(SqliteSession session) throws SQLException;
    }

    private CompletableFuture<Void> write(Writing writing) {
        return commits.submit(ROW_BYTES, session -> {
            writing.in(session);
            return null;
        });
    }

    @Override
    public boolean shared() {
        return false;
    }

    @Override
    public Duration term() {
        return Duration.ofDays(1);
    }

    @Override
    public Instant leasedUntil() {
        return Instant.MAX;
    }

    @Override
    public CompletableFuture<Renewal> renew() {
        return CompletableFuture.completedFuture(new Renewal(1, 0));
    }

    @Override
    public CompletableFuture<Boolean> elect(String duty, Duration term) {
        return CompletableFuture.completedFuture(true);
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
        // refused when it is closed already, or has no room to write it down; then the next start does it
        recover(clock.instant());
        abandon();
    }

    /** For tests: leaves everything as a process leaves it that is killed between two commits. */
    synchronized void abandon() {
        commits.close();
        file.close();
    }
}
