package io.b24hub.change;

import java.time.Instant;

/** What is to become of a delivery of a flow that writes to the portal. */
public sealed interface Ruling {

    /** It is the flow's business. */
    record Run() implements Ruling {}

    /** It tells the flow of what the flow did itself. */
    record Echo(Instant written) implements Ruling {}

    /**
     * The flow goes round and round.
     *
     * @param until when it may run again by itself
     * @param news whether nobody was told yet
     */
    record Loop(int writes, Instant until, boolean news) implements Ruling {}
}
