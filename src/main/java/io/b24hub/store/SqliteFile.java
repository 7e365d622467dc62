package io.b24hub.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * An open store file: its lock, its connections, its checkpoints. What was opened last is closed first.
 *
 * <p>Opened and closed by one thread at a time; the writer's session belongs to the writer.
 */
final class SqliteFile implements AutoCloseable {

    private final SqliteSession writer;
    private final WalCheckpoints checkpoints;
    private final ReadPool readers;
    private final Deque<Runnable> closers;

    private SqliteFile(SqliteSession writer, WalCheckpoints checkpoints, ReadPool readers, Deque<Runnable> closers) {
        this.writer = writer;
        this.checkpoints = checkpoints;
        this.readers = readers;
        this.closers = closers;
    }

    static SqliteFile open(Path file, int readers, InstantSource clock) throws SQLException {
        Deque<Runnable> closers = new ArrayDeque<>();
        try {
            StoreLock lock = StoreLock.take(file);
            closers.push(lock::close);
            SchemaMigrations migrations = new SchemaMigrations(file, SchemaMigrations.sqlite());
            migrations.refuseForeign();
            SqliteSession writer = SqliteSession.writer(file);
            closers.push(writer::close);
            migrations.apply(writer, clock);
            closers.push(() -> WalCheckpoints.truncate(writer));
            ReadPool pool = ReadPool.open(file, readers);
            closers.push(pool::close);
            WalCheckpoints checkpoints = new WalCheckpoints(SqliteSession.writer(file), WalCheckpoints.Limits.DEFAULT);
            closers.push(checkpoints::close);
            return new SqliteFile(writer, checkpoints, pool, closers);
        } catch (SQLException | RuntimeException e) {
            closers.forEach(Runnable::run);
            throw e;
        }
    }

    SqliteSession writer() {
        return writer;
    }

    WalCheckpoints checkpoints() {
        return checkpoints;
    }

    ReadPool readers() {
        return readers;
    }

    /** Idempotent. */
    @Override
    public void close() {
        while (!closers.isEmpty()) {
            closers.pop().run();
        }
    }
}
