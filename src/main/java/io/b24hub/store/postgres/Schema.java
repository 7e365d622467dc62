package io.b24hub.store.postgres;

import io.b24hub.store.Migration;
import io.b24hub.store.StoreUnavailable;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a schema to what this hub knows, all in one transaction, one hub at a time. A schema that a newer hub has touched,
 * or whose past differs from what this hub knows, is left alone.
 */
final class Schema {

    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);

    private static final String CREATE = """
            CREATE TABLE IF NOT EXISTS schema_version (
              number     INTEGER PRIMARY KEY,
              name       TEXT    NOT NULL,
              checksum   TEXT    NOT NULL,
              applied_at BIGINT  NOT NULL
            )
            """;

    private static final String INSERT =
            "INSERT INTO schema_version (number, name, checksum, applied_at) VALUES (?, ?, ?, ?)";

    private static final String ALL = "SELECT number, name, checksum FROM schema_version ORDER BY number";

    private static final String FOREIGN = """
            SELECT c.relname FROM pg_class c
             WHERE c.relnamespace = current_schema()::regnamespace
               AND c.relname IN ('event', 'delivery', 'attempt', 'instance', 'duty', 'hold', 'action', 'flow', 'memory', 'ledger')
               AND to_regclass(quote_ident(current_schema()) || '.schema_version') IS NULL
             LIMIT 1
            """;

    private record Applied(int number, String name, String checksum) {}

    private final String store;
    private final List<Migration> known;

    /** @param known numbered from 1 without gaps */
    Schema(String store, List<Migration> known) {
        this.store = store;
        this.known = List.copyOf(known);
    }

    /** All migrations of this store. */
    static List<Migration> migrations() {
        return List.of(
                Migration.resource(1, "postgres/V001__initial.sql"), Migration.resource(2, "postgres/V002__sweep.sql"));
    }

    /**
     * Where tables without a schema's name are looked for and made.
     *
     * @throws StoreUnavailable when there is no such place
     */
    String name(PgSession session) throws SQLException {
        return session.first("SELECT coalesce(current_schema()::text, '')", row -> row.getString(1))
                .filter(name -> !name.isEmpty())
                .orElseThrow(() -> new StoreUnavailable("The store " + store
                        + " cannot be opened: the schema that currentSchema names is not there. Create it first."));
    }

    /** @throws StoreUnavailable when the schema does not fit this hub; nothing was changed */
    void apply(PgSession session, EntityLocks locks, Instant now) throws SQLException {
        locks.lock(session, List.of("schema"));
        refuseForeign(session);
        session.script(CREATE);
        List<Applied> applied =
                session.list(ALL, row -> new Applied(row.getInt(1), row.getString(2), row.getString(3)));
        applied.forEach(this::check);
        for (Migration migration : known.subList(applied.size(), known.size())) {
            session.script(migration.sql());
            session.update(INSERT, migration.number(), migration.name(), migration.checksum(), now.toEpochMilli());
            if (migration.number() > 1) {
                LOG.info("Store schema brought to version {} ({}).", migration.number(), migration.name());
            }
        }
        session.commit();
    }

    private void refuseForeign(PgSession session) throws SQLException {
        if (session.first(FOREIGN, row -> row.getString(1)).isPresent()) {
            throw new StoreUnavailable(
                    "The store " + store + " holds tables of some other program. Name another database"
                            + " or schema; this one was not changed.");
        }
    }

    private void check(Applied applied) {
        if (applied.number > known.size()) {
            throw new StoreUnavailable("The store " + store + " was used by a newer hub: it has schema version "
                    + applied.number + " (" + applied.name + "), this hub knows " + known.size()
                    + ". Start the newer hub, or restore a copy made before the upgrade.");
        }
        if (!known.get(applied.number - 1).checksum().equals(applied.checksum)) {
            throw new StoreUnavailable("The store " + store + " was made with another text of " + applied.name
                    + " than this hub has. Start the hub that made it, or restore a copy made by this one.");
        }
    }
}
