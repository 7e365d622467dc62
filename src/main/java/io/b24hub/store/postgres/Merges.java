package io.b24hub.store.postgres;

import io.b24hub.store.Claim;
import io.b24hub.store.Lane;
import io.b24hub.store.Merging;
import io.b24hub.store.Millis;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Merging within one claim: the newest of the deliveries that follow a head directly and have its type takes the head's
 * place, or the head waits until its entity has settled. The heads are locked by the claim; whoever wants to change what
 * waits behind one would have to lock it too. What comes meanwhile comes at the end.
 *
 * <p>Used by one thread, within one transaction.
 */
final class Merges {

    // all that follow are due and blocked, since only the first one may be anything else
    private static final String RUNS = """
            SELECT u.head, r.followers, r.last_turn, r.late, r.failures, r.failing_since, n.id, n.created_at
              FROM unnest(?::int8[], ?::text[], ?::int8[], ?::text[]) AS u (head, entity_key, turn, type)
             CROSS JOIN LATERAL
                   (SELECT count(*) AS followers, max(r.turn) AS last_turn, bool_or(r.late) AS late,
                           max(r.failures) AS failures, min(r.failing_since) AS failing_since
                      FROM delivery r
                     WHERE r.flow = ? AND r.entity_key = u.entity_key AND r.state IN ('due', 'running')
                       AND r.turn > u.turn
                       AND r.turn < coalesce((SELECT other.turn FROM delivery other
                                               WHERE other.flow = ? AND other.entity_key = u.entity_key
                                                 AND other.state IN ('due', 'running') AND other.turn > u.turn
                                                 AND other.type <> u.type
                                               ORDER BY other.turn LIMIT 1), 9223372036854775807)) r
              JOIN delivery n ON n.flow = ? AND n.entity_key = u.entity_key AND n.state IN ('due', 'running')
               AND n.turn = r.last_turn
            """;

    private static final String MERGE = """
            UPDATE delivery d SET state = 'merged', blocked = false, merged_into = u.carrier, ended_at = ?
              FROM unnest(?::text[], ?::int8[], ?::int8[], ?::int8[]) AS u (entity_key, first, last, carrier)
             WHERE d.flow = ? AND d.entity_key = u.entity_key AND d.state IN ('due', 'running')
               AND d.turn >= u.first AND d.turn < u.last
            """;

    private static final String WAIT = """
            UPDATE delivery d SET due_at = u.due_at, late = d.late OR ?
              FROM unnest(?::int8[], ?::int8[]) AS u (id, due_at)
             WHERE d.id = u.id
            """;

    private record Run(
            int followers,
            long lastTurn,
            boolean late,
            int failures,
            Optional<Long> failingSince,
            long newest,
            long newestCreatedAt) {}

    private record Merged(Claims.Head head, Run run) {}

    private record Waiting(long id, long dueAt) {}

    private final PgSession session;
    private final Claim claim;
    private final long now;
    private final List<Merged> merged = new ArrayList<>();
    private final List<Waiting> waiting = new ArrayList<>();

    Merges(PgSession session, Claim claim) {
        this.session = session;
        this.claim = claim;
        this.now = Millis.at(claim.now());
    }

    /** What is to be claimed in place of the heads: themselves, their carriers, or nothing where one has to wait. */
    List<Claims.Head> plan(List<Claims.Head> heads) throws SQLException {
        Map<Long, Run> runs = runs(
                heads.stream().filter(head -> concerns(head) && head.followed()).toList());
        List<Claims.Head> taken = new ArrayList<>();
        for (Claims.Head head : heads) {
            Optional<Run> run = Optional.ofNullable(runs.get(head.id()));
            Optional<Long> settled = concerns(head) ? settles(head, run) : Optional.empty();
            if (settled.isPresent()) {
                waiting.add(new Waiting(head.id(), settled.get()));
            } else if (run.isPresent()) {
                merged.add(new Merged(head, run.get()));
                taken.add(carrier(head, run.get()));
            } else {
                taken.add(head);
            }
        }
        return taken;
    }

    /** Ends what was merged into those that were claimed, and lets wait what has to. */
    void carryOut(Set<Long> claimed) throws SQLException {
        merge(merged.stream().filter(each -> claimed.contains(each.run.newest)).toList());
        postpone(waiting);
    }

    /** Whether a head is to be merged with others, or may have to wait for others. */
    private boolean concerns(Claims.Head head) {
        Merging merging = claim.merging();
        return !head.entityKey().isEmpty()
                && (head.followed() || !merging.debounce().isZero())
                && merging.merges(head.type());
    }

    private Map<Long, Run> runs(List<Claims.Head> heads) throws SQLException {
        Map<Long, Run> runs = new HashMap<>();
        if (!heads.isEmpty()) {
            session.list(
                    RUNS,
                    row -> runs.put(row.getLong(1), run(row)),
                    Column.numbers(heads, Claims.Head::id),
                    Column.texts(heads, Claims.Head::entityKey),
                    Column.numbers(heads, Claims.Head::turn),
                    Column.texts(heads, Claims.Head::type),
                    claim.flow(),
                    claim.flow(),
                    claim.flow());
        }
        return runs;
    }

    private static Run run(ResultSet row) throws SQLException {
        return new Run(
                row.getInt(2),
                row.getLong(3),
                row.getBoolean(4),
                row.getInt(5),
                Millis.optional(row, 6).map(Instant::toEpochMilli),
                row.getLong(7),
                row.getLong(8));
    }

    /** When the entity will have settled, or the head has waited for long enough; empty when that is so now. */
    private Optional<Long> settles(Claims.Head head, Optional<Run> run) {
        long newest = run.map(Run::newestCreatedAt).orElse(head.createdAt());
        long quiet = newest + wholeMillis(claim.merging().debounce());
        Duration maxDelay = claim.merging().maxDelay();
        long settled = maxDelay.isZero() ? quiet : Math.min(quiet, head.createdAt() + wholeMillis(maxDelay));
        return settled > now ? Optional.of(settled) : Optional.empty();
    }

    private static long wholeMillis(Duration duration) {
        return duration.plusNanos(999_999).toMillis();
    }

    private static Claims.Head carrier(Claims.Head head, Run run) {
        return new Claims.Head(
                run.newest,
                run.lastTurn,
                head.type(),
                head.entityKey(),
                head.late() || run.late,
                head.dueAt(),
                run.newestCreatedAt,
                Math.max(head.failures(), run.failures),
                Stream.concat(head.failingSince().stream(), run.failingSince.stream())
                        .min(Long::compare),
                false,
                run.followers);
    }

    private void merge(List<Merged> all) throws SQLException {
        if (!all.isEmpty()) {
            session.update(
                    MERGE,
                    now,
                    Column.texts(all, merged -> merged.head.entityKey()),
                    Column.numbers(all, merged -> merged.head.turn()),
                    Column.numbers(all, merged -> merged.run.lastTurn),
                    Column.numbers(all, merged -> merged.run.newest),
                    claim.flow());
        }
    }

    private void postpone(List<Waiting> all) throws SQLException {
        if (!all.isEmpty()) {
            session.update(
                    WAIT,
                    claim.lane() == Lane.LATE,
                    Column.numbers(all, Waiting::id),
                    Column.numbers(all, Waiting::dueAt));
        }
    }
}
