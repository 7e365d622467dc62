package io.b24hub.store.postgres;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A connection that is made when it is needed and made anew after it was cut. While the server cannot be reached it is
 * asked again after a pause that grows from a tenth of a second to a limit; between, the answer is no.
 *
 * <p>Belongs to one thread at a time. The pauses are real time, whatever the hub's clock says.
 */
final class Link implements AutoCloseable {

    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

    /** For who can wait. */
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

    /** How a connection is made. */
    @FunctionalInterface
    interface Opening {

        PgSession open() throws SQLException;
    }

    /** The server could not be reached a moment ago. */
    static final class Away extends SQLException {

        private static final long serialVersionUID = 1L;

        Away(SQLException cause) {
            super("PostgreSQL cannot be reached: " + cause.getMessage(), cause.getSQLState(), cause);
        }
    }

    private final Opening opening;
    private final long longestPause;
    private PgSession session;
    private SQLException refused;
    private long pause;
    private long refusedAt;

    Link(Opening opening, Duration longestPause) {
        this.opening = opening;
        this.longestPause = longestPause.toNanos();
    }

    /** @throws Away when there is none to be had now */
    PgSession session() throws SQLException {
        if (session == null) {
            if (refused != null && System.nanoTime() - refusedAt < pause) {
                throw new Away(refused);
            }
            try {
                session = opening.open();
                refused = null;
                pause = 0;
            } catch (SQLException e) {
                refused = e;
                pause = Math.min(longestPause, Math.max(FIRST_PAUSE, pause * 2));
                refusedAt = System.nanoTime();
                throw new Away(e);
            }
        }
        return session;
    }

    /** Gives the connection up; the server undoes what was not committed. */
    void cut() {
        if (session != null) {
            session.close();
            session = null;
        }
    }

    @Override
    public void close() {
        cut();
    }
}
