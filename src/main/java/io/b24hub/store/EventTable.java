package io.b24hub.store;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.event.Origin;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * SQL of table {@code event}: what was received, without enrichment. Times are kept in whole milliseconds.
 *
 * <p>This class is thread-safe; the sessions it is given are not.
 */
final class EventTable {

    /** What {@link #read} reads, of the table as {@code e}. */
    static final String COLUMNS =
            "e.id, e.portal, e.type, e.entity_type, e.entity_type_id, e.entity_id, e.handler_id, e.occurred_at,"
                    + " e.received_at, e.origin, e.data";

    /** How many columns these are. */
    static final int COLUMN_COUNT = 11;

    private static final String INSERT = """
            INSERT INTO event (id, portal, type, entity_type, entity_type_id, entity_id, handler_id, occurred_at,
                               received_at, origin, data)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String BY_ID = "SELECT " + COLUMNS + " FROM event e WHERE e.id = ?";

    private static final String LATEST = "SELECT " + COLUMNS + " FROM event e ORDER BY e.seq DESC LIMIT ?";

    private final DataColumn dataColumn = new DataColumn();

    /** The JSON that {@link #insert} wants; made by the caller's thread, so that the writer does not have to. */
    String data(Bitrix24Event event) {
        return dataColumn.write(event.data());
    }

    void insert(SqliteSession session, Bitrix24Event event, String data) throws SQLException {
        session.update(
                INSERT,
                event.id(),
                event.portal(),
                event.type(),
                event.entity().type(),
                event.entity().typeId(),
                event.entity().id(),
                event.handlerId(),
                event.occurredAt().toEpochMilli(),
                event.receivedAt().toEpochMilli(),
                event.origin().word(),
                data);
    }

    Optional<Bitrix24Event> byId(SqliteSession session, String id) throws SQLException {
        return session.first(BY_ID, this::read, id);
    }

    List<Bitrix24Event> latest(SqliteSession session, int limit) throws SQLException {
        return session.list(LATEST, this::read, limit);
    }

    /** Reads {@link #COLUMNS}, which come first in the row. */
    Bitrix24Event read(ResultSet row) throws SQLException {
        EntityRef entity = new EntityRef(row.getString(4), row.getInt(5), row.getString(6));
        return new Bitrix24Event(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                entity,
                row.getString(7),
                Instant.ofEpochMilli(row.getLong(8)),
                Instant.ofEpochMilli(row.getLong(9)),
                Origin.of(row.getString(10)),
                dataColumn.read(row.getString(11)));
    }
}
