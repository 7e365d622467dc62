package io.b24hub.store.postgres;

import io.b24hub.store.DeliveryStore;
import io.b24hub.store.Millis;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * SQL of the processes that share the store: their leases, what they have in hand, and who has which duty. All of it goes
 * by the server's clock.
 *
 * <p>What a process claims bears its token. A take-over revokes the tokens of those whose lease has ended, in the same
 * transaction as it puts back what bears them; so a process that renews finds its token as it was, and then nobody has
 * touched its claims, or finds it gone, and then all of them are free for anybody.
 *
 * <p>Immutable and thread-safe; the sessions it is given are not.
 *
 * @param id this process, until it ends
 * @param name for people
 * @param term how long a lease lasts
 */
record Members(EntityLocks locks, String id, String name, Duration term) {

    /** Who takes over, joins, or changes deliveries by hand does so while nobody else does. No entity is called so. */
    static final String LOCK = "members";

    static final String STOPPED = "The hub stopped while this was in hand.";

    private static final String RENEW = """
            UPDATE instance SET lease_until = clock_timestamp() + ? * interval '1 millisecond'
             WHERE id = ? AND token = ?
            """;

    private static final String JOIN = """
            INSERT INTO instance (id, token, name, lease_until)
            VALUES (?, ?, ?, clock_timestamp() + ? * interval '1 millisecond')
            ON CONFLICT (id) DO UPDATE SET token = excluded.token, lease_until = excluded.lease_until
            """;

    private static final String COUNT = "SELECT count(*) FROM instance WHERE lease_until > clock_timestamp()";

    // while the server was down, or recovered from a crash, nobody could renew: everybody gets a term from when the
    // first
    // hub found it. It may have been started long before it let anybody in
    private static final String FOUND = """
            INSERT INTO duty AS d (name, instance, until)
            VALUES ('server start', extract(epoch FROM pg_postmaster_start_time())::text,
                    clock_timestamp() + ? * interval '1 millisecond')
            ON CONFLICT (name) DO UPDATE SET instance = excluded.instance, until = excluded.until
             WHERE d.instance <> excluded.instance
            """;

    private static final String REVOKE = """
            UPDATE instance i SET token = 'revoked:' || i.id || ':' || clock_timestamp()
             WHERE i.id IN (SELECT g.id FROM instance g
                             WHERE g.lease_until < clock_timestamp() AND g.token NOT LIKE 'revoked:%'
                               AND EXISTS (SELECT 1 FROM duty d
                                            WHERE d.name = 'server start' AND d.until < clock_timestamp())
                               FOR UPDATE SKIP LOCKED)
            """;

    private static final String ORPHANS = """
            SELECT d.id FROM delivery d
             WHERE d.state = 'running' AND d.state IN ('due', 'running', 'parked')
               AND NOT EXISTS (SELECT 1 FROM instance i WHERE i.token = d.owner)
             LIMIT ?
               FOR NO KEY UPDATE OF d SKIP LOCKED
            """;

    private static final String MINE = """
            SELECT d.id FROM delivery d
             WHERE d.state = 'running' AND d.state IN ('due', 'running', 'parked') AND d.owner = ?
             LIMIT ?
               FOR NO KEY UPDATE OF d SKIP LOCKED
            """;

    private static final String INTERRUPTED = """
            INSERT INTO attempt (delivery_id, claim, began_at, took, result, status, reason, response, steps)
            SELECT d.id, d.claim, coalesce(d.claimed_at, w.at), greatest(0, w.at - coalesce(d.claimed_at, w.at)),
                   'interrupted', NULL, w.reason, '', '[]'
              FROM delivery d CROSS JOIN (SELECT ?::int8 AS at, ?::text AS reason) w
             WHERE d.id = ANY(?::int8[])
            """;

    // they keep their place before what became due later
    private static final String PUT_BACK = """
            UPDATE delivery SET state = 'due', owner = NULL, due_at = least(due_at, ?), reason = ?
             WHERE id = ANY(?::int8[])
            RETURNING id, claim
            """;

    private static final String ELECT = """
            INSERT INTO duty AS d (name, instance, until)
            VALUES (?, ?, clock_timestamp() + ? * interval '1 millisecond')
            ON CONFLICT (name) DO UPDATE SET instance = excluded.instance, until = excluded.until
             WHERE d.instance = excluded.instance OR d.until < clock_timestamp()
            """;

    private static final String FORGET_LONG_GONE = """
            WITH gone AS (DELETE FROM instance WHERE lease_until < clock_timestamp() - interval '1 day' RETURNING id)
            DELETE FROM flow_instance f USING gone g WHERE f.instance = g.id
            """;

    private static final int STEP = 1000;

    /** For renewals. When the server is back, everybody has one term to find it. */
    Link link(Connector connector) {
        Duration some = term.dividedBy(8);
        return new Link(connector::open, some.compareTo(Link.LONGEST_PAUSE) < 0 ? some : Link.LONGEST_PAUSE);
    }

    /** Whether the token was still good, and its lease is renewed. */
    boolean renew(PgSession session, String token) throws SQLException {
        return session.update(RENEW, term.toMillis(), id, token) > 0;
    }

    /** Begins with a new token, under which nothing is in hand. */
    void join(PgSession session, String token) throws SQLException {
        locks.lock(session, List.of(LOCK));
        session.update(JOIN, id, token, name, term.toMillis());
    }

    int count(PgSession session) throws SQLException {
        return session.first(COUNT, row -> row.getInt(1)).orElseThrow();
    }

    /** Puts back what belongs to nobody any more; 0 when another process is at it. */
    int takeOver(PgSession session, Instant now) throws SQLException {
        if (!locks.tryLock(session, LOCK)) {
            return 0;
        }
        session.update(FOUND, term.toMillis());
        session.update(REVOKE);
        session.update(FORGET_LONG_GONE);
        return putBackAll(session, now, ORPHANS, STEP);
    }

    /** Puts back what this process has in hand, and leaves. */
    int leave(PgSession session, String token, Instant now) throws SQLException {
        locks.lock(session, List.of(LOCK));
        int left = putBackAll(session, now, MINE, token, STEP);
        session.update("DELETE FROM duty WHERE instance = ?", id);
        session.update("DELETE FROM flow_instance WHERE instance = ?", id);
        session.update("DELETE FROM instance WHERE id = ?", id);
        return left;
    }

    private static int putBackAll(PgSession session, Instant now, String which, Object... values) throws SQLException {
        int all = 0;
        for (int step = STEP; step == STEP; all += step) {
            step = putBack(session, now, session.list(which, row -> row.getLong(1), values));
        }
        return all;
    }

    private static int putBack(PgSession session, Instant now, List<Long> ids) throws SQLException {
        if (ids.isEmpty()) {
            return 0;
        }
        long at = Millis.at(now);
        session.update(INTERRUPTED, at, STOPPED, Column.numbers(ids));
        List<Long> overfull = session
                .list(PUT_BACK, row -> new long[] {row.getLong(1), row.getLong(2)}, at, STOPPED, Column.numbers(ids))
                .stream()
                .filter(row -> row[1] > DeliveryStore.MAX_ATTEMPTS)
                .map(row -> row[0])
                .toList();
        Attempts.forgetOld(session, overfull);
        return ids.size();
    }

    boolean elect(PgSession session, String duty, Duration howLong) throws SQLException {
        return session.update(ELECT, duty, id, howLong.toMillis()) > 0;
    }
}
