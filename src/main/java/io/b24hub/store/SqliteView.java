package io.b24hub.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * A look into a store's file, beside the hub that has it open or without one. Changes nothing, takes no lock that anybody
 * would wait for, and sees what was committed before each question.
 *
 * <p>This class is thread-safe.
 */
public final class SqliteView extends SqliteReads implements StoreView {

    private final ReadPool readers;

    private SqliteView(ReadPool readers) {
        super(readers);
        this.readers = readers;
    }

    /**
     * Opens a store that exists.
     *
     * @throws StoreUnavailable when there is none, it cannot be read, or another version of the hub has made it; the
     *     message names the file
     */
    public static SqliteView open(Path file) {
        Path path = file.toAbsolutePath().normalize();
        if (!Files.exists(path)) {
            throw new StoreUnavailable(
                    "There is no store " + path + ". Run this in the hub's folder; hub.store.file names the file");
        }
        try {
            ReadPool readers = ReadPool.openReadOnly(path);
            SqliteView view = new SqliteView(readers);
            try {
                view.read(session -> {
                    new SchemaMigrations(path, SchemaMigrations.sqlite()).checkSame(session);
                    return null;
                });
                return view;
            } catch (RuntimeException e) {
                readers.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new StoreUnavailable("The store " + path + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        readers.close();
    }
}
