package io.b24hub.store.postgres;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.event.Origin;
import io.b24hub.store.DataColumn;
import io.b24hub.store.Millis;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** SQL of table {@code event}. Thread-safe; the sessions it is given are not. */
final class Events {

    /** What {@link #read} reads, of the table as {@code e}. */
    static final String COLUMNS =
            "e.id, e.portal, e.type, e.entity_type, e.entity_type_id, e.entity_id, e.handler_id, e.occurred_at,"
                    + " e.received_at, e.origin, e.data";

    /** How many columns these are. */
    static final int COLUMN_COUNT = 11;

    private static final String INSERT = """
            INSERT INTO event (id, portal, type, entity_type, entity_type_id, entity_id, handler_id, occurred_at,
                               received_at, origin, data)
            SELECT u.id, u.portal, u.type, u.entity_type, u.entity_type_id, u.entity_id, u.handler_id, u.occurred_at,
                   u.received_at, u.origin, u.data
              FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::int8[], ?::text[], ?::text[], ?::int8[],
                          ?::int8[], ?::text[], ?::text[]) WITH ORDINALITY
                   AS u (id, portal, type, entity_type, entity_type_id, entity_id, handler_id, occurred_at,
                         received_at, origin, data, place)
             ORDER BY u.place
            """;

    private static final String BY_ID = "SELECT " + COLUMNS + " FROM event e WHERE e.id = ?";

    private static final String LATEST = "SELECT " + COLUMNS + " FROM event e ORDER BY e.seq DESC LIMIT ?";

    private final DataColumn dataColumn = new DataColumn();

    /** The JSON that is stored; made by the caller's thread, so that the writer does not have to. */
    String data(Bitrix24Event event) {
        return dataColumn.write(event.data());
    }

    static void insert(PgSession session, List<Accepts.Accepted> all) throws SQLException {
        List<Bitrix24Event> events = all.stream().map(Accepts.Accepted::event).toList();
        session.update(
                INSERT,
                Column.texts(events, Bitrix24Event::id),
                Column.texts(events, Bitrix24Event::portal),
                Column.texts(events, Bitrix24Event::type),
                Column.texts(events, event -> event.entity().type()),
                Column.numbers(events, event -> (long) event.entity().typeId()),
                Column.texts(events, event -> event.entity().id()),
                Column.texts(events, Bitrix24Event::handlerId),
                Column.numbers(events, event -> Millis.at(event.occurredAt())),
                Column.numbers(events, event -> Millis.at(event.receivedAt())),
                Column.texts(events, event -> event.origin().word()),
                Column.texts(all, Accepts.Accepted::data));
    }

    Optional<Bitrix24Event> byId(PgSession session, String id) throws SQLException {
        return session.first(BY_ID, this::read, id);
    }

    List<Bitrix24Event> latest(PgSession session, int limit) throws SQLException {
        return session.list(LATEST, this::read, Math.max(0, limit));
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
                Millis.read(row, 8),
                Millis.read(row, 9),
                Origin.of(row.getString(10)),
                dataColumn.read(row.getString(11)));
    }
}
