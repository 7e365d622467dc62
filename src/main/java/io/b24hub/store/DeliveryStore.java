package io.b24hub.store;

import io.b24hub.event.Bitrix24Event;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Remembers events and their deliveries across crashes, and hands deliveries out to be run. The one place where the
 * promise "nothing acknowledged is lost" is kept.
 *
 * <p>Every method that changes something returns a future that completes <em>after</em> the change is durable (it
 * survives kill -9 and power loss), or exceptionally with {@link StoreUnavailable} when nothing of it was stored. Futures
 * complete on the store's own thread: continue briefly or elsewhere. Work handed over by one thread is applied in the
 * order of handing over.
 *
 * <p>Every transition of a delivery is compare-and-set on its state and its claim: it reports {@link Transition#LOST}, and
 * changes nothing, when the delivery is no longer what the caller believes. Losing that race is normal.
 *
 * <p>Deliveries of one flow that concern one entity of one portal go in the order of acceptance, one at a time: while one
 * is <em>active</em> ({@code due}, also when it waits for its next attempt, or {@code running}), the later ones are
 * blocked and not claimed. An end frees the next one in the same transaction; so does parking, since a parked delivery
 * waits for a person and would block its entity for good. Putting one back lets no other pass. Different entities, portals
 * and flows are independent, and deliveries of events without an entity are never blocked.
 *
 * <p>Implementations are thread-safe and keep no more in memory than the work in hand.
 */
public interface DeliveryStore {

    /** Longest reason that is kept, in characters. */
    int MAX_REASON = 1000;

    /** Most attempts that are kept of one delivery; older ones are forgotten. */
    int MAX_ATTEMPTS = 100;

    /**
     * Stores an event with one delivery, due at once, for each flow. All or nothing.
     *
     * @param event without fields and without secrets
     * @param flows ids of the flows that want it; may be empty, the event is kept all the same
     */
    CompletableFuture<Void> accept(Bitrix24Event event, Collection<String> flows);

    /**
     * As {@link #accept(Bitrix24Event, Collection)}, and keeps something in {@link Memory} in the same transaction; nothing
     * of both when what is remembered has changed since the caller looked. So of several that would store the same event,
     * one does.
     *
     * @return whether it was stored
     */
    CompletableFuture<Boolean> accept(Bitrix24Event event, Collection<String> flows, Swap swap);

    /**
     * Takes due deliveries of one flow that are not blocked: {@code due → running}, oldest due first, then in order of
     * acceptance. At most one of an entity, then; those that {@link Merging} lets it carry end as {@code merged} in the
     * same transaction. One that has to wait for its entity to settle gets a later due time instead.
     */
    CompletableFuture<Claimed> claim(Claim claim);

    /**
     * Ends a claimed delivery: {@code running → delivered | filtered}. Frees the next one of its entity.
     *
     * @param end {@link DeliveryState#DELIVERED} or {@link DeliveryState#FILTERED}
     * @param facts change what {@link Memory} holds in the same transaction, in their order; nothing of them is kept when
     *     the transition is lost
     */
    CompletableFuture<Transition> finish(Delivery delivery, DeliveryState end, Attempt attempt, List<Fact> facts);

    /** The same with nothing to remember. */
    default CompletableFuture<Transition> finish(Delivery delivery, DeliveryState end, Attempt attempt) {
        return finish(delivery, end, attempt, List.of());
    }

    /**
     * Puts a claimed delivery back after a failed attempt: {@code running → due}, one failure more; from now on it is in
     * the {@linkplain Lane#LATE late} lane.
     *
     * @param due not before this time
     */
    CompletableFuture<Transition> retry(Delivery delivery, Instant due, Attempt attempt);

    /**
     * Puts a claimed delivery back without counting a failure: {@code running → due}, for a far side that asked to wait;
     * from now on it is in the {@linkplain Lane#LATE late} lane.
     *
     * @param due not before this time
     */
    CompletableFuture<Transition> postpone(Delivery delivery, Instant due, Attempt attempt);

    /**
     * Puts a claimed delivery back that was not begun: {@code running → due}. No attempt is kept, and it stays in its
     * lane.
     *
     * @param due not before this time
     * @param reason why, shown while it waits; may be empty
     */
    CompletableFuture<Transition> release(Delivery delivery, Instant due, String reason);

    /**
     * Ends a claimed delivery that will not heal: {@code running → parked}, one failure more. Frees the next one of its
     * entity.
     */
    CompletableFuture<Transition> park(Delivery delivery, Attempt attempt);

    /**
     * Puts everything that an earlier process of this store had in hand back to {@code due}, still before what it blocks;
     * what was in hand keeps an {@linkplain Attempt.Result#INTERRUPTED attempt} that says so, its lane and its failures. Called once, before the first claim. In a store that several
     * processes share, only what belongs to processes that are gone; {@link Membership#renew} goes on with that.
     *
     * @return how many
     */
    CompletableFuture<Integer> recover(Instant now);

    /** When the next waiting delivery of a flow that is not blocked is due, in either lane; empty when none waits. */
    Optional<Instant> nextDue(String flow);

    /**
     * How many deliveries of a flow are due and not blocked, in both lanes together. Counts no further than the limit, so
     * that a backlog of any size costs the same.
     *
     * @param limit at least 0; the answer is never larger
     */
    int waiting(String flow, Instant now, int limit);
}
