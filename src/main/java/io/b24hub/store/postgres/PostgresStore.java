package io.b24hub.store.postgres;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.store.Attempt;
import io.b24hub.store.Claim;
import io.b24hub.store.Claimed;
import io.b24hub.store.CommitTimes;
import io.b24hub.store.ControlSteps;
import io.b24hub.store.Delivery;
import io.b24hub.store.DeliveryFilter;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.Fact;
import io.b24hub.store.FlowRecord;
import io.b24hub.store.Heal;
import io.b24hub.store.Healed;
import io.b24hub.store.Hold;
import io.b24hub.store.HubStore;
import io.b24hub.store.OperatorAction;
import io.b24hub.store.StoreUnavailable;
import io.b24hub.store.Swap;
import io.b24hub.store.Transition;
import io.b24hub.time.HubClock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store in a PostgreSQL database (12 or newer), which several hubs may share.
 *
 * <p>What comes at one time is committed in one transaction ({@code synchronous_commit} at least {@code local}), and is
 * durable when its future completes. Reads use connections of their own and see what was committed before. Times are kept
 * in whole milliseconds, as in SQLite. Each process holds up to six connections.
 *
 * <p>While the server is away, restarts, or refuses, changes fail with {@link StoreUnavailable} and reads throw it;
 * connections are made anew by themselves. When a connection breaks while a commit is on its way, nobody can tell whether
 * it took place: the future fails, and the change may be there all the same. So an event that was answered with 503 may
 * still be stored and delivered. What may have been claimed goes back before the next claim or with the next renewal, as soon
 * as the server is through with that commit; a transition that is asked for again is made, or lost because it had been made.
 *
 * <p>A process that dies or freezes loses what it has in hand to the others when its lease ends; what it still tries to
 * write about it afterwards is {@linkplain Transition#LOST lost}.
 *
 * <p>This class is thread-safe.
 */
public final class PostgresStore extends PostgresReads implements HubStore {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresStore.class);
    private static final int READERS = 3;

    /** About what a row takes beside its text. */
    private static final int ROW_BYTES = 200;

    private final HubClock clock;
    private final ReadLinks links;
    private final GroupWriter main; // all that concerns deliveries, so that the order of handing over holds
    private final GroupWriter side; // what may take its time
    private final GroupWriter lease; // what must not
    private final EntityLocks locks;
    private final Members members;
    private final Memories memories = new Memories();
    private final Accepts accepts = new Accepts(memories);
    private final Sweeps sweeps;
    private final Transitions transitions = new Transitions(attempts, memories);
    private final Doubts doubts;
    private final ClaimBatch claims;
    private final OwnLease mine;
    private final CommitTimes times = new CommitTimes(); // of what concerns deliveries

    private PostgresStore(Connector connector, ReadLinks links, Members members, HubClock clock) {
        super(links);
        this.links = links;
        this.clock = clock;
        this.members = members;
        this.locks = members.locks();
        this.sweeps = new Sweeps(events, accepts, memories, locks);
        this.main = new GroupWriter("deliveries", connector, locks, times);
        this.side = new GroupWriter("upkeep", connector, locks, new CommitTimes());
        this.lease = new GroupWriter("lease", members.link(connector), locks, new CommitTimes());
        this.mine = new OwnLease(lease, members, clock);
        this.doubts = new Doubts(locks);
        this.claims = new ClaimBatch(new Claims(events), mine::token, doubts);
    }

    /**
     * Opens a store; makes its tables when they are missing, and brings an older schema up to date. Several hubs may start
     * at one time. This process then has a lease.
     *
     * @param term how long a lease lasts without being renewed, by the server's clock
     * @param random for this process's id
     * @throws StoreUnavailable when it cannot be used; the message says why, without the password
     */
    public static PostgresStore open(PostgresAddress address, Duration term, RandomGenerator random, HubClock clock) {
        String name = host() + ":" + ProcessHandle.current().pid();
        Connector connector = new Connector(address, "b24hub " + name);
        EntityLocks locks = prepare(connector, clock.instant());
        String id = String.format("%016x", random.nextLong());
        Members members = new Members(locks, id, name, term);
        PostgresStore store = new PostgresStore(connector, new ReadLinks(connector, READERS), members, clock);
        try {
            store.mine.renew(false).join();
            return store;
        } catch (RuntimeException e) {
            store.abandon();
            throw new StoreUnavailable("The store " + address.shown() + " cannot be opened: " + e.getMessage(), e);
        }
    }

    private static EntityLocks prepare(Connector connector, Instant now) {
        String shown = connector.address().shown();
        try (PgSession session = connector.open()) {
            Connector.warnOfServer(session);
            Schema schema = new Schema(shown, Schema.migrations());
            EntityLocks locks = new EntityLocks(schema.name(session));
            schema.apply(session, locks, now);
            return locks;
        } catch (SQLException e) {
            throw new StoreUnavailable("The store " + shown + " cannot be opened: " + e.getMessage(), e);
        }
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown-host";
        }
    }

    @Override
    public CommitTimes commitTimes() {
        return times;
    }

    @Override
    public CompletableFuture<Void> accept(Bitrix24Event event, Collection<String> flows) {
        List<String> each = flows.stream().distinct().toList();
        try {
            Accepts.Accepted accepted = new Accepts.Accepted(event, events.data(event), each, clock.instant());
            return main.submit(accepts, accepted, accepted.data().length() + (long) ROW_BYTES * (1 + each.size()));
        } catch (StoreUnavailable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public CompletableFuture<Boolean> accept(Bitrix24Event event, Collection<String> flows, Swap swap) {
        List<String> each = flows.stream().distinct().toList();
        try {
            Accepts.Accepted accepted = new Accepts.Accepted(event, events.data(event), each, clock.instant());
            return main.submitAlone(session -> {
                locks.lock(session, List.of(accepts.entity(accepted)));
                if (!Memories.swap(session, swap, accepted.now())) {
                    return false;
                }
                accepts.run(session, List.of(accepted));
                return true;
            });
        } catch (StoreUnavailable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public CompletableFuture<Claimed> claim(Claim claim) {
        doubts.settle(main);
        return main.submit(claims, claim, 0);
    }

    @Override
    public CompletableFuture<Transition> finish(
            Delivery delivery, DeliveryState end, Attempt attempt, List<Fact> facts) {
        if (end != DeliveryState.DELIVERED && end != DeliveryState.FILTERED) {
            throw new IllegalArgumentException("A delivery does not finish as " + end.word());
        }
        long bytes = ROW_BYTES + Fact.size(facts);
        return main.submit(transitions, transitions.finish(delivery, end, attempt, facts), bytes);
    }

    @Override
    public CompletableFuture<Transition> retry(Delivery delivery, Instant due, Attempt attempt) {
        return change(transitions.retry(delivery, due, attempt));
    }

    @Override
    public CompletableFuture<Transition> postpone(Delivery delivery, Instant due, Attempt attempt) {
        return change(transitions.postpone(delivery, due, attempt));
    }

    @Override
    public CompletableFuture<Transition> release(Delivery delivery, Instant due, String reason) {
        return change(Transitions.release(delivery, due, reason));
    }

    @Override
    public CompletableFuture<Transition> park(Delivery delivery, Attempt attempt) {
        return change(transitions.park(delivery, attempt));
    }

    private CompletableFuture<Transition> change(Transitions.Change change) {
        return main.submit(transitions, change, ROW_BYTES);
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
        Control control = new Control(locks, change, narrowed.get(), reason, now);
        return side.submitAlone(session -> control.step(session, after, upTo, limit));
    }

    @Override
    public CompletableFuture<Void> hold(Hold hold) {
        return write(session -> Notes.hold(session, hold));
    }

    @Override
    public CompletableFuture<Void> lift(Hold.Kind kind, String name) {
        return write(session -> Notes.lift(session, kind, name));
    }

    @Override
    public CompletableFuture<Void> record(OperatorAction action) {
        return write(session -> Notes.record(session, action));
    }

    @Override
    public CompletableFuture<Integer> forgetActions(Instant before, int limit) {
        return side.submit(session -> Notes.forgetActions(session, before, limit));
    }

    @Override
    public CompletableFuture<Void> saveFlows(Collection<FlowRecord> flows) {
        List<FlowRecord> sorted =
                flows.stream().sorted(Comparator.comparing(FlowRecord::id)).toList();
        return write(session -> Flows.save(session, sorted, members.id()));
    }

    /** Another live process that has the flow keeps it in the store. */
    @Override
    public CompletableFuture<Void> removeFlow(String id) {
        return write(session -> Flows.remove(session, id, members.id()));
    }

    @Override
    public CompletableFuture<Void> remember(String space, String key, String value, Instant at) {
        return side.submit(memories, new Memories.Memory(space, key, value, at), value.length() + (long) ROW_BYTES);
    }

    @Override
    public CompletableFuture<String> rememberFirst(String space, String key, String value, Instant at) {
        Memories.Memory memory = new Memories.Memory(space, key, value, at);
        return side.submit(session -> Memories.first(session, memory));
    }

    @Override
    public CompletableFuture<Boolean> swap(Swap swap, Instant at) {
        return side.submit(session -> Memories.swap(session, swap, at));
    }

    @Override
    public CompletableFuture<Void> forget(String space, String key) {
        return write(session -> Memories.forget(session, space, key));
    }

    @Override
    public CompletableFuture<Integer> forgetBefore(String space, Instant before, int limit) {
        return side.submit(session -> Memories.forgetBefore(session, space, before, limit));
    }

    @Override
    public CompletableFuture<Healed> heal(Heal step) {
        return side.submitAlone(session -> sweeps.heal(session, step));
    }

    @Override
    public CompletableFuture<PruneStep> prune(long after, int limit, Instant endedBefore, Instant parkedBefore) {
        return side.submitAlone(session -> Pruning.step(session, after, limit, endedBefore, parkedBefore));
    }

    @FunctionalInterface
    private interface Writing {
        void in(PgSession session) throws SQLException;
    }

    private CompletableFuture<Void> write(Writing writing) {
        return side.submit(session -> {
            writing.in(session);
            return null;
        });
    }

    @Override
    public CompletableFuture<Integer> recover(Instant now) {
        return lease.submitAlone(session -> members.takeOver(session, now));
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public Duration term() {
        return members.term();
    }

    /** A term from before the last renewal was sent: the server counts from when it came. */
    @Override
    public Instant leasedUntil() {
        return mine.until();
    }

    @Override
    public CompletableFuture<Renewal> renew() {
        doubts.settle(main); // a flow that is paused or gone claims nothing
        return mine.renew(true);
    }

    @Override
    public CompletableFuture<Boolean> elect(String duty, Duration term) {
        return lease.submit(session -> members.elect(session, duty, term));
    }

    /** Not from a continuation of one of its own futures: it waits for its threads. */
    @Override
    public synchronized void close() {
        main.close();
        side.close();
        lease.submitAlone(session -> members.leave(session, mine.token(), clock.instant()))
                .exceptionally(e -> {
                    LOG.debug("Could not give back what was in hand; others take it over", e);
                    return 0;
                });
        abandon();
    }

    /** For tests: leaves everything as a process leaves it that is killed between two commits. */
    synchronized void abandon() {
        main.close();
        side.close();
        lease.close();
        links.close();
    }
}
