package io.b24hub.bitrix;

import io.b24hub.time.HubClock;
import java.time.Duration;
import java.time.Instant;

/**
 * What was true when an HTTP call left.
 *
 * @param url contains the secret
 * @param pass the gate's
 * @param round the bucket's
 */
record Departure(String url, long pass, long round, Instant at) {

    /** How a command of this call travelled, when its answer is here. */
    Travel travel(Shipment shipment, Shipment.Slot slot, Command command, HubClock clock) {
        return new Travel(
                shipment.slots().size(),
                slot.commands().size(),
                false,
                positive(Duration.between(command.since(), at)),
                positive(Duration.between(at, clock.instant())));
    }

    private static Duration positive(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }

    /** Says nothing of the address: it holds the webhook's secret. */
    @Override
    public String toString() {
        return "Departure[" + at + "]";
    }
}
