package io.b24hub.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;

/**
 * SQL of table {@code attempt}.
 *
 * <p>This class is thread-safe; the sessions it is given are not.
 */
final class AttemptTable {

    private static final String INSERT = """
            INSERT INTO attempt (delivery_id, claim, began_at, took, result, status, reason, response, steps)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String FORGET_OLD = """
            DELETE FROM attempt
             WHERE delivery_id = ?1
               AND claim <= (SELECT claim FROM attempt WHERE delivery_id = ?1 ORDER BY claim DESC LIMIT 1 OFFSET ?2)
            """;

    private static final String INTERRUPTED = """
            INSERT INTO attempt (delivery_id, claim, began_at, took, result, status, reason, response, steps)
            SELECT id, claim, ?1, 0, 'interrupted', NULL, ?2, '', '[]' FROM delivery
             WHERE state = 'running' AND state IN ('due', 'running', 'parked')
            """;

    private static final String OVERFULL = """
            SELECT id FROM delivery
             WHERE state = 'running' AND state IN ('due', 'running', 'parked') AND claim > ?
            """;

    private static final String OF_DELIVERY = """
            SELECT claim, began_at, took, result, status, reason, response, steps FROM attempt
             WHERE delivery_id = ? ORDER BY claim
            """;

    private final DataColumn json = new DataColumn();

    /** An attempt with its texts as the store keeps them; made by the caller's thread. */
    record Kept(Attempt attempt, String steps) {}

    Kept kept(Attempt attempt) {
        Attempt cut = new Attempt(
                attempt.claim(),
                attempt.began(),
                attempt.took(),
                attempt.result(),
                attempt.status(),
                ShortText.cut(attempt.reason()),
                ShortText.cut(attempt.response()),
                attempt.steps().stream().map(ShortText::cut).toList());
        return new Kept(cut, json.write(cut.steps()));
    }

    void insert(SqliteSession session, Delivery delivery, Kept kept) throws SQLException {
        Attempt attempt = kept.attempt;
        session.update(
                INSERT,
                delivery.id(),
                delivery.claim(),
                Millis.at(attempt.began()),
                attempt.took().toMillis(),
                attempt.result().word(),
                attempt.status(),
                attempt.reason(),
                attempt.response(),
                kept.steps);
        if (delivery.claim() > DeliveryStore.MAX_ATTEMPTS) {
            session.update(FORGET_OLD, delivery.id(), DeliveryStore.MAX_ATTEMPTS);
        }
    }

    /** One for each delivery that is running; when these began is not known, so they begin and end now. */
    void interrupted(SqliteSession session, Instant now) throws SQLException {
        session.update(INTERRUPTED, Millis.at(now), DeliveryTable.STOPPED);
        for (long id : session.list(OVERFULL, row -> row.getLong(1), DeliveryStore.MAX_ATTEMPTS)) {
            session.update(FORGET_OLD, id, DeliveryStore.MAX_ATTEMPTS);
        }
    }

    List<Attempt> of(SqliteSession session, long delivery) throws SQLException {
        return session.list(OF_DELIVERY, this::read, delivery);
    }

    private Attempt read(ResultSet row) throws SQLException {
        int status = row.getInt(5);
        boolean noStatus = row.wasNull();
        return new Attempt(
                row.getLong(1),
                Millis.read(row, 2),
                Duration.ofMillis(row.getLong(3)),
                Attempt.Result.of(row.getString(4)),
                noStatus ? OptionalInt.empty() : OptionalInt.of(status),
                row.getString(6),
                row.getString(7),
                ((List<?>) json.read(row.getString(8)))
                        .stream().map(String.class::cast).toList());
    }
}
