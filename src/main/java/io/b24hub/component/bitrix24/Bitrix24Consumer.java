package io.b24hub.component.bitrix24;

import io.b24hub.delivery.DeliveryEngine;
import io.b24hub.delivery.FlowSpec;
import io.b24hub.delivery.Outcome;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.store.Delivery;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.slf4j.MDC;

/**
 * Feeds a route with the deliveries of its flow, and reports how each ended from the exchange's completion.
 *
 * <p>A suspended route claims nothing; its deliveries wait in the store. What runs while the route is suspended or stopped
 * still ends and is recorded.
 */
class Bitrix24Consumer extends DefaultConsumer implements Suspendable {

    private static final DeliveryEngine.Attachment NOT_ATTACHED = () -> {};

    private final Bitrix24Endpoint endpoint;
    private ExecutorService workers;
    private DeliveryEngine.Attachment attachment = NOT_ATTACHED;
    // changed by Camel's life cycle only, which is serialised
    private volatile int generation;

    Bitrix24Consumer(Bitrix24Endpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        FlowSpec flow = endpoint.flow(getRouteId());
        workers = endpoint.getCamelContext()
                .getExecutorServiceManager()
                .newThreadPool(this, "flow-" + flow.id(), pool(flow));
        endpoint.services().flows().put(flow.id(), flow.portal(), flow.events());
        attach(flow);
    }

    @Override
    protected void doStop() throws Exception {
        detach();
        endpoint.getCamelContext().getExecutorServiceManager().shutdown(workers);
        super.doStop();
    }

    @Override
    protected void doSuspend() {
        detach();
    }

    @Override
    protected void doResume() {
        attach(endpoint.flow(getRouteId()));
    }

    // Camel's default, the caller runs it, would drop what comes after a stop and run a flow on the engine's thread
    private static ThreadPoolProfile pool(FlowSpec flow) {
        ThreadPoolProfile profile = new ThreadPoolProfile("flow");
        profile.setPoolSize(flow.concurrency());
        profile.setMaxPoolSize(flow.concurrency());
        profile.setMaxQueueSize(-1);
        profile.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
        return profile;
    }

    private void attach(FlowSpec flow) {
        int attached = generation;
        attachment = endpoint.services().engine().attach(flow, (delivery, done) -> {
            Consumer<Outcome> end = outcome -> {
                done.accept(outcome);
                if (generation != attached) {
                    // the lane it came from is closed: tell the one that is open now to look for it
                    endpoint.services().engine().wake(List.of(flow.id()));
                }
            };
            try {
                workers.execute(() -> run(delivery, end));
            } catch (RejectedExecutionException e) {
                end.accept(new Outcome.Later(delivery.event().receivedAt(), "The flow was stopped before it began"));
            }
        });
    }

    private void detach() {
        generation = generation + 1;
        attachment.close();
        attachment = NOT_ATTACHED;
    }

    private void run(Delivery delivery, Consumer<Outcome> done) {
        try (MDC.MDCCloseable id = MDC.putCloseable("delivery", Long.toString(delivery.id()));
                MDC.MDCCloseable attempt = MDC.putCloseable("attempt", Integer.toString(delivery.attempt()));
                MDC.MDCCloseable flow = MDC.putCloseable("flow", delivery.flow());
                MDC.MDCCloseable portal =
                        MDC.putCloseable("portal", delivery.event().portal())) {
            Exchange exchange = createExchange(false);
            Trail trail = Trail.start(exchange);
            fill(exchange, delivery);
            exchange.getExchangeExtension()
                    .addOnCompletion(
                            new Acknowledgement(trail, endpoint.services().failures(), done));
            getAsyncProcessor().process(exchange, doneSync -> {});
        } catch (RuntimeException | Error e) {
            // without an outcome the delivery would stay in hand until the next start; a second one is ignored
            done.accept(endpoint.services().failures().apply(e));
            getExceptionHandler().handleException("A delivery could not be run", e);
        }
    }

    private static void fill(Exchange exchange, Delivery delivery) {
        Bitrix24Event event = delivery.event();
        exchange.setProperty(Bitrix24Constants.EVENT_PROPERTY, event);
        // else Java 17 under a POSIX locale turns Cyrillic into question marks wherever a step wants bytes of a text
        exchange.setProperty(ExchangePropertyKey.CHARSET_NAME, StandardCharsets.UTF_8.name());
        Message message = exchange.getIn();
        message.setBody(event);
        message.setHeader(Bitrix24Constants.EVENT_ID, event.id());
        message.setHeader(Bitrix24Constants.EVENT_TYPE, event.type());
        message.setHeader(Bitrix24Constants.PORTAL, event.portal());
        message.setHeader(Bitrix24Constants.ENTITY, event.entity().key());
        message.setHeader(Bitrix24Constants.DELIVERY_ID, delivery.id());
        message.setHeader(Bitrix24Constants.ATTEMPT, delivery.attempt());
        message.setHeader(Exchange.MESSAGE_TIMESTAMP, event.receivedAt().toEpochMilli());
    }
}
