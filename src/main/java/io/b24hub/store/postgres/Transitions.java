package io.b24hub.store.postgres;

import io.b24hub.store.Attempt;
import io.b24hub.store.Delivery;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.EntityKey;
import io.b24hub.store.Fact;
import io.b24hub.store.Millis;
import io.b24hub.store.Transition;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Ends running deliveries or puts them back, many at once. Compares claim and state of each. */
final class Transitions implements Batch<Transitions.Change, Transition> {

    private static final String CHANGE = """
            UPDATE delivery d
               SET state = u.state, owner = NULL,
                   due_at = coalesce(u.due_at, d.due_at),
                   ended_at = u.ended_at,
                   reason = coalesce(u.reason, d.reason),
                   late = d.late OR u.late,
                   failures = d.failures + CASE WHEN u.failed_at IS NULL THEN 0 ELSE 1 END,
                   failing_since = coalesce(d.failing_since, u.failed_at)
              FROM unnest(?::int8[], ?::int8[], ?::text[], ?::int8[], ?::int8[], ?::text[], ?::bool[], ?::int8[])
                   AS u (id, claim, state, due_at, ended_at, reason, late, failed_at)
             WHERE d.id = u.id AND d.claim = u.claim AND d.state = 'running'
            RETURNING d.id, d.claim
            """;

    /**
     * What is to become of a running delivery.
     *
     * @param due when it may run again
     * @param ended when it ended
     * @param reason empty leaves what is there
     * @param late whether it goes to the late lane
     * @param failed when it failed, if that counts
     * @param facts what is remembered with it
     */
    record Change(
            Delivery delivery,
            DeliveryState state,
            Optional<Long> due,
            Optional<Long> ended,
            Optional<String> reason,
            boolean late,
            Optional<Long> failed,
            Optional<Attempts.Kept> attempt,
            List<Noted> facts) {

        private Claimed claimed() {
            return new Claimed(delivery.id(), delivery.claim());
        }

        private boolean ends() {
            return state != DeliveryState.DUE;
        }

        private Turns.Queue queue() {
            return new Turns.Queue(delivery.flow(), EntityKey.of(delivery.event()));
        }
    }

    /** Something to remember or to forget, and when. */
    record Noted(Fact fact, Instant at) {}

    private record Claimed(long id, long claim) {}

    private final Attempts attempts;
    private final Memories memories;

    Transitions(Attempts attempts, Memories memories) {
        this.attempts = attempts;
        this.memories = memories;
    }

    Change finish(Delivery delivery, DeliveryState end, Attempt attempt, List<Fact> facts) {
        return new Change(
                delivery,
                end,
                Optional.empty(),
                ended(attempt),
                Optional.empty(),
                false,
                Optional.empty(),
                kept(delivery, attempt),
                facts.stream().map(fact -> new Noted(fact, attempt.ended())).toList());
    }

    Change retry(Delivery delivery, Instant due, Attempt attempt) {
        return new Change(
                delivery,
                DeliveryState.DUE,
                Optional.of(Millis.notBefore(due)),
                Optional.empty(),
                reason(attempt),
                true,
                ended(attempt),
                kept(delivery, attempt),
                List.of());
    }

    Change postpone(Delivery delivery, Instant due, Attempt attempt) {
        return new Change(
                delivery,
                DeliveryState.DUE,
                Optional.of(Millis.notBefore(due)),
                Optional.empty(),
                reason(attempt),
                true,
                Optional.empty(),
                kept(delivery, attempt),
                List.of());
    }

    static Change release(Delivery delivery, Instant due, String reason) {
        return new Change(
                delivery,
                DeliveryState.DUE,
                Optional.of(Millis.notBefore(due)),
                Optional.empty(),
                Optional.of(PlainText.cut(reason)),
                false,
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    Change park(Delivery delivery, Attempt attempt) {
        return new Change(
                delivery,
                DeliveryState.PARKED,
                Optional.empty(),
                ended(attempt),
                reason(attempt),
                false,
                ended(attempt),
                kept(delivery, attempt),
                List.of());
    }

    private static Optional<Long> ended(Attempt attempt) {
        return Optional.of(Millis.at(attempt.ended()));
    }

    private static Optional<String> reason(Attempt attempt) {
        return Optional.of(PlainText.cut(attempt.reason()));
    }

    private Optional<Attempts.Kept> kept(Delivery delivery, Attempt attempt) {
        return Optional.of(attempts.kept(delivery.id(), delivery.claim(), attempt));
    }

    @Override
    public String entity(Change change) {
        return EntityKey.of(change.delivery.event());
    }

    @Override
    public List<Transition> run(PgSession session, List<Change> all) throws SQLException {
        Set<Claimed> known = new HashSet<>();
        List<Change> first =
                all.stream().filter(change -> known.add(change.claimed())).toList();
        Set<Claimed> won = change(session, first);
        List<Change> done =
                first.stream().filter(change -> won.contains(change.claimed())).toList();
        Attempts.insert(
                session,
                done.stream().flatMap(change -> change.attempt.stream()).toList());
        memories.keep(
                session, done.stream().flatMap(change -> change.facts.stream()).toList());
        Set<Turns.Queue> freed = Turns.freeNext(
                session, done.stream().filter(Change::ends).map(Change::queue).toList());
        return outcomes(all, won, freed);
    }

    private static Set<Claimed> change(PgSession session, List<Change> changes) throws SQLException {
        return new HashSet<>(session.list(
                CHANGE,
                row -> new Claimed(row.getLong(1), row.getLong(2)),
                Column.numbers(changes, change -> change.delivery.id()),
                Column.numbers(changes, change -> change.delivery.claim()),
                Column.texts(changes, change -> change.state.word()),
                Column.someNumbers(changes, Change::due),
                Column.someNumbers(changes, Change::ended),
                Column.texts(changes, change -> change.reason.orElse(null)),
                Column.flags(changes, Change::late),
                Column.someNumbers(changes, Change::failed)));
    }

    /** The first of several that concern the same claim has it; a queue has one running delivery, so one end frees it. */
    private static List<Transition> outcomes(List<Change> all, Set<Claimed> won, Set<Turns.Queue> freed) {
        Set<Claimed> left = new HashSet<>(won);
        List<Transition> outcomes = new ArrayList<>(all.size());
        for (Change change : all) {
            if (!left.remove(change.claimed())) {
                outcomes.add(Transition.LOST);
            } else {
                boolean frees = change.ends() && freed.contains(change.queue());
                outcomes.add(frees ? Transition.DONE_AND_FREED_NEXT : Transition.DONE);
            }
        }
        return outcomes;
    }
}
