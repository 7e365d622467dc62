package io.b24hub.store;

import io.b24hub.event.Bitrix24Event;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Remembers events and their deliveries across crashes. The one place where the promise "nothing acknowledged is lost"
 * is kept.
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
 * waits for a person and would block its entity for good. Neither {@link #retry}, {@link #release} nor {@link #recover}
 * lets another one pass. Different entities, portals and flows are independent, and deliveries of events without an
 * entity are never blocked.
 *
 * <p>Implementations are thread-safe and keep no more in memory than the work in hand.
 */
public interface DeliveryStore extends AutoCloseable {

    /**
     * Stores an event with one delivery, due at once, for each flow. All or nothing.
     *
     * @param event without fields and without secrets
     * @param flows ids of the flows that want it; may be empty, the event is kept all the same
     */
    CompletableFuture<Void> accept(Bitrix24Event event, Collection<String> flows);

    /**
     * Takes due deliveries of one flow that are not blocked: {@code due → running}, oldest due first, then in order of
     * acceptance. At most one of an entity, then.
     *
     * @param flow the flow's id
     * @param limit at most so many
     * @param now deliveries due at or before this time
     */
    CompletableFuture<List<Delivery>> claim(String flow, int limit, Instant now);

    /**
     * Ends a claimed delivery: {@code running → delivered | filtered}. Frees the next one of its entity.
     *
     * @param end {@link DeliveryState#DELIVERED} or {@link DeliveryState#FILTERED}
     * @param at when it ended
     */
    CompletableFuture<Transition> finish(Delivery delivery, DeliveryState end, Instant at);

    /**
     * Puts a claimed delivery back after a failed attempt: {@code running → due}, one failure more.
     *
     * @param due not before this time
     * @param reason what went wrong, without secrets; cut at {@link #MAX_REASON} characters
     * @param at when it failed
     */
    CompletableFuture<Transition> retry(Delivery delivery, Instant due, String reason, Instant at);

    /**
     * Puts a claimed delivery back without counting a failure: {@code running → due}. For a far side that asked to wait,
     * and for deliveries that were claimed and not begun.
     */
    CompletableFuture<Transition> release(Delivery delivery, Instant due, String reason);

    /**
     * Ends a claimed delivery that will not heal: {@code running → parked}, one failure more. Frees the next one of its
     * entity.
     */
    CompletableFuture<Transition> park(Delivery delivery, String reason, Instant at);

    /**
     * Puts everything that an earlier process had in hand back to {@code due}, still before what it blocks. Called once,
     * before the first claim.
     *
     * @return how many
     */
    CompletableFuture<Integer> recover(Instant now);

    /** When the next waiting delivery of a flow that is not blocked is due; empty when none waits. */
    Optional<Instant> nextDue(String flow);

    /** Remembers flows; known ids are replaced, {@code since} is kept. */
    CompletableFuture<Void> saveFlows(Collection<FlowRecord> flows);

    /** Forgets a flow that was taken away on purpose. Its deliveries stay as they are. */
    CompletableFuture<Void> removeFlow(String id);

    /** All remembered flows. */
    List<FlowRecord> flows();

    /** The member id that was pinned for a portal. */
    Optional<String> pinnedMember(String portal);

    /**
     * Pins a member id unless one is pinned already.
     *
     * @return the member id that is pinned now: the given one, or the earlier one
     */
    CompletableFuture<String> pinMember(String portal, String memberId, Instant at);

    /** An event by its id. */
    Optional<Bitrix24Event> event(String id);

    /** The newest events, newest first. */
    List<Bitrix24Event> latest(int limit);

    /** All deliveries of an event, in order of their number. */
    List<DeliveryRecord> deliveries(String eventId);

    /** Parked deliveries, newest first. */
    List<DeliveryRecord> parked(int limit);

    /** How many deliveries of a flow are in each active state ({@code due}, {@code running}, {@code parked}). */
    Map<DeliveryState, Long> active(String flow);

    /** Longest reason that is kept, in characters. */
    int MAX_REASON = 1000;

    /** Finishes the work in hand, then closes. Later calls fail with {@link StoreUnavailable}. Idempotent. */
    @Override
    void close();
}
