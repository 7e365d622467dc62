package io.b24hub.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** What the disk and SQLite give at best: one table, one thread, rows as large as an event, as durable as the store's. */
final class BareInserts implements AutoCloseable {

    /** Rows in one transaction; as many as the store has in one of its groups under this load. */
    static final int GROUP = 256;

    private final Connection connection;
    private final PreparedStatement insert;
    private long rows;

    BareInserts(Path file) throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("PRAGMA journal_mode = WAL");
            statement.executeUpdate("PRAGMA synchronous = FULL");
            statement.executeUpdate("CREATE TABLE event (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, data TEXT)");
        }
        connection.setAutoCommit(false);
        insert = connection.prepareStatement("INSERT INTO event (id, data) VALUES (?, ?)");
    }

    /** Returns rows in a second. */
    double run(int count) throws SQLException {
        long begin = System.nanoTime();
        for (int i = 0; i < count; i++) {
            insert.setString(1, String.format("%026d", ++rows));
            insert.setString(
                    2, "main ONCRMDEALUPDATE deal 2 n" + rows + " 17 webhook {\"FIELDS\":{\"ID\":\"n" + rows + "\"}}");
            insert.executeUpdate();
            if (i % GROUP == GROUP - 1 || i == count - 1) {
                connection.commit();
            }
        }
        return count * 1e9 / (System.nanoTime() - begin);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
