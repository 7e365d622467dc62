package io.b24hub.store.postgres;

import io.b24hub.store.DeliveryFilter;
import io.b24hub.store.DeliveryHistory;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.Millis;
import io.b24hub.store.Shortlist;
import io.b24hub.store.StoredRow;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** SQL that shows deliveries to people. */
final class Records {

    private static final String RECORD = "SELECT " + StoredRow.DELIVERY + " FROM delivery d";

    private static final String BY_ID = RECORD + " WHERE d.id = ?";

    private static final String OF_EVENT = RECORD + " WHERE d.event_id = ? ORDER BY d.id";

    private static final String COUNT_ACTIVE =
            "SELECT d.state, count(*) FROM delivery d WHERE " + FilterSql.IS_OPEN + " AND d.flow = ? GROUP BY d.state";

    private static final String OLDEST_WAITING = "SELECT d.created_at FROM delivery d WHERE d.state = 'due' AND "
            + FilterSql.IS_OPEN + " AND d.flow = ? ORDER BY d.id LIMIT 1";

    // the pages that the tables have, which are never given back; or, when they are many, what the server's statistics
    // say of the rows that are there now, with the entries of their indexes. Large values lie in tables of their
    // own, in pieces of 2,000 bytes
    private static final String CONTENT_BYTES = """
            SELECT coalesce(sum(CASE WHEN k.pages < 67108864 THEN k.pages ELSE least(k.pages, k.live) END), 0)::int8
              FROM (SELECT pg_total_relation_size(c.oid) AS pages,
                           s.n_live_tup * (28 + coalesce((SELECT sum(p.avg_width) FROM pg_stats p
                                                           WHERE p.schemaname = s.schemaname
                                                             AND p.tablename = s.relname), 200)
                                              + 40 * (SELECT count(*) FROM pg_index i WHERE i.indrelid = c.oid))
                         + coalesce((SELECT t.n_live_tup * 2040 FROM pg_stat_all_tables t
                                      WHERE t.relid = c.reltoastrelid), 0) AS live
                      FROM pg_class c
                      JOIN pg_stat_all_tables s ON s.relid = c.oid
                     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
                       AND c.relname IN ('event', 'delivery', 'attempt', 'memory', 'action')) k
            """;

    private Records() {}

    static Optional<DeliveryRecord> byId(PgSession session, long id) throws SQLException {
        return session.first(BY_ID, StoredRow::delivery, id);
    }

    static List<DeliveryRecord> ofEvent(PgSession session, String event) throws SQLException {
        return session.list(OF_EVENT, StoredRow::delivery, event);
    }

    static List<DeliveryRecord> find(PgSession session, DeliveryFilter filter, long before, long after, int limit)
            throws SQLException {
        FilterSql fits = FilterSql.of(filter);
        return session.list(
                RECORD + " WHERE d.id < ? AND d.id > ? AND " + fits.condition() + " ORDER BY d.id DESC LIMIT ?",
                StoredRow::delivery,
                fits.values(List.of(before, after), List.of(Math.max(0, limit))));
    }

    static DeliveryHistory.Count count(PgSession session, DeliveryFilter filter) throws SQLException {
        FilterSql fits = FilterSql.of(filter);
        return session.first(
                        "SELECT count(*), coalesce(max(d.id), 0) FROM delivery d WHERE " + fits.condition(),
                        row -> new DeliveryHistory.Count(row.getLong(1), row.getLong(2)),
                        fits.values().toArray())
                .orElseThrow();
    }

    /** Twice the same look: the rows themselves are wanted of a few only. */
    static DeliveryHistory.Glance glance(PgSession session, DeliveryFilter filter, int most, int sample)
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
        Seen seen = session.list(
                        "SELECT count(*), count(CASE WHEN " + fits.condition() + " THEN 1 END), coalesce(max(CASE WHEN "
                                + fits.condition() + " THEN d.id END), 0)" + looked,
                        row -> new Seen(row.getLong(1), row.getLong(2), row.getLong(3)),
                        narrow.values(twice, List.of(most)))
                .get(0);
        List<DeliveryRecord> some = seen.fit == 0
                ? List.of()
                : session.list(
                        "SELECT " + StoredRow.DELIVERY + looked + " WHERE " + fits.condition()
                                + " ORDER BY d.id DESC LIMIT ?",
                        StoredRow::delivery,
                        fits.values(values, List.of(sample)));
        return new DeliveryHistory.Glance(new DeliveryHistory.Count(seen.fit, seen.newest), some, seen.looked < most);
    }

    private record Seen(long looked, long fit, long newest) {}

    static Map<DeliveryState, Long> active(PgSession session, String flow) throws SQLException {
        Map<DeliveryState, Long> counts = new EnumMap<>(DeliveryState.class);
        FilterSql.OPEN.forEach(state -> counts.put(state, 0L));
        session.list(COUNT_ACTIVE, row -> counts.put(DeliveryState.of(row.getString(1)), row.getLong(2)), flow);
        return counts;
    }

    static Optional<Instant> oldestWaiting(PgSession session, String flow) throws SQLException {
        return session.first(OLDEST_WAITING, row -> Millis.read(row, 1), flow);
    }

    static long contentBytes(PgSession session) throws SQLException {
        return session.first(CONTENT_BYTES, row -> row.getLong(1)).orElseThrow();
    }
}
