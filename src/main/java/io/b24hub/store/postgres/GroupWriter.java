package io.b24hub.store.postgres;

import io.b24hub.store.CommitTimes;
import io.b24hub.store.StoreUnavailable;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes many callers share one commit. One thread with one connection takes what has gathered, runs it in one transaction,
 * several rows to a statement, commits once, and then completes the futures. Nothing waits for a group to fill.
 *
 * <p>A piece of work that fails by its own fault fails alone. When the transaction fails otherwise, it is tried once more
 * on a new connection, unless the commit was already on its way: then it is not known whether it took place, the futures
 * fail, and what was to be stored may be there all the same. While the server is away, work fails at once, and a new
 * connection is tried from time to time.
 *
 * <p>Futures complete on the writer's thread: what continues there must be brief. Work of one thread runs in the order of
 * handing over. This class is thread-safe.
 */
final class GroupWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GroupWriter.class);

    /** Most pieces of work in one transaction: each may hold an advisory lock, for which the server's room is limited. */
    static final int MAX_COUNT = 256;

    /** A group is closed when it has so many bytes; one larger piece of work still goes, alone. */
    static final long MAX_BYTES = 4L << 20;

    /** Something to do in a transaction. May run twice, in which case the first run was undone. */
    @FunctionalInterface
    interface Work<R> {

        R run(PgSession session) throws SQLException;
    }

    private final String name;
    private final Link link;
    private final EntityLocks locks;
    private final CommitTimes times;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition handedOver = lock.newCondition();
    private final Deque<Pending<?, ?>> waiting = new ArrayDeque<>();
    private boolean closing;

    private boolean failing; // seen by the writer's thread only

    /** Starts the writer's thread. */
    GroupWriter(String name, Connector connector, EntityLocks locks, CommitTimes times) {
        this(name, new Link(connector::open, Link.LONGEST_PAUSE), locks, times);
    }

    GroupWriter(String name, Link link, EntityLocks locks, CommitTimes times) {
        this.name = name;
        this.link = link;
        this.locks = locks;
        this.times = times;
        this.thread = new Thread(this::write, "b24hub-store-" + name);
        this.thread.setDaemon(true);
        this.thread.start();
    }

    /**
     * Hands over one piece of work of a kind.
     *
     * @param bytes about how much it writes
     * @return completes after the commit, or with {@link StoreUnavailable}
     */
    <I, R> CompletableFuture<R> submit(Batch<I, R> batch, I item, long bytes) {
        return add(new Pending<>(batch, item, bytes, false));
    }

    /** Hands over one piece of work of a kind that has a transaction to itself, and may take advisory locks. */
    <I, R> CompletableFuture<R> submitAlone(Batch<I, R> batch, I item) {
        return add(new Pending<>(batch, item, 0, true));
    }

    /** Hands over work that shares a transaction with others. It takes no advisory lock. */
    <R> CompletableFuture<R> submit(Work<R> work) {
        return add(new Pending<>(new Single<>(work), "", 0, false));
    }

    /** Hands over work that has a transaction to itself, and may take advisory locks. */
    <R> CompletableFuture<R> submitAlone(Work<R> work) {
        return add(new Pending<>(new Single<>(work), "", 0, true));
    }

    private record Single<R>(Work<R> work) implements Batch<String, R> {

        @Override
        public List<R> run(PgSession session, List<String> items) throws SQLException {
            List<R> results = new ArrayList<>();
            results.add(work.run(session)); // null for Void
            return results;
        }
    }

    private <I, R> CompletableFuture<R> add(Pending<I, R> pending) {
        lock.lock();
        try {
            if (closing) {
                return CompletableFuture.failedFuture(new StoreUnavailable("The store is closed."));
            }
            waiting.add(pending);
            handedOver.signal();
        } finally {
            lock.unlock();
        }
        return pending.future;
    }

    private void write() {
        for (List<Pending<?, ?>> group = nextGroup(); !group.isEmpty(); group = nextGroup()) {
            commit(group);
        }
        link.close();
    }

    /** Waits for work; empty when there is none and none will come. */
    private List<Pending<?, ?>> nextGroup() {
        List<Pending<?, ?>> group = new ArrayList<>();
        lock.lock();
        try {
            while (waiting.isEmpty() && !closing) {
                handedOver.awaitUninterruptibly();
            }
            for (long bytes = 0; fits(group, bytes); ) {
                Pending<?, ?> next = waiting.remove();
                bytes += next.bytes;
                group.add(next);
            }
        } finally {
            lock.unlock();
        }
        return group;
    }

    private boolean fits(List<Pending<?, ?>> group, long bytes) {
        if (waiting.isEmpty()) {
            return false;
        }
        Pending<?, ?> next = waiting.element();
        return group.isEmpty()
                || group.size() < MAX_COUNT && bytes + next.bytes <= MAX_BYTES && !next.alone && !group.get(0).alone;
    }

    // the one place that must survive anything: a writer that died would stop the hub without a word
    private void commit(List<Pending<?, ?>> group) {
        try {
            long began = System.nanoTime();
            inOneTransaction(group);
            times.committed(System.nanoTime() - began, group.size());
            recovered();
        } catch (Throwable e) {
            failed(group.size(), e);
            group.forEach(pending -> pending.refuse(e));
        }
        try {
            group.forEach(Pending::complete);
        } catch (Throwable e) {
            LOG.error("The store's writer met an unexpected error after a commit; it goes on.", e);
        }
    }

    private void inOneTransaction(List<Pending<?, ?>> group) throws SQLException {
        try {
            once(group);
        } catch (SQLException e) {
            if (e instanceof DoubtfulCommit || e instanceof Link.Away || !Trouble.mayPass(e)) {
                throw e;
            }
            LOG.debug("Once more, on a new connection", e);
            once(group);
        }
    }

    private void once(List<Pending<?, ?>> group) throws SQLException {
        PgSession session = link.session();
        try {
            runAll(session, group);
            committed(session);
        } catch (SQLException | RuntimeException | Error e) {
            link.cut();
            ended(group, e instanceof DoubtfulCommit ? Batch.Ending.IN_DOUBT : Batch.Ending.UNDONE);
            throw e;
        }
        ended(group, Batch.Ending.COMMITTED);
    }

    private static void ended(List<Pending<?, ?>> group, Batch.Ending how) {
        group.stream().map(pending -> pending.batch).distinct().forEach(batch -> batch.ended(how));
    }

    private void runAll(PgSession session, List<Pending<?, ?>> group) throws SQLException {
        if (!runTogether(session, group)) {
            session.rollBack();
            ended(group, Batch.Ending.UNDONE);
            lockEntities(session, group);
            for (Pending<?, ?> pending : group) {
                runApart(session, pending);
            }
        }
    }

    /** The usual way; false when some work failed by its own fault. */
    private boolean runTogether(PgSession session, List<Pending<?, ?>> group) throws SQLException {
        try {
            lockEntities(session, group);
            for (int from = 0; from < group.size(); ) {
                int to = endOfRun(group, from);
                runTogether(session, group.get(from).batch, group.subList(from, to));
                from = to;
            }
            return true;
        } catch (SQLException | RuntimeException e) {
            if (!Trouble.isOwnFault(e)) {
                throw e;
            }
            return false;
        }
    }

    private void lockEntities(PgSession session, List<Pending<?, ?>> group) throws SQLException {
        locks.lock(session, group.stream().map(Pending::entity).toList());
    }

    private static int endOfRun(List<Pending<?, ?>> group, int from) {
        int to = from + 1;
        while (to < group.size() && group.get(to).batch == group.get(from).batch) {
            to++;
        }
        return to;
    }

    // work of one batch has its types
    @SuppressWarnings("unchecked")
    private static <I, R> void runTogether(PgSession session, Batch<I, R> batch, List<Pending<?, ?>> run)
            throws SQLException {
        List<I> items = new ArrayList<>(run.size());
        run.forEach(pending -> items.add((I) pending.item));
        List<R> results = batch.run(session, items);
        for (int i = 0; i < run.size(); i++) {
            ((Pending<I, R>) run.get(i)).result = results.get(i);
        }
    }

    private static void runApart(PgSession session, Pending<?, ?> pending) throws SQLException {
        session.script("SAVEPOINT work");
        try {
            runTogether(session, pending.batch, List.of(pending));
        } catch (SQLException | RuntimeException e) {
            if (!Trouble.isOwnFault(e)) {
                throw e;
            }
            session.script("ROLLBACK TO SAVEPOINT work");
            pending.refuse(e);
        }
        session.script("RELEASE SAVEPOINT work");
    }

    private static void committed(PgSession session) throws SQLException {
        try {
            session.commit();
        } catch (SQLException | RuntimeException | Error e) {
            throw new DoubtfulCommit(e);
        }
    }

    /** The commit was sent and not answered as it should be. */
    private static final class DoubtfulCommit extends SQLException {

        private static final long serialVersionUID = 1L;

        /** SQL's name of it is "transaction resolution unknown". */
        private static final String STATE = "08007";

        DoubtfulCommit(Throwable cause) {
            super("PostgreSQL did not confirm the commit: " + cause.getMessage(), STATE, cause);
        }
    }

    private void failed(int size, Throwable e) {
        if (!failing) {
            LOG.error("The store cannot commit ({}); {} calls refused. It goes on trying.", name, size, e);
        }
        failing = true;
    }

    private void recovered() {
        if (failing) {
            LOG.info("The store commits again ({}).", name);
        }
        failing = false;
    }

    /** Refuses new work, finishes what was handed over, and ends the writer. Idempotent. */
    @Override
    public void close() {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException("The store was closed from a continuation of one of its own futures");
        }
        lock.lock();
        try {
            closing = true;
            handedOver.signal();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
