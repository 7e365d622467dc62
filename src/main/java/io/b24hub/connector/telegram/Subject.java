package io.b24hub.connector.telegram;

import io.b24hub.event.Bitrix24Event;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;

/**
 * What a message is about, as far as an exchange tells. Immutable.
 *
 * @param flow the route that the exchange began in
 * @param event what the flow was run for; empty in a batch and outside of flows
 * @param place which part of a split and which round of a loop this is
 */
record Subject(String flow, Optional<Bitrix24Event> event, String place) {

    /** Set by the hub's consumer; the name is its contract with connectors. */
    private static final String EVENT = "CamelBitrix24Event";

    static Subject of(Exchange exchange) {
        return new Subject(
                Objects.requireNonNullElse(exchange.getFromRouteId(), ""),
                Optional.ofNullable(exchange.getProperty(EVENT, Bitrix24Event.class)),
                number(exchange, ExchangePropertyKey.SPLIT_INDEX, "#")
                        + number(exchange, ExchangePropertyKey.LOOP_INDEX, "~"));
    }

    private static String number(Exchange exchange, ExchangePropertyKey key, String before) {
        return Optional.ofNullable(exchange.getProperty(key))
                .map(number -> before + number)
                .orElse("");
    }
}
