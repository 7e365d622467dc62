package io.b24hub.store.postgres;

import io.b24hub.store.StoreUnavailable;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/**
 * A few connections that can only read; what they read was committed before. One that breaks is replaced at once.
 *
 * <p>This class is thread-safe; a caller waits while all connections are in use.
 */
final class ReadLinks implements AutoCloseable {

    private final int size;
    private final Queue<Link> free = new ConcurrentLinkedQueue<>();
    private final Semaphore permits;
    private volatile boolean closed;

    ReadLinks(Connector connector, int size) {
        this.size = size;
        this.permits = new Semaphore(size, true);
        for (int i = 0; i < size; i++) {
            free.add(new Link(connector::openToRead, Link.LONGEST_PAUSE));
        }
    }

    /**
     * Reads with a free connection.
     *
     * @throws StoreUnavailable when the store is closed, or cannot be read
     */
    <T> T read(GroupWriter.Work<T> reading) {
        permits.acquireUninterruptibly();
        try {
            return readWithPermit(reading);
        } finally {
            permits.release();
        }
    }

    private <T> T readWithPermit(GroupWriter.Work<T> reading) {
        if (closed) {
            throw new StoreUnavailable("The store is closed.");
        }
        Link link = free.remove();
        try {
            return read(link, reading);
        } catch (SQLException e) {
            throw new StoreUnavailable("The store could not be read: " + e.getMessage(), e);
        } finally {
            free.add(link);
        }
    }

    /** Once more on a new connection when the old one has broken, as all have after a restart of the server. */
    private static <T> T read(Link link, GroupWriter.Work<T> reading) throws SQLException {
        try {
            return once(link, reading);
        } catch (SQLException e) {
            if (e instanceof Link.Away || !Trouble.mayPass(e)) {
                throw e;
            }
            return once(link, reading);
        }
    }

    private static <T> T once(Link link, GroupWriter.Work<T> reading) throws SQLException {
        try {
            return reading.run(link.session());
        } catch (SQLException e) {
            link.cut();
            throw e;
        }
    }

    /** Refuses new readers, waits for those at work, and closes the connections. Idempotent. */
    @Override
    public void close() {
        closed = true;
        permits.acquireUninterruptibly(size);
        free.forEach(Link::close);
        permits.release(size);
    }
}
