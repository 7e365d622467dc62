package io.b24hub.store;

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
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Makes many callers share one fsync. Callers hand over work; one writer thread takes what has gathered, runs it in one
 * transaction, commits once, and then completes the futures. Nothing waits for a group to fill: while one group is being
 * committed, the next one gathers.
 *
 * <p>A piece of work that fails by its own fault fails alone. When the commit fails, every future of the group fails with
 * {@link StoreUnavailable} and nothing of the group is stored; the writer carries on with the next group.
 *
 * <p>Futures complete on the writer thread, after the commit: what continues there holds up the next group, so it must be
 * brief. After a crash a group is there as a whole or not at all.
 *
 * <p>This class is thread-safe. Work of one thread runs in the order of handing over.
 */
final class GroupCommit implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

    /** Most pieces of work in one transaction. */
    static final int MAX_COUNT = 512;

    /** A group is closed when it has so many bytes; one larger piece of work still goes, alone. */
    static final long MAX_BYTES = 4L << 20;

    /**
     * Something to do in a transaction. May run twice, in which case the first run was rolled back: it must not change
     * anything but the database.
     */
    @FunctionalInterface
    interface Work<T> {

        /** Does it; a failure undoes everything that this call did. */
        T run(SqliteSession session) throws SQLException;
    }

    private final SqliteSession session;
    private final WalCheckpoints checkpoints;
    private final CommitTimes times;
    private final Thread writer;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition handedOver = lock.newCondition();
    private final Deque<Pending<?>> waiting = new ArrayDeque<>();
    private boolean closing;

    private boolean failing; // seen by the writer only

    /** Starts the writer, which alone uses the session until {@link #close} returns. */
    GroupCommit(SqliteSession session, WalCheckpoints checkpoints, CommitTimes times) {
        this.session = session;
        this.checkpoints = checkpoints;
        this.times = times;
        this.writer = new Thread(this::write, "b24hub-store-writer");
        this.writer.setDaemon(true);
        this.writer.start();
    }

    /**
     * Hands over work.
     *
     * @param bytes about how much it writes
     * @return completes after the commit, or with {@link StoreUnavailable} when nothing was stored
     */
    <T> CompletableFuture<T> submit(long bytes, Work<T> work) {
        Pending<T> pending = new Pending<>(bytes, work);
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
        for (List<Pending<?>> group = nextGroup(); !group.isEmpty(); group = nextGroup()) {
            commit(group);
        }
    }

    /** Waits for work; empty when there is none and none will come. */
    private List<Pending<?>> nextGroup() {
        List<Pending<?>> group = new ArrayList<>();
        lock.lock();
        try {
            while (waiting.isEmpty() && !closing) {
                handedOver.awaitUninterruptibly();
            }
            for (long bytes = 0; fits(group.size(), bytes); ) {
                Pending<?> next = waiting.remove();
                bytes += next.bytes;
                group.add(next);
            }
        } finally {
            lock.unlock();
        }
        return group;
    }

    private boolean fits(int count, long bytes) {
        return !waiting.isEmpty() && count < MAX_COUNT && (count == 0 || bytes + waiting.element().bytes <= MAX_BYTES);
    }

    // the one place that must survive anything: a writer that died would stop the hub without a word
    private void commit(List<Pending<?>> group) {
        try {
            long began = System.nanoTime();
            inOneTransaction(group);
            times.committed(System.nanoTime() - began, group.size());
            recovered();
        } catch (Throwable e) {
            session.rollBack();
            failed(group.size(), e);
            group.forEach(pending -> pending.refuse(e));
        }
        try {
            group.forEach(Pending::complete);
            checkpoints.afterCommit(
                    session, group.stream().mapToLong(p -> p.bytes).sum());
        } catch (Throwable e) {
            LOG.error("The store's writer met an unexpected error after a commit; it goes on.", e);
        }
    }

    private void inOneTransaction(List<Pending<?>> group) throws SQLException {
        session.update("BEGIN IMMEDIATE");
        if (!runAll(group)) {
            session.update("ROLLBACK");
            session.update("BEGIN IMMEDIATE");
            for (Pending<?> pending : group) {
                runApart(pending);
            }
        }
        session.update("COMMIT");
    }

    /** The usual way, without savepoints; false when some work failed by its own fault. */
    private boolean runAll(List<Pending<?>> group) throws SQLException {
        try {
            for (Pending<?> pending : group) {
                pending.run(session);
            }
            return true;
        } catch (SQLException | RuntimeException e) {
            if (!isOwnFault(e)) {
                throw e;
            }
            return false;
        }
    }

    /** If SQLite gave up the whole transaction, the savepoint is gone, and undoing to it fails the whole group. */
    private void runApart(Pending<?> pending) throws SQLException {
        session.update("SAVEPOINT work");
        try {
            pending.run(session);
        } catch (SQLException | RuntimeException e) {
            if (!isOwnFault(e)) {
                throw e;
            }
            session.update("ROLLBACK TO work");
            pending.refuse(e);
        }
        session.update("RELEASE work");
    }

    private static boolean isOwnFault(Exception e) {
        if (!(e instanceof SQLiteException sqlite)) {
            return e instanceof RuntimeException;
        }
        int code = sqlite.getResultCode().code & 0xff;
        return code == SQLiteErrorCode.SQLITE_CONSTRAINT.code
                || code == SQLiteErrorCode.SQLITE_TOOBIG.code
                || code == SQLiteErrorCode.SQLITE_MISMATCH.code;
    }

    private void failed(int size, Throwable e) {
        if (!failing) {
            LOG.error("The store cannot commit; {} calls refused, nothing of them stored. It goes on trying.", size, e);
        }
        failing = true;
    }

    private void recovered() {
        if (failing) {
            LOG.info("The store commits again.");
        }
        failing = false;
    }

    /**
     * Refuses new work, finishes what was handed over, and ends the writer. Idempotent.
     *
     * @throws IllegalStateException on the writer thread itself, which cannot wait for its own end
     */
    @Override
    public void close() {
        if (Thread.currentThread() == writer) {
            throw new IllegalStateException("The store was closed from a continuation of one of its own futures");
        }
        lock.lock();
        try {
            closing = true;
            handedOver.signal();
        } finally {
            lock.unlock();
        }
        Threads.join(writer);
    }

    /** Work on its way. Its outcome is set while the transaction is open and shown after it has ended. */
    private static final class Pending<T> {

        private final long bytes;
        private final Work<T> work;
        private final CompletableFuture<T> future = new CompletableFuture<>();
        private T result;
        private StoreUnavailable refusal;

        Pending(long bytes, Work<T> work) {
            this.bytes = bytes;
            this.work = work;
        }

        void run(SqliteSession session) throws SQLException {
            result = work.run(session);
        }

        void refuse(Throwable cause) {
            refusal = new StoreUnavailable("The store refused the change: " + cause.getMessage(), cause);
        }

        void complete() {
            if (refusal == null) {
                future.complete(result);
            } else {
                future.completeExceptionally(refusal);
            }
        }
    }
}
