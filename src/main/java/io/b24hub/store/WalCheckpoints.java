package io.b24hub.store;

import java.sql.SQLException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves committed pages from the write-ahead log into the database file. Usually on a thread and a connection of its own,
 * beside the writer. SQLite starts the log anew only when everything in it was moved, and that never comes true while the
 * writer keeps appending; so when the log is long, the writer itself moves the rest between two groups. That takes
 * milliseconds, as the background has done most of it.
 *
 * <p>A checkpoint that fails loses nothing: the log holds what was committed, and the next one tries again.
 */
final class WalCheckpoints implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WalCheckpoints.class);

    /**
     * When to move pages, in pages of 4 KiB.
     *
     * @param background so many pages not moved yet wake the background thread
     * @param limit a log of so many pages makes the writer do it
     */
    record Limits(long background, long limit) {

        /** 4 MiB and 64 MiB. */
        static final Limits DEFAULT = new Limits(1024, 16_384);
    }

    /** Looking at the log costs some microseconds; it is done once in so many groups or bytes. */
    private static final int LOOK_GROUPS = 32;

    private static final long LOOK_BYTES = 1L << 20;

    private final SqliteSession background;
    private final Limits limits;
    private final Thread thread;
    private final ReentrantLock moving = new ReentrantLock();
    private final Semaphore wanted = new Semaphore(0);
    private volatile boolean closed;

    private int groups; // since the last look; the writer's
    private long bytes;
    private volatile boolean failing;

    /** Starts the background thread, which alone uses the session and closes it. */
    WalCheckpoints(SqliteSession background, Limits limits) {
        this.background = background;
        this.limits = limits;
        this.thread = new Thread(this::run, "b24hub-store-checkpoint");
        this.thread.setDaemon(true);
        this.thread.start();
    }

    /** Called by the writer, outside a transaction, after each group. */
    void afterCommit(SqliteSession writer, long written) {
        groups++;
        bytes += written;
        if (groups < LOOK_GROUPS && bytes < LOOK_BYTES) {
            return;
        }
        groups = 0;
        bytes = 0;
        checkpointIfLong(writer);
    }

    private void checkpointIfLong(SqliteSession writer) {
        try {
            Log log = checkpoint(writer, "NOOP");
            if (log.pages >= limits.limit) {
                moveNow(writer);
            } else if (log.pages - log.moved >= limits.background && wanted.availablePermits() == 0) {
                wanted.release();
            }
        } catch (SQLException e) {
            failed(e);
        }
    }

    private void moveNow(SqliteSession session) throws SQLException {
        moving.lock();
        try {
            checkpoint(session, "PASSIVE");
            failing = false;
        } finally {
            moving.unlock();
        }
    }

    private void run() {
        wanted.acquireUninterruptibly();
        while (!closed) {
            try {
                moveNow(background);
            } catch (SQLException e) {
                failed(e);
            }
            wanted.acquireUninterruptibly();
        }
    }

    private void failed(SQLException e) {
        if (!failing) {
            LOG.warn("The write-ahead log could not be moved into the database file; it grows until that works.", e);
        }
        failing = true;
    }

    /** Ends the background thread. The last checkpoint is the closer's: {@link #truncate}. Idempotent. */
    @Override
    public void close() {
        closed = true;
        wanted.release();
        Threads.join(thread);
        background.close();
    }

    /** Moves everything and empties the log. For the closing store, when nobody reads or writes any more. */
    static void truncate(SqliteSession writer) {
        try {
            checkpoint(writer, "TRUNCATE");
        } catch (SQLException e) {
            LOG.warn("The write-ahead log could not be emptied on closing; the next start reads it.", e);
        }
    }

    private static Log checkpoint(SqliteSession session, String mode) throws SQLException {
        return session.first("PRAGMA wal_checkpoint(" + mode + ")", row -> new Log(row.getLong(2), row.getLong(3)))
                .orElseThrow();
    }

    private record Log(long pages, long moved) {}
}
