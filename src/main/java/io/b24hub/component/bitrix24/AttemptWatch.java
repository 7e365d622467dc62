package io.b24hub.component.bitrix24;

import io.b24hub.bitrix.Caller;
import io.b24hub.delivery.Outcome;
import io.b24hub.store.Delivery;
import java.util.List;
import java.util.function.Consumer;
import org.apache.camel.Exchange;

/**
 * Watches attempts and the calls they make: what traces are made of. At most one stands in Camel's registry; without one,
 * nobody watches.
 *
 * <p>Implementations are thread-safe, return at once and do not throw.
 */
public interface AttemptWatch {

    /** Nobody watches. */
    AttemptWatch NONE = new AttemptWatch() {
        @Override
        public Consumer<Outcome> began(String flow, List<Delivery> deliveries, Exchange exchange) {
            return outcome -> {};
        }

        @Override
        public Caller caller(Exchange exchange) {
            return Caller.NOBODY;
        }
    };

    /**
     * An attempt begins.
     *
     * @param deliveries what it is for; several in a batch
     * @param exchange what runs through the route, before its first step
     * @return is told how the attempt ended, perhaps more than once: the first counts
     */
    Consumer<Outcome> began(String flow, List<Delivery> deliveries, Exchange exchange);

    /** On whose behalf a step of an exchange calls the portal. */
    Caller caller(Exchange exchange);
}
