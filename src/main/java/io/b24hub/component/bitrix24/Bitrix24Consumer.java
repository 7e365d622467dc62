package io.b24hub.component.bitrix24;

import io.b24hub.delivery.DeliveryEngine;
import io.b24hub.delivery.FlowSpec;
import io.b24hub.delivery.Outcome;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.store.Delivery;
import io.b24hub.timer.Timetable;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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
 * Feeds a route with the deliveries of its flow, one by one or in batches, and reports how each ended from the exchange's completion.
 *
 * <p>A suspended route claims nothing; its deliveries wait in the store. What runs while the route is suspended or stopped
 * still ends and is recorded.
 */
class Bitrix24Consumer extends DefaultConsumer implements Suspendable {

    private static final DeliveryEngine.Attachment NOT_ATTACHED = () -> {};

    /** Threads of one flow; a delivery that waits for the portal holds none, so a flow may run many more deliveries. */
    private static final int MOST_THREADS = 64;

    /** Where such a flow goes on after a call of the portal, whose answers come by the thousand. */
    private static final int MOST_AFTER_CALLS = 256;

    private final Bitrix24Endpoint endpoint;
    private final FlowOptions options;
    private ExecutorService workers;
    private Optional<ExecutorService> afterCalls = Optional.empty();
    private Destinations destinations = Destinations.NONE;
    private Optional<LoopGuard> guard = Optional.empty();
    private DeliveryEngine.Attachment attachment = NOT_ATTACHED;
    private Optional<Timetable.Entry> timer = Optional.empty();
    // changed by Camel's life cycle only, which is serialised
    private volatile int generation;

