package io.b24hub.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Merging within one claim: the newest of the deliveries that follow a head directly and have its type takes the head's
 * place, or the head waits until its entity has settled.
 *
 * <p>Used by one thread, within one transaction.
 */
final class MergeStep {

    // all that follow are due and blocked, since only the first one may be anything else
    static final String RUN = """
            SELECT count(*), max(r.turn), max(r.late), max(r.failures), min(r.failing_since)
              FROM delivery r
             WHERE r.flow = ?1 AND r.entity_key = ?2 AND r.state IN ('due', 'running') AND r.turn > ?3
               AND r.turn < coalesce((SELECT other.turn FROM delivery other
                                       WHERE other.flow = ?1 AND other.entity_key = ?2
                                         AND other.state IN ('due', 'running') AND other.turn > ?3
                                         AND other.type <> ?4
                                       ORDER BY other.turn LIMIT 1), 9223372036854775807)
            """;

    static final String NEWEST = """
            SELECT id, created_at FROM delivery
             WHERE flow = ? AND entity_key = ? AND state IN ('due', 'running') AND turn = ?
            """;

    static final String MERGE = """
            UPDATE delivery SET state = 'merged', blocked = 0, merged_into = ?1, ended_at = ?2
             WHERE flow = ?3 AND entity_key = ?4 AND state IN ('due', 'running') AND turn >= ?5 AND turn < ?6
            """;

    private static final String CARRY = """
            UPDATE delivery
               SET state = 'running', claim = claim + 1, blocked = 0, late = ?, due_at = ?, failures = ?,
                   failing_since = ?
             WHERE id = ?
            """;

    private static final String CLAIM = "UPDATE delivery SET state = 'running', claim = claim + 1 WHERE id = ?";

    private static final String WAIT = "UPDATE delivery SET due_at = ?, late = max(late, ?) WHERE id = ?";

    /** What was claimed in place of a head; the head itself when nothing follows it. */
    record Carrier(long id, int carries) {}

    private record Run(int followers, long lastTurn, boolean late, int failures, Optional<Long> failingSince) {}

    private record Newest(long id, long createdAt) {}

    private final SqliteSession session;
    private final Claim claim;
    private final long now;

    MergeStep(SqliteSession session, Claim claim) {
        this.session = session;
        this.claim = claim;
        this.now = Millis.at(claim.now());
    }

    /** Whether a head is to be merged with others, or has to wait for others. */
    boolean concerns(Claiming.Head head) {
        Merging merging = claim.merging();
        return !head.entityKey().isEmpty()
                && (head.followed() || !merging.debounce().isZero())
                && merging.merges(head.type());
    }

    /** Claims the head or what carries it; empty when it has to wait. */
    Optional<Carrier> apply(Claiming.Head head) throws SQLException {
        Run run = head.followed() ? run(head) : new Run(0, head.turn(), false, 0, Optional.empty());
        Newest newest = run.followers == 0 ? new Newest(head.id(), head.createdAt()) : newest(head, run);
        Optional<Long> settled = settles(head, newest);
        if (settled.isPresent()) {
            session.update(WAIT, settled.get(), claim.lane() == Lane.LATE ? 1 : 0, head.id());
            return Optional.empty();
        }
        if (run.followers == 0) {
            session.update(CLAIM, head.id());
        } else {
            carry(head, run, newest.id);
        }
        return Optional.of(new Carrier(newest.id, run.followers));
    }

    private Run run(Claiming.Head head) throws SQLException {
        return session.first(RUN, MergeStep::run, claim.flow(), head.entityKey(), head.turn(), head.type())
                .orElseThrow();
    }

    private static Run run(ResultSet row) throws SQLException {
        return new Run(
                row.getInt(1),
                row.getLong(2),
                row.getBoolean(3),
                row.getInt(4),
                Millis.optional(row, 5).map(Millis::at));
    }

    private Newest newest(Claiming.Head head, Run run) throws SQLException {
        return session.first(
                        NEWEST,
                        row -> new Newest(row.getLong(1), row.getLong(2)),
                        claim.flow(),
                        head.entityKey(),
                        run.lastTurn)
                .orElseThrow();
    }

    /** When the entity will have settled, or the head has waited for long enough; empty when that is so now. */
    private Optional<Long> settles(Claiming.Head head, Newest newest) {
        long quiet = newest.createdAt + wholeMillis(claim.merging().debounce());
        Duration maxDelay = claim.merging().maxDelay();
        long settled = maxDelay.isZero() ? quiet : Math.min(quiet, head.createdAt() + wholeMillis(maxDelay));
        return settled > now ? Optional.of(settled) : Optional.empty();
    }

    private static long wholeMillis(Duration duration) {
        return duration.plusNanos(999_999).toMillis();
    }

    private void carry(Claiming.Head head, Run run, long carrier) throws SQLException {
        session.update(MERGE, carrier, now, claim.flow(), head.entityKey(), head.turn(), run.lastTurn);
        session.update(
                CARRY,
                head.late() || run.late ? 1 : 0,
                head.dueAt(),
                Math.max(head.failures(), run.failures),
                Stream.concat(head.failingSince().stream(), run.failingSince.stream())
                        .min(Long::compare),
                carrier);
    }
}
