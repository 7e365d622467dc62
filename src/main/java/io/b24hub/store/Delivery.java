package io.b24hub.store;

import io.b24hub.event.Bitrix24Event;
import java.time.Instant;
import java.util.Optional;

/**
 * One event on its way through one flow, as claimed: in state {@link DeliveryState#RUNNING}.
 *
 * @param id the store's number; grows with acceptance
 * @param claim which claim of this delivery it is, from 1. Every transition names it, so that a claim that was lost (the
 *     process was frozen, somebody else took over) can no longer change anything
 * @param event what is delivered, without fields; its origin is {@code replay} when a person replays what had ended before
 * @param flow the route's id
 * @param failures attempts that failed so far; 0 on the first run
 * @param failingSince when the first of them failed; empty on the first run
 * @param carries how many deliveries were merged into this one by this claim
 */
public record Delivery(
        long id,
        long claim,
        Bitrix24Event event,
        String flow,
        int failures,
        Optional<Instant> failingSince,
        int carries) {

    /** Number of the attempt that this claim is for, from 1. Attempts that a far side postponed are not counted. */
    public int attempt() {
        return failures + 1;
    }
}
