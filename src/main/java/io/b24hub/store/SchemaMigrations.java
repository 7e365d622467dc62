package io.b24hub.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a store to the schema that this hub knows: missing migrations in order, each in one transaction of its own. After
 * a crash the next start goes on where it stopped. A store that a newer hub has touched, or whose past differs from what
 * this hub knows, is left alone.
 */
final class SchemaMigrations {

    private static final Logger LOG = LoggerFactory.getLogger(SchemaMigrations.class);

    private final Path file;
    private final List<Migration> known;

    /** @param known numbered from 1 without gaps */
    SchemaMigrations(Path file, List<Migration> known) {
        this.file = file;
        this.known = List.copyOf(known);
    }

    /** The migrations of the SQLite store. */
    static List<Migration> sqlite() {
        return List.of(
                Migration.resource(1, "sqlite/V001__initial.sql"), Migration.resource(2, "sqlite/V002__sweep.sql"));
    }

    /** Looks before anything else touches the file, since even switching to write-ahead logging would change it. */
    void refuseForeign() throws SQLException {
        try (SqliteSession session = SqliteSession.plain(file)) {
            if (SchemaVersionTable.isForeign(session)) {
                throw new StoreUnavailable("The file " + file
                        + " is a database of some other program. Name another store file; this one was not changed.");
            }
        }
    }

    /**
     * Looks whether this hub can use a store that exists, and changes nothing.
     *
     * @throws StoreUnavailable when it cannot
     */
    void refuseUnusable() throws SQLException {
        refuseForeign();
        try (SqliteSession session = SqliteSession.plain(file)) {
            if (SchemaVersionTable.exists(session)) {
                SchemaVersionTable.all(session).forEach(this::check);
            }
        }
    }

    /** @throws StoreUnavailable when the store does not fit this hub; nothing was changed */
    void apply(SqliteSession session, InstantSource clock) throws SQLException {
        SchemaVersionTable.create(session);
        List<SchemaVersionTable.Applied> applied = SchemaVersionTable.all(session);
        applied.forEach(this::check);
        for (Migration migration : known.subList(applied.size(), known.size())) {
            apply(session, migration, clock);
        }
    }

    /**
     * For one who only reads.
     *
     * @throws StoreUnavailable when the schema is not exactly the one that this hub knows
     */
    void checkSame(SqliteSession session) throws SQLException {
        List<SchemaVersionTable.Applied> applied =
                SchemaVersionTable.exists(session) ? SchemaVersionTable.all(session) : List.of();
        applied.forEach(this::check);
        if (applied.size() < known.size()) {
            throw new StoreUnavailable("The file " + file + " has not been brought to this hub's schema"
                    + (applied.isEmpty() ? ", or is no store of a hub" : "") + ". Start this hub on it once, or use the"
                    + " version that runs on it.");
        }
    }

    private void check(SchemaVersionTable.Applied applied) {
        if (applied.number() > known.size()) {
            throw new StoreUnavailable("The store " + file + " was used by a newer hub: it has schema version "
                    + applied.number() + " (" + applied.name() + "), this hub knows " + known.size()
                    + ". Start the newer hub, or restore a copy made before the upgrade.");
        }
        Migration migration = known.get(applied.number() - 1);
        if (!migration.checksum().equals(applied.checksum())) {
            throw new StoreUnavailable("The store " + file + " was made with another text of " + applied.name()
                    + " than this hub has. Start the hub that made it, or restore a copy made by this one.");
        }
    }

    private static void apply(SqliteSession session, Migration migration, InstantSource clock) throws SQLException {
        session.update("BEGIN IMMEDIATE");
        try {
            session.script(migration.sql());
            SchemaVersionTable.insert(session, migration, clock.instant());
            session.update("COMMIT");
        } catch (SQLException | RuntimeException e) {
            session.rollBack();
            throw e;
        }
        if (migration.number() > 1) {
            LOG.info("Store schema brought to version {} ({}).", migration.number(), migration.name());
        }
    }
}
