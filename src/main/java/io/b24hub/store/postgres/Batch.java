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
     * Does them all. May be called twice for the same work, in which case the first call was undone: it must not change
     * anything but the database.
     *
     * @param items in the order of handing over, at least one
     * @return one result for each
     */
    List<R> run(PgSession session, List<I> items) throws SQLException;
}
