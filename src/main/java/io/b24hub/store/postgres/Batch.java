package io.b24hub.store.postgres;

import java.sql.SQLException;
import java.util.List;

/**
 * One kind of change, done for many pieces of work at once.
 *
 * @param <I> what one piece of work is about
 * @param <R> what came of it
 */
interface Batch<I, R> {

    /** The entity whose lock a piece of work needs; empty text when it needs none. */
    default String entity(I item) {
        return "";
    }

    /**
     * Does them all, perhaps several times in one transaction, each time for others. When it fails, what it did is undone: then
     * it leaves nothing behind elsewhere either. What it leaves behind otherwise is settled by {@link #ended}.
     *
     * @param items in the order of handing over, at least one
     * @return one result for each
     */
    List<R> run(PgSession session, List<I> items) throws SQLException;

    /** How a transaction ended. */
    enum Ending {
        COMMITTED,
        /** Nothing of it is there. */
        UNDONE,
        /** The commit was sent and not answered: all of it is there, or will be in a while, or nothing. */
        IN_DOUBT
    }

    /** The transaction has ended in which it ran. On the writer's thread, before any future completes; does not throw. */
    default void ended(Ending how) {}
}
