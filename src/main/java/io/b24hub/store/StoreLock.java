package io.b24hub.store;

import java.nio.file.Path;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Keeps a second hub away from a store that a live process has open. The operating system frees it when the process ends,
 * however it ends.
 *
 * <p>The lock is a write transaction held open on a tiny database of its own, {@code hub.db.lock}, whose
 * {@code user_version} is the holder's process id. A {@link java.nio.channels.FileLock} will not do: on POSIX systems a
 * process loses all its locks on a file as soon as it closes <em>any</em> descriptor of it, so a refused second attempt
 * inside one process would silently free the first. SQLite has this solved.
 */
final class StoreLock implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StoreLock.class);

    private final SqliteSession session;

    private StoreLock(SqliteSession session) {
        this.session = session;
    }

    /**
     * @throws StoreUnavailable when another store, in this or another process, holds it
     * @throws SQLException when the lock file cannot be written
     */
    static StoreLock take(Path store) throws SQLException {
        SqliteSession session = SqliteSession.plain(of(store));
        try {
            session.script("BEGIN IMMEDIATE");
            signIfPossible(session);
            session.script("BEGIN IMMEDIATE");
            return new StoreLock(session);
        } catch (SQLiteException e) {
            StoreUnavailable refusal = isBusy(e) ? new StoreUnavailable(inUse(store, session), e) : null;
            session.close();
            if (refusal == null) {
                throw e;
            }
            throw refusal;
        }
    }

    /** The lock's own file. */
    static Path of(Path store) {
        return store.resolveSibling(store.getFileName() + ".lock");
    }

    /** The number is a courtesy to whoever is refused: a full disk, which cannot take it, must not stop the start. */
    private static void signIfPossible(SqliteSession session) {
        try {
            session.script(
                    "PRAGMA user_version = " + (int) ProcessHandle.current().pid());
            session.script("COMMIT");
        } catch (SQLException e) {
            LOG.debug("The process id could not be written to the lock file", e);
            session.rollBack();
        }
    }

    private static boolean isBusy(SQLiteException e) {
        return (e.getResultCode().code & 0xff) == SQLiteErrorCode.SQLITE_BUSY.code;
    }

    private static String inUse(Path store, SqliteSession session) {
        return "The store " + store + " is open in another running hub" + holder(session)
                + ". Stop that hub, or give this one a store file of its own.";
    }

    private static String holder(SqliteSession session) {
        try {
            return session.first("PRAGMA user_version", row -> row.getLong(1))
                    .map(pid -> " (process " + pid + ")")
                    .orElse("");
        } catch (SQLException e) {
            return "";
        }
    }

    /** Frees the lock. Idempotent. */
    @Override
    public void close() {
        session.close();
    }
}
