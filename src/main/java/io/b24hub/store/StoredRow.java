package io.b24hub.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;

/** What rows of the tables mean that all stores have alike. Stateless; leaves the cursor where it is. */
public final class StoredRow {

    /** The columns of a delivery, from {@code delivery d}, that {@link #delivery} reads. */
    public static final String DELIVERY = """
            d.id, d.event_id, d.flow, d.type, d.entity_key, d.state, d.blocked, d.failures, d.created_at, d.due_at, d.ended_at,
            d.reason, d.merged_into, d.replay_of
            """;

    /** The columns of table {@code hold} that {@link #hold} reads. */
    public static final String HOLD = "kind, name, since, until, reason, origin";

    private StoredRow() {}

    /** The delivery under the cursor; the first columns are {@link #DELIVERY}. */
    public static DeliveryRecord delivery(ResultSet row) throws SQLException {
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

    /** The hold under the cursor; the first columns are {@link #HOLD}. */
    public static Hold hold(ResultSet row) throws SQLException {
        return new Hold(
                Hold.Kind.of(row.getString(1)),
                row.getString(2),
                Millis.read(row, 3),
                Millis.optional(row, 4),
                row.getString(5),
                row.getString(6));
    }

    private static OptionalLong number(ResultSet row, int column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
    }
}
