/**
 * The store in PostgreSQL, for several hubs on one database. {@link io.b24hub.store.postgres.PostgresStore} is its face;
 * {@link io.b24hub.store.postgres.GroupWriter} carries all changes.
 *
 * <p>Why no two hubs get in each other's way:
 *
 * <ul>
 *   <li>Of the active deliveries of a flow and entity, exactly one is not blocked: the one with the lowest turn. Whatever
 *       adds an active delivery, or ends one, holds the entity's advisory lock until its transaction has ended, and takes
 *       it before it looks. So the one who adds sees every end that came before, and the other way round.
 *   <li>A claim takes row locks on unblocked deliveries that are due, and skips those that somebody else has locked. That
 *       row lock is also the right to merge what waits behind it: operators' changes take it before they touch what waits.
 *       A claim never waits for anybody.
 *   <li>Putting back a running delivery ({@code running → due}) changes neither; it compares and sets one row.
 *   <li>No deadlock: a transaction takes all its advisory locks first, sorted, in one statement; afterwards it waits for
 *       rows only, and those are held by claims and take-overs, which skip what is locked and wait for nothing.
 * </ul>
 *
 * <p>Every statement sees what was committed before it began (READ COMMITTED), so a statement after a lock sees what the
 * one who held it before has done.
 */
package io.b24hub.store.postgres;
