package io.b24hub.store.postgres;

import io.b24hub.store.Attempt;
import io.b24hub.store.DataColumn;
import io.b24hub.store.DeliveryStore;
import io.b24hub.store.Millis;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** SQL of table {@code attempt}. Thread-safe; the sessions it is given are not. */
final class Attempts {

    private static final String INSERT = """
            INSERT INTO attempt (delivery_id, claim, began_at, took, result, status, reason, response, steps)
            SELECT * FROM unnest(?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::text[], ?::int8[], ?::text[], ?::text[],
                                 ?::text[])
            """;

    private static final String FORGET_OLD = """
            DELETE FROM attempt a USING unnest(?::int8[]) AS u (id)
             WHERE a.delivery_id = u.id
               AND a.claim <= (SELECT b.claim FROM attempt b
                                WHERE b.delivery_id = u.id ORDER BY b.claim DESC LIMIT 1 OFFSET ?)
            """;

    private static final String OF_DELIVERY = """
            SELECT claim, began_at, took, result, status, reason, response, steps FROM attempt
             WHERE delivery_id = ? ORDER BY claim
            """;

    private final DataColumn json = new DataColumn();

    /** An attempt of a delivery, with its texts as the store keeps them. */
    record Kept(long delivery, long claim, Attempt attempt, String steps) {}

    /** For the caller's thread. */
    Kept kept(long delivery, long claim, Attempt attempt) {
        List<String> steps = attempt.steps().stream().map(PlainText::cut).toList();
        return new Kept(delivery, claim, attempt, json.write(steps));
    }

    static void insert(PgSession session, List<Kept> all) throws SQLException {
        if (all.isEmpty()) {
            return;
        }
        session.update(
                INSERT,
                Column.numbers(all, Kept::delivery),
                Column.numbers(all, Kept::claim),
                Column.numbers(all, kept -> Millis.at(kept.attempt.began())),
                Column.numbers(all, kept -> kept.attempt.took().toMillis()),
                Column.texts(all, kept -> kept.attempt.result().word()),
                Column.someNumbers(all, Attempts::status),
                Column.texts(all, kept -> PlainText.cut(kept.attempt.reason())),
                Column.texts(all, kept -> PlainText.cut(kept.attempt.response())),
                Column.texts(all, Kept::steps));
        forgetOld(
                session,
                all.stream()
                        .filter(kept -> kept.claim > DeliveryStore.MAX_ATTEMPTS)
                        .map(Kept::delivery)
                        .toList());
    }

    private static Optional<Long> status(Kept kept) {
        OptionalInt status = kept.attempt.status();
        return status.isPresent() ? Optional.of((long) status.getAsInt()) : Optional.empty();
    }

    /** Of deliveries that may have more attempts than are kept. */
    static void forgetOld(PgSession session, Collection<Long> deliveries) throws SQLException {
        if (!deliveries.isEmpty()) {
            session.update(FORGET_OLD, Column.numbers(deliveries), DeliveryStore.MAX_ATTEMPTS);
        }
    }

    List<Attempt> of(PgSession session, long delivery) throws SQLException {
        return session.list(OF_DELIVERY, this::read, delivery);
    }

    private Attempt read(ResultSet row) throws SQLException {
        int status = row.getInt(5);
        return new Attempt(
                row.getLong(1),
                Millis.read(row, 2),
                Duration.ofMillis(row.getLong(3)),
                Attempt.Result.of(row.getString(4)),
                status == 0 ? OptionalInt.empty() : OptionalInt.of(status),
                row.getString(6),
                row.getString(7),
                ((List<?>) json.read(row.getString(8)))
                        .stream().map(String.class::cast).toList());
    }
}