    Bitrix24Consumer(Bitrix24Endpoint endpoint, Processor processor, FlowOptions options) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.options = options;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        FlowSteps steps = new FlowSteps(endpoint.getCamelContext());
        destinations = new Destinations(options.destinations(), steps.destinations(getRouteId()));
        guard = steps.writes()
                ? Optional.of(new LoopGuard(
                        endpoint.services().writes(),
                        options.dropEchoes(),
                        endpoint.services().engine()::tell))
                : Optional.empty();
        FlowSpec flow = spec();
        workers = endpoint.getCamelContext()
                .getExecutorServiceManager()
                .newThreadPool(this, "flow-" + flow.id(), pool(Math.min(flow.concurrency(), MOST_THREADS)));
        if (flow.concurrency() > MOST_THREADS) {
            afterCalls = Optional.of(endpoint.getCamelContext()
                    .getExecutorServiceManager()
                    .newThreadPool(this, "flow-result-" + flow.id(), pool(MOST_AFTER_CALLS)));
        }
        endpoint.services().flows().put(flow.id(), flow.portal(), flow.events());
        attach(flow);
        timer = options.ticks()
                .map(schedule -> endpoint.services().timetable().add(flow.id(), portals(flow), schedule));
    }

    private Set<String> portals(FlowSpec flow) {
        return flow.portal().map(Set::of).orElse(endpoint.services().portals().keySet());
    }

    @Override
    protected void doStop() throws Exception {
        timer.ifPresent(Timetable.Entry::close);
        timer = Optional.empty();
        detach();
        endpoint.getCamelContext().getExecutorServiceManager().shutdown(workers);
        afterCalls.ifPresent(endpoint.getCamelContext().getExecutorServiceManager()::shutdown);
        afterCalls = Optional.empty();
        super.doStop();
    }

    @Override
    protected void doSuspend() {
        detach();
    }

    @Override
    protected void doResume() {
        attach(spec());
    }

    private FlowSpec spec() {
        return options.spec(getRouteId(), destinations, endpoint.services().paces());
    }

    // Camel's default, the caller runs it, would drop what comes after a stop and run a flow on the engine's thread
    private static ThreadPoolProfile pool(int threads) {
        ThreadPoolProfile profile = new ThreadPoolProfile("flow");
        profile.setPoolSize(threads);
        profile.setMaxPoolSize(threads);
        // not -1: the pool would take nothing beyond its threads, whatever the documentation of Camel 4.17.0 says
        profile.setMaxQueueSize(Integer.MAX_VALUE);
        profile.setAllowCoreThreadTimeOut(true);
        profile.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
        return profile;
    }

    private void attach(FlowSpec flow) {
        int attached = generation;
        attachment = endpoint.services().engine().attach(flow, (batch, done) -> {
            Consumer<Outcome> end = outcome -> {
                done.accept(outcome);
                if (generation != attached) {
                    // the lane it came from is closed: tell the one that is open now to look for it
                    endpoint.services().engine().wake(List.of(flow.id()));
                }
            };
            begin(flow, batch, end);
        });
    }

    private void begin(FlowSpec flow, List<Delivery> batch, Consumer<Outcome> end) {
        try {
            workers.execute(() -> guarded(flow, batch, end));
        } catch (RejectedExecutionException e) {
            end.accept(new Outcome.Later(batch.get(0).event().receivedAt(), "The flow was stopped before it began"));
        }
    }

    private void guarded(FlowSpec flow, List<Delivery> batch, Consumer<Outcome> done) {
        if (guard.isEmpty()) {
            run(flow, batch, List.of(), done);
            return;
        }
        Optional<CompletableFuture<Void>> writing = endpoint.services().writes().toAwait(batch);
        if (writing.isPresent()) {
            // what is being written is not known to be an echo before the portal has answered
            writing.get().whenComplete((nothing, failure) -> begin(flow, batch, done));
            return;
        }
        LoopGuard.Verdict verdict;
        try {
            verdict = guard.get().judge(batch);
        } catch (RuntimeException e) {
            done.accept(endpoint.services().failures().outcome(e, List.of(), Optional.empty()));
            return;
        }
        verdict.end().ifPresentOrElse(done, () -> run(flow, verdict.rest(), verdict.notes(), done));
    }

    private void detach() {
        generation = generation + 1;
        attachment.close();
        attachment = NOT_ATTACHED;
    }

    private void run(FlowSpec flow, List<Delivery> batch, List<String> notes, Consumer<Outcome> done) {
        Delivery first = batch.get(0);
        Consumer<Outcome> end = done;
        String more = batch.size() > 1 ? "+" + (batch.size() - 1) : "";
        try (MDC.MDCCloseable id = MDC.putCloseable("delivery", first.id() + more);
                MDC.MDCCloseable attempt = MDC.putCloseable("attempt", Integer.toString(first.attempt()));
                MDC.MDCCloseable route = MDC.putCloseable("flow", flow.id());
                MDC.MDCCloseable portal =
                        MDC.putCloseable("portal", first.event().portal())) {
            Exchange exchange = createExchange(false);
            Trail trail = Trail.start(exchange, batch, flow.lists(), destinations);
            notes.forEach(trail.lines()::add);
            // else Java 17 under a POSIX locale turns Cyrillic into question marks wherever a step wants bytes of a
            // text
            exchange.setProperty(ExchangePropertyKey.CHARSET_NAME, StandardCharsets.UTF_8.name());
            if (flow.lists()) {
                fill(exchange, flow, batch);
            } else {
                fill(exchange, first);
            }
            end = endpoint.getComponent()
                    .watch()
                    .began(flow.id(), batch, exchange)
                    .andThen(done);
            afterCalls.ifPresent(threads -> exchange.setProperty(Bitrix24Constants.THREADS_PROPERTY, threads));
            exchange.getExchangeExtension()
                    .addOnCompletion(
                            new Acknowledgement(trail, endpoint.services().failures(), end));
            getAsyncProcessor().process(exchange, doneSync -> {});
        } catch (RuntimeException | Error e) {
            // without an outcome the delivery would stay in hand until the next start; a second one is ignored
            end.accept(endpoint.services().failures().outcome(e, List.of(), Optional.empty()));
            getExceptionHandler().handleException("A delivery could not be run", e);
        }
    }

    private void fill(Exchange exchange, FlowSpec flow, List<Delivery> batch) {
        Message message = exchange.getIn();
        message.setBody(new EventBatch(batch.stream()
                .sorted(Comparator.comparingLong(Delivery::id))
                .map(Delivery::event)
                .toList()));
        message.setHeader(Bitrix24Constants.BATCH_SIZE, batch.size());
        if (flow.shaping().isPresent()) {
            boolean digest = flow.digest(batch.size());
            message.setHeader(Bitrix24Constants.DIGEST, digest);
            if (digest) {
                endpoint.services()
                        .engine()
                        .waiting(flow.id())
                        .ifPresent(waiting -> message.setHeader(Bitrix24Constants.WAITING, waiting));
            }
        }
    }

    private static void fill(Exchange exchange, Delivery delivery) {
        Bitrix24Event event = delivery.event();
        exchange.setProperty(Bitrix24Constants.EVENT_PROPERTY, event);
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
