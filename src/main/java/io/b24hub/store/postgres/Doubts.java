package io.b24hub.store.postgres;

import io.b24hub.store.Delivery;
import io.b24hub.store.EntityKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What this process may have claimed without knowing it. When a connection breaks between a commit and its confirmation, the
 * claim may stand in the name of this process, which was told that it failed: nobody would run such a delivery, nor any
 * later one of its entity, for as long as this process keeps its lease. So it is put back, by its claim's number and token,
 * before the next claim and with each renewal of the lease.
 *
 * <p>It waits for nobody: what others have locked stays in doubt until the next time. That holds for a commit too which the
 * server has not yet carried out. A process that ends leaves nothing in doubt, since nothing bears a token then that is good.
 *
 * <p>Changes belong to the writer's thread; {@link #settle} may be called on any.
 */
final class Doubts implements Batch<String, Boolean> {

    // an entity's lock is taken by whoever lets one of its deliveries be claimed that could not be
    private static final int STEP = GroupWriter.MAX_COUNT;

    private static final String LOCK =
            "SELECT id FROM delivery WHERE id = ANY(?::int8[]) FOR NO KEY UPDATE SKIP LOCKED";

    private static final String THERE = "SELECT id FROM delivery WHERE id = ANY(?::int8[])";

    // the number stays: who claims it next knows that it may carry more than that claim says
    private static final String GIVE_BACK = """
            UPDATE delivery d SET state = 'due', owner = NULL
              FROM unnest(?::int8[], ?::int8[], ?::text[]) AS u (id, claim, owner)
             WHERE d.id = u.id AND d.claim = u.claim AND d.owner = u.owner AND d.state = 'running'
            """;

    /**
     * A delivery that was claimed.
     *
     * @param owner the token that the claim bears
     */
    record Taken(long id, long claim, String entity, String owner) {

        static Taken of(Delivery delivery, String owner) {
            return new Taken(delivery.id(), delivery.claim(), EntityKey.of(delivery.event()), owner);
        }
    }

    private final EntityLocks locks;
    private final Set<Taken> doubtful = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean asked = new AtomicBoolean();
    private final List<Taken> settled = new ArrayList<>(); // in the transaction that is open

    Doubts(EntityLocks locks) {
        this.locks = locks;
    }

    /** They may have been claimed. */
    void raise(Collection<Taken> taken) {
        doubtful.addAll(taken);
    }

    /** They were claimed, and this process knows. */
    void dispel(Collection<Taken> taken) {
        taken.forEach(doubtful::remove);
    }

    /** Puts back what is found of those in doubt, before what is handed over from now on. */
    void settle(GroupWriter writer) {
        if (!doubtful.isEmpty() && asked.compareAndSet(false, true)) {
            writer.submitAlone(this, "").whenComplete((more, failure) -> {
                asked.set(false);
                if (failure == null && more) {
                    settle(writer);
                }
            });
        }
    }

    /** The result says whether there are more that were not looked at. */
    @Override
    public List<Boolean> run(PgSession session, List<String> items) throws SQLException {
        List<Taken> some = doubtful.stream().limit(STEP).toList();
        Set<String> free =
                locks.tryLock(session, some.stream().map(Taken::entity).toList());
        List<Taken> looked = some.stream()
                .filter(taken -> taken.entity.isEmpty() || free.contains(taken.entity))
                .toList();
        Set<Long> locked = ids(session, LOCK, looked);
        Set<Long> there = ids(session, THERE, looked);
        List<Taken> seen = looked.stream()
                .filter(taken -> locked.contains(taken.id) || !there.contains(taken.id))
                .toList();
        session.update(
                GIVE_BACK,
                Column.numbers(seen, Taken::id),
                Column.numbers(seen, Taken::claim),
                Column.texts(seen, Taken::owner));
        settled.addAll(seen);
        return Collections.nCopies(items.size(), !seen.isEmpty() && seen.size() < doubtful.size());
    }

    private static Set<Long> ids(PgSession session, String sql, List<Taken> of) throws SQLException {
        return new HashSet<>(session.list(sql, row -> row.getLong(1), Column.numbers(of, Taken::id)));
    }

    @Override
    public void ended(Ending how) {
        if (how == Ending.COMMITTED) {
            dispel(settled);
        }
        settled.clear();
    }
}
