package io.b24hub.store;

import io.b24hub.failure.HubException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Looks at a store file without opening it as a hub does: creates nothing and changes nothing. The store's lock is touched
 * only where a process that may hold it is alive, and not kept.
 *
 * <p>Immutable and thread-safe.
 */
public final class StoreProbe {

    /** What a start would meet. */
    public enum State {
        /** There is no store yet; a start makes one. */
        NEW,
        /** A start opens it. */
        USABLE,
        /** A running hub has it. */
        IN_USE,
        /** A start would fail. */
        UNUSABLE
    }

    /**
     * What was found.
     *
     * @param words why, for people; the number of the holding process for a store in use
     */
    public record Result(State state, String words) {}

    private final Path file;

    public StoreProbe(Path file) {
        this.file = file.toAbsolutePath();
    }

    /** Looks. */
    public Result look() {
        Optional<Path> folder = existing(file.getParent());
        if (folder.isEmpty() || !Files.isDirectory(folder.get()) || !Files.isWritable(folder.get())) {
            return unusable("this user cannot write to the folder " + folder.orElse(file.getParent()));
        }
        if (!Files.exists(file)) {
            return new Result(State.NEW, "does not exist yet; the first start makes it");
        }
        if (!Files.isRegularFile(file) || !Files.isReadable(file) || !Files.isWritable(file)) {
            return unusable("this user cannot read and write it");
        }
        try {
            Optional<Long> holder = holder();
            new SchemaMigrations(file, SchemaMigrations.sqlite()).refuseUnusable();
            return holder.map(pid -> new Result(State.IN_USE, "in use by the running hub, process " + pid))
                    .orElseGet(() -> new Result(State.USABLE, "can be opened"));
        } catch (HubException e) {
            return unusable(e.getMessage());
        } catch (SQLException e) {
            return unusable("it is no store that SQLite can read (" + e.getMessage() + ")");
        }
    }

    private static Optional<Path> existing(Path folder) {
        Path at = folder;
        while (at != null && !Files.exists(at)) {
            at = at.getParent();
        }
        return Optional.ofNullable(at);
    }

    private Optional<Long> holder() throws SQLException {
        Path lock = StoreLock.of(file);
        if (!Files.exists(lock)) {
            return Optional.empty();
        }
        try (SqliteSession session = SqliteSession.plain(lock)) {
            Optional<Long> alive = session.first("PRAGMA user_version", row -> row.getLong(1))
                    .filter(pid ->
                            ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent());
            // a number lives on after its process, and may be another program's by now
            return alive.isPresent() && isHeld(session) ? alive : Optional.empty();
        }
    }

    private static boolean isHeld(SqliteSession session) throws SQLException {
        try {
            session.script("BEGIN IMMEDIATE");
            session.rollBack();
            return false;
        } catch (SQLiteException e) {
            if ((e.getResultCode().code & 0xff) == SQLiteErrorCode.SQLITE_BUSY.code) {
                return true;
            }
            throw e;
        }
    }

    private static Result unusable(String words) {
        return new Result(State.UNUSABLE, words);
    }
}
