package io.b24hub.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** SQL of table {@code schema_version}: which migrations a store has had. */
final class SchemaVersionTable {

    private static final String CREATE = """
            CREATE TABLE IF NOT EXISTS schema_version (
              number     INTEGER PRIMARY KEY,
              name       TEXT    NOT NULL,
              checksum   TEXT    NOT NULL,
              applied_at INTEGER NOT NULL
            )
            """;

    private static final String INSERT =
            "INSERT INTO schema_version (number, name, checksum, applied_at) VALUES (?, ?, ?, ?)";

    private static final String ALL = "SELECT number, name, checksum FROM schema_version ORDER BY number";

    private static final String FOREIGN = """
            SELECT name FROM sqlite_master
             WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'
               AND NOT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'schema_version')
             LIMIT 1
            """;

    /** A migration that a store has had. */
    record Applied(int number, String name, String checksum) {}

    private SchemaVersionTable() {}

    /** Whether the file holds tables, but none of a hub. */
    static boolean isForeign(SqliteSession session) throws SQLException {
        return session.first(FOREIGN, row -> row.getString(1)).isPresent();
    }

    /** Whether the file has ever been a store. */
    static boolean exists(SqliteSession session) throws SQLException {
        return session.first("SELECT 1 FROM sqlite_master WHERE name = 'schema_version'", row -> true)
                .isPresent();
    }

    static void create(SqliteSession session) throws SQLException {
        session.update(CREATE);
    }

    static void insert(SqliteSession session, Migration migration, Instant at) throws SQLException {
        session.update(INSERT, migration.number(), migration.name(), migration.checksum(), at.toEpochMilli());
    }

    static List<Applied> all(SqliteSession session) throws SQLException {
        return session.list(ALL, row -> new Applied(row.getInt(1), row.getString(2), row.getString(3)));
    }
}
