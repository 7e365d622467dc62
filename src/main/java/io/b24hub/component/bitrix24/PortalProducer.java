package io.b24hub.component.bitrix24;

import io.b24hub.bitrix.CallLane;
import io.b24hub.bitrix.Caller;
import io.b24hub.bitrix.PortalRest;
import io.b24hub.bitrix.RestException;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.Origin;
import io.b24hub.failure.WillNotHeal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
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

    /** On whose behalf a step of the exchange calls. */
    final Caller caller(Exchange exchange) {
        return endpoint.getComponent().watch().caller(exchange);
    }

    /** How urgent a call of this exchange is. */
    static CallLane lane(Exchange exchange) {
        return lane(exchange, event(exchange));
    }

    /** How urgent a call about an event is. */
    static CallLane lane(Exchange exchange, Optional<Bitrix24Event> event) {
        if (exchange.getMessage().getHeader(Bitrix24Constants.ATTEMPT, 1, Integer.class) > 1) {
            return CallLane.RETRY;
        }
        return switch (event.map(Bitrix24Event::origin).orElse(Origin.WEBHOOK)) {
            case SWEEP -> CallLane.SWEEP;
            case REPLAY -> CallLane.REPLAY;
            case WEBHOOK, OFFLINE, ROBOT, EMULATOR, TIMER, HUB -> CallLane.LIVE;
        };
    }

    /** When the event came that this exchange is about: what happened until then must show in what is read. */
    static Optional<Instant> cameAt(Exchange exchange) {
        return event(exchange).map(Bitrix24Event::receivedAt);
    }

    /** The portal to call. */
    final PortalRest portal(Exchange exchange) {
        return services().portals().get(portalName(event(exchange)));
    }

    /** The name of the portal to call about an event, which is there: the option, else the event's, else the only one. */
    final String portalName(Optional<Bitrix24Event> event) {
        Map<String, PortalRest> portals = services().portals();
        String name = Optional.ofNullable(endpoint.getPortal())
                .or(() -> event.map(Bitrix24Event::portal))
                .or(() -> portals.size() == 1 ? portals.keySet().stream().findFirst() : Optional.empty())
                .orElseThrow(() -> new WillNotHeal(
                        "bitrix24:" + endpoint.getName() + " does not know which portal to call.",
                        "Add portal=… to it: outside a flow of events there is no current portal."));
        if (!portals.containsKey(name)) {
            throw new WillNotHeal(
                    "There is no portal \"" + name + "\" in the configuration.",
                    "Correct the portal option, or add the portal to hub.portals.");
        }
        return name;
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
                task -> onOwnThread(exchange, task));
        return false;
    }

    // One answer may bring thousands of results, so a flow that wants that many goes on with threads of its own.
    private void onOwnThread(Exchange exchange, Runnable task) {
        Executor results = endpoint.getComponent().results();
        try {
            exchange.getProperty(Bitrix24Constants.THREADS_PROPERTY, results, Executor.class)
                    .execute(task);
        } catch (RejectedExecutionException e) {
            results.execute(task); // the flow was stopped; what runs still ends
        }
    }

    private static Throwable meaning(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof RestException rest ? rest.forDelivery() : cause;
    }
}
