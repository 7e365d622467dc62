package io.b24hub.intake;

import io.b24hub.event.Bitrix24Event;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;

/**
 * Is told what happens at the door. Never sees a body or a token. Called on the thread that does the work (an event loop,
 * or the store's own), by many at a time: return at once. What it throws is logged and changes no answer.
 */
public interface IntakeListener {

    /**
     * An event was stored. Called after the commit and before the answer; a crash in between skips the call.
     *
     * @param flows ids of the flows that have a delivery of it
     */
    void received(Bitrix24Event event, Collection<String> flows);

    /**
     * A call was refused.
     *
     * @param portal the name called, empty when it could not be the name of a portal
     * @param client who called, see {@link ClientAddress}
     */
    void refused(String portal, InetAddress client, Refusal reason);

    /** A call was recognised as one that is stored, or being stored, already. */
    default void repeated(String portal) {}

    /**
     * A right token came with the member id of another account.
     *
     * @param fingerprint the token's short name
     */
    default void strangeMember(String portal, String fingerprint) {}

    /** A call was answered, well or not; the time counts from when its body was there. */
    default void answered(Duration took) {}
}
