package io.b24hub.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** SQL that shows deliveries to people. */
final class RecordReader {

    private static final String RECORD = "SELECT " + StoredRow.DELIVERY + " FROM delivery d";

    private static final String BY_ID = RECORD + " WHERE d.id = ?";

    private static final String OF_EVENT = RECORD + " WHERE d.event_id = ? ORDER BY d.id";

    static final String COUNT_ACTIVE =
            "SELECT state, count(*) FROM delivery WHERE state IN ('due', 'running', 'parked')"
                    + " AND flow = ? GROUP BY state";

    static final String OLDEST_WAITING = "SELECT created_at FROM delivery WHERE state = 'due' AND " + FilterSql.IS_OPEN
            + " AND flow = ? ORDER BY id LIMIT 1";

    private RecordReader() {}

    static Optional<DeliveryRecord> byId(SqliteSession session, long id) throws SQLException {
        return session.first(BY_ID, StoredRow::delivery, id);
    }

    static List<DeliveryRecord> ofEvent(SqliteSession session, String event) throws SQLException {
        return session.list(OF_EVENT, StoredRow::delivery, event);
    }

    static List<DeliveryRecord> find(SqliteSession session, DeliveryFilter filter, long before, long after, int limit)
            throws SQLException {
        FilterSql fits = FilterSql.of(filter);
        return session.listOnce(
                RECORD + " WHERE d.id < ? AND d.id > ? AND " + fits.condition() + " ORDER BY d.id DESC LIMIT ?",
                StoredRow::delivery,
                fits.values(List.of(before, after), List.of(Math.max(0, limit))));
    }

    static DeliveryHistory.Count count(SqliteSession session, DeliveryFilter filter) throws SQLException {
        FilterSql fits = FilterSql.of(filter);
        return session.listOnce(
                        "SELECT count(*), coalesce(max(d.id), 0) FROM delivery d WHERE " + fits.condition(),
                        row -> new DeliveryHistory.Count(row.getLong(1), row.getLong(2)),
                        fits.values().toArray())
                .get(0);
    }

    /** Twice the same look: the rows themselves are wanted of a few only. */
    static DeliveryHistory.Glance glance(SqliteSession session, DeliveryFilter filter, int most, int sample)
            throws SQLException {
        FilterSql fits = FilterSql.of(filter);
        Shortlist shortlist = Shortlist.of(filter);
        FilterSql narrow = FilterSql.of(shortlist.narrow());
        String looked =
                " FROM (SELECT * FROM delivery d WHERE " + narrow.condition() + shortlist.order() + " LIMIT ?) d";
        List<Object> values = new ArrayList<>(narrow.values());
        values.add(most);
        List<Object> twice = new ArrayList<>(fits.values());
        twice.addAll(fits.values());
        Seen seen = session.listOnce(
                        "SELECT count(*), count(CASE WHEN " + fits.condition() + " THEN 1 END), coalesce(max(CASE WHEN "
                                + fits.condition() + " THEN d.id END), 0)" + looked,
                        row -> new Seen(row.getLong(1), row.getLong(2), row.getLong(3)),
                        narrow.values(twice, List.of(most)))
                .get(0);
        List<DeliveryRecord> some = seen.fit == 0
                ? List.of()
                : session.listOnce(
                        "SELECT " + StoredRow.DELIVERY + looked + " WHERE " + fits.condition()
                                + " ORDER BY d.id DESC LIMIT ?",
                        StoredRow::delivery,
                        fits.values(values, List.of(sample)));
        return new DeliveryHistory.Glance(new DeliveryHistory.Count(seen.fit, seen.newest), some, seen.looked < most);
    }

    private record Seen(long looked, long fit, long newest) {}

    static Map<DeliveryState, Long> active(SqliteSession session, String flow) throws SQLException {
        Map<DeliveryState, Long> counts = new EnumMap<>(DeliveryState.class);
        FilterSql.OPEN.forEach(state -> counts.put(state, 0L));
        session.list(COUNT_ACTIVE, row -> counts.put(DeliveryState.of(row.getString(1)), row.getLong(2)), flow);
        return counts;
    }

    static Optional<Instant> oldestWaiting(SqliteSession session, String flow) throws SQLException {
        return session.first(OLDEST_WAITING, row -> Millis.read(row, 1), flow);
    }
}
