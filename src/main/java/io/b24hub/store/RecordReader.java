package io.b24hub.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** SQL that shows deliveries to people. */
final class RecordReader {

    private static final String RECORD = """
            SELECT d.id, d.event_id, d.flow, d.type, d.entity_key, d.state, d.blocked, d.failures, d.created_at, d.due_at,
                   d.ended_at, d.reason, d.merged_into, d.replay_of
              FROM delivery d
            """;

    private static final String BY_ID = RECORD + " WHERE d.id = ?";

    private static final String OF_EVENT = RECORD + " WHERE d.event_id = ? ORDER BY d.id";

    static final String COUNT_ACTIVE =
            "SELECT state, count(*) FROM delivery WHERE state IN ('due', 'running', 'parked')"
                    + " AND flow = ? GROUP BY state";

    static final String OLDEST_WAITING = "SELECT created_at FROM delivery WHERE state = 'due' AND " + FilterSql.IS_OPEN
            + " AND flow = ? ORDER BY id LIMIT 1";

    private RecordReader() {}

    static Optional<DeliveryRecord> byId(SqliteSession session, long id) throws SQLException {
        return session.first(BY_ID, RecordReader::read, id);
    }

    static List<DeliveryRecord> ofEvent(SqliteSession session, String event) throws SQLException {
        return session.list(OF_EVENT, RecordReader::read, event);
    }

    static List<DeliveryRecord> find(SqliteSession session, DeliveryFilter filter, long before, int limit)
            throws SQLException {
        FilterSql fits = FilterSql.of(filter);
        return session.listOnce(
                RECORD + " WHERE d.id < ? AND " + fits.condition() + " ORDER BY d.id DESC LIMIT ?",
                RecordReader::read,
                fits.values(List.of(before), List.of(Math.max(0, limit))));
    }

    static DeliveryHistory.Count count(SqliteSession session, DeliveryFilter filter) throws SQLException {
        FilterSql fits = FilterSql.of(filter);
        return session.listOnce(
                        "SELECT count(*), coalesce(max(d.id), 0) FROM delivery d WHERE " + fits.condition(),
                        row -> new DeliveryHistory.Count(row.getLong(1), row.getLong(2)),
                        fits.values().toArray())
                .get(0);
    }

    static Map<DeliveryState, Long> active(SqliteSession session, String flow) throws SQLException {
        Map<DeliveryState, Long> counts = new EnumMap<>(DeliveryState.class);
        FilterSql.OPEN.forEach(state -> counts.put(state, 0L));
        session.list(COUNT_ACTIVE, row -> counts.put(DeliveryState.of(row.getString(1)), row.getLong(2)), flow);
        return counts;
    }

    static Optional<Instant> oldestWaiting(SqliteSession session, String flow) throws SQLException {
        return session.first(OLDEST_WAITING, row -> Millis.read(row, 1), flow);
    }

    private static DeliveryRecord read(ResultSet row) throws SQLException {
        return new DeliveryRecord(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                DeliveryState.of(row.getString(6)),
                row.getBoolean(7),
                row.getInt(8),
                Millis.read(row, 9),
                Millis.read(row, 10),
                Millis.optional(row, 11),
                row.getString(12),
                number(row, 13),
                number(row, 14));
    }

    private static OptionalLong number(ResultSet row, int column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
    }
}
