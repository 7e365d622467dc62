package io.b24hub.component.bitrix24;

import io.b24hub.bitrix.PortalRest;
import io.b24hub.bitrix.RestException;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.failure.WillNotHeal;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;

/** What both producers share: finding the portal, and going on when its answer is there. No thread waits. */
abstract class PortalProducer extends DefaultAsyncProducer {

    private final Bitrix24Endpoint endpoint;

    PortalProducer(Bitrix24Endpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    final Bitrix24Services services() {
        return endpoint.services();
    }

    /** The event that the exchange is about, as last enriched. */
    static Optional<Bitrix24Event> event(Exchange exchange) {
        return exchange.getMessage().getBody() instanceof Bitrix24Event event
                ? Optional.of(event)
                : Optional.ofNullable(exchange.getProperty(Bitrix24Constants.EVENT_PROPERTY, Bitrix24Event.class));
    }

    /** The portal to call: the option, else the event's, else the only one there is. */
    final PortalRest portal(Exchange exchange) {
        Map<String, PortalRest> portals = services().portals();
        String name = Optional.ofNullable(endpoint.getPortal())
                .or(() -> event(exchange).map(Bitrix24Event::portal))
                .or(() -> portals.size() == 1 ? portals.keySet().stream().findFirst() : Optional.empty())
                .orElseThrow(() -> new WillNotHeal(
                        "bitrix24:" + endpoint.getName() + " does not know which portal to call.",
                        "Add portal=… to it: outside a flow of events there is no current portal."));
        return Optional.ofNullable(portals.get(name))
                .orElseThrow(() -> new WillNotHeal(
                        "There is no portal \"" + name + "\" in the configuration.",
                        "Correct the portal option, or add the portal to hub.portals."));
    }

    /** Hands the answer on and continues the exchange on another thread. */
    final <T> boolean whenAnswered(
            Exchange exchange, AsyncCallback callback, CompletionStage<T> answer, BiConsumer<Exchange, T> then) {
        answer.whenCompleteAsync(
                (value, failure) -> {
                    try {
                        if (failure == null) {
                            then.accept(exchange, value);
                        } else {
                            exchange.setException(meaning(failure));
                        }
                    } catch (RuntimeException | Error e) {
                        exchange.setException(e);
                    } finally {
                        callback.done(false);
                    }
                },
                endpoint.getComponent().results());
        return false;
    }

    private static Throwable meaning(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof RestException rest ? rest.forDelivery() : cause;
    }
}
