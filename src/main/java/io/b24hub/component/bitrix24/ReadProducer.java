package io.b24hub.component.bitrix24;

import io.b24hub.bitrix.EntityReader;
import io.b24hub.bitrix.PortalRest;
import io.b24hub.bitrix.ReadOutcome;
import io.b24hub.bitrix.ReadPlan;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventType;
import io.b24hub.failure.WillNotHeal;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;

/**
 * Reads the entity that the current event is about, with the method that the catalogue knows for it. The body becomes the
 * event with {@code fields} filled, or with {@code gone} set when there is nothing left to read. An event that names
 * nothing to read passes unchanged.
 */
final class ReadProducer extends PortalProducer {

    ReadProducer(Bitrix24Endpoint endpoint) {
        super(endpoint);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            Bitrix24Event event = event(exchange)
                    .orElseThrow(() -> new WillNotHeal(
                            "bitrix24:read was called where no event is in hand.",
                            "Use it in a route that starts with from: bitrix24:…, or call a method such as"
                                    + " bitrix24:crm.deal.get."));
            Optional<EventType> type = services().catalogue().find(event.type());
            Optional<ReadPlan> plan = type.flatMap(EventType::read).flatMap(read -> plan(read, event));
            if (plan.isEmpty()) {
                boolean gone =
                        type.filter(t -> t.action() == EventType.Action.DELETE).isPresent();
                put(exchange, gone ? event.withoutEntity() : event);
                callback.done(true);
                return true;
            }
            PortalRest portal = portal(exchange);
            return whenAnswered(
                    exchange,
                    callback,
                    new EntityReader(event.portal(), portal).read(plan.get()),
                    (answered, outcome) -> put(
                            answered,
                            outcome instanceof ReadOutcome.Found found
                                    ? event.withFields(found.fields())
                                    : event.withoutEntity()));
        } catch (RuntimeException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    private static Optional<ReadPlan> plan(EventType.Read read, Bitrix24Event event) {
        return read.arguments(event)
                .map(arguments -> new ReadPlan(read.method(), Map.copyOf(arguments), read.resultPath()));
    }

    private static void put(Exchange exchange, Bitrix24Event event) {
        exchange.getMessage().setBody(event);
        exchange.setProperty(Bitrix24Constants.EVENT_PROPERTY, event);
    }
}
