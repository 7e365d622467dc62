package io.b24hub.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/**
 * A few connections that can only read. A reader sees everything that was committed before it began, and neither waits
 * for the writer nor holds it up.
 *
 * <p>This class is thread-safe; a caller waits while all connections are in use.
 */
final class ReadPool implements AutoCloseable {

    /** Something to read. */
    @FunctionalInterface
    interface Reading<T> {

        /** Reads, briefly: an open reader keeps the write-ahead log from starting anew. */
        T from(SqliteSession session) throws SQLException;
    }

    private final int size;
    private final Queue<SqliteSession> free = new ConcurrentLinkedQueue<>();
    private final Semaphore permits;
    private volatile boolean closed;

    private ReadPool(int size) {
        this.size = size;
        this.permits = new Semaphore(size, true);
    }

    static ReadPool open(Path file, int size) throws SQLException {
        return open(size, () -> SqliteSession.reader(file));
    }

    /** One connection to a file that this process never writes. */
    static ReadPool openReadOnly(Path file) throws SQLException {
        return open(1, () -> SqliteSession.readOnly(file));
    }

    @FunctionalInterface
    private interface Opening {
        SqliteSession open() throws SQLException;
    }

    private static ReadPool open(int size, Opening opening) throws SQLException {
        ReadPool pool = new ReadPool(size);
        try {
            for (int i = 0; i < size; i++) {
                pool.free.add(opening.open());
            }
            return pool;
        } catch (SQLException | RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    /**
     * Reads with a free connection.
     *
     * @throws StoreUnavailable when the store is closed, or cannot be read
     */
    <T> T read(Reading<T> reading) {
        permits.acquireUninterruptibly();
        try {
            return readWithPermit(reading);
        } finally {
            permits.release();
        }
    }

    private <T> T readWithPermit(Reading<T> reading) {
        if (closed) {
            throw new StoreUnavailable("The store is closed.");
        }
        SqliteSession session = free.remove();
        try {
            return reading.from(session);
        } catch (SQLException e) {
            throw new StoreUnavailable("The store could not be read: " + e.getMessage(), e);
        } finally {
            free.add(session);
        }
    }

    /** Refuses new readers, waits for those at work, and closes the connections. Idempotent. */
    @Override
    public void close() {
        closed = true;
        permits.acquireUninterruptibly(size);
        free.forEach(SqliteSession::close);
        free.clear();
        permits.release(size);
    }
}
