package io.b24hub.component.bitrix24;

import io.b24hub.bitrix.MadeCalls;
import io.b24hub.bitrix.PortalRest;
import io.b24hub.bitrix.Travel;
import io.b24hub.delivery.Report;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.store.Delivery;
import io.b24hub.store.Fact;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeFailedEvent;
import org.apache.camel.spi.CamelEvent.ExchangeSentEvent;
import org.apache.camel.support.EventNotifierSupport;

/**
 * What the exchange of one attempt did: where it went, what its filters decided, and where it failed. Shared by the copies
 * that splitting and multicasting make.
 *
 * <p>Thread-safe.
 */
public final class Trail {

    private static final String PROPERTY = "CamelBitrix24Trail";
    private static final String CALLS = "CamelBitrix24Calls";
    /** Failures of single steps that are kept; a flow that handles thousands of them must not keep them all. */
    private static final int MOST_FAILURES = 100;

    private final List<Delivery> deliveries;
    private final boolean batch;
    private final Destinations destinations;
    private final TrailLines lines = new TrailLines();
    private final Map<Throwable, String> failedAt = Collections.synchronizedMap(new IdentityHashMap<>());
    private final AtomicReference<Throwable> failedBranch = new AtomicReference<>();
    private final Map<Long, Map<String, Fact>> facts = new ConcurrentHashMap<>();
    private volatile boolean sent;

    private Trail(List<Delivery> deliveries, boolean batch, Destinations destinations) {
        this.deliveries = List.copyOf(deliveries);
        this.batch = batch;
        this.destinations = destinations;
    }

    /**
     * Begins a trail and leaves it with the exchange.
     *
     * @param batch whether the flow gets lists, even if of one
     */
    static Trail start(Exchange exchange, List<Delivery> deliveries, boolean batch, Destinations destinations) {
        Trail trail = new Trail(deliveries, batch, destinations);
        exchange.setProperty(PROPERTY, trail);
        return trail;
    }

    /** The trail of an exchange; empty outside of flows. */
    static Optional<Trail> of(Exchange exchange) {
        return Optional.ofNullable(exchange.getProperty(PROPERTY, Trail.class));
    }

    /**
     * Tells how the call of the portal that the exchange has just made travelled, for example {@code in a batch of 12};
     * it is added to the line of that step.
     */
    static void travelled(Exchange exchange, Travel how) {
        exchange.setProperty(CALLS, how);
    }

    /** Tells which calls of the portal the exchange makes in its present step; they are added to the line of that step. */
    static void calls(Exchange exchange, MadeCalls made) {
        exchange.setProperty(CALLS, made);
    }

    /** The far side that an endpoint leads an exchange to; empty outside of flows and when it stays inside the hub. */
    public static Optional<String> destination(Endpoint endpoint, Exchange exchange) {
        return of(exchange).flatMap(trail -> trail.destinations.of(endpoint, exchange));
    }

    /** What people call a sending to an endpoint: {@code telegram}, {@code bitrix24:crm.deal.get}, {@code template:deal-won}. */
    public static String label(Endpoint endpoint) {
        String scheme = DestinationName.scheme(endpoint.getEndpointUri());
        if (endpoint instanceof Bitrix24Endpoint portal) {
            return scheme + ":" + portal.getName();
        }
        return scheme.equals("template") ? DestinationName.withoutOptions(endpoint.getEndpointUri()) : scheme;
    }

    /** What the attempt is for. */
    List<Delivery> deliveries() {
        return deliveries;
    }

    boolean isBatch() {
        return batch;
    }

    /** A step is left out because an earlier attempt did it. What it sent counts as sent. */
    void doneBefore(String step) {
        lines.add("once " + step + ": done before");
        sent = true;
    }

    /** The delivery of an event; empty for an event that the attempt is not for. */
    Optional<Delivery> delivery(Bitrix24Event event) {
        return deliveries.stream()
                .filter(delivery -> delivery.event().id().equals(event.id()))
                .findFirst();
    }

    /** Something to remember with the end of a delivery, if that is a good one; replaces what was said of the same key. */
    void remember(Delivery delivery, Fact fact) {
        facts.computeIfAbsent(delivery.id(), id -> new ConcurrentHashMap<>()).put(fact.key(), fact);
    }

    /** What was to be remembered so far under a key. */
    Optional<Fact> toRemember(Delivery delivery, String key) {
        return Optional.ofNullable(facts.getOrDefault(delivery.id(), Map.of()).get(key));
    }

    /** Of an attempt that ended well. */
    Report report(List<String> steps) {
        return new Report(
                steps,
                facts.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                each -> List.copyOf(each.getValue().values()))));
    }

    /** Where to write what comes next. */
    TrailLines lines() {
        return lines;
    }

    /** What was done so far, in order. */
    List<String> steps() {
        return lines.written();
    }

    List<String> stepsAnd(String last) {
        List<String> steps = new ArrayList<>(steps());
        steps.add(last);
        return steps;
    }

    /** Why a branch of a multicast, split or recipient list failed, the first one. */
    Optional<Throwable> failedBranch() {
        return Optional.ofNullable(failedBranch.get());
    }

    /** The destination whose step threw what became of this failure; empty when it came from inside the hub. */
    Optional<String> failedAt(Throwable failure) {
        int depth = 0;
        for (Throwable t = failure; t != null && depth < MOST_FAILURES; t = t.getCause()) {
            String destination = failedAt.get(t);
            if (destination != null) {
                return Optional.of(destination);
            }
            depth++;
        }
        return Optional.empty();
    }

    boolean sentNothing() {
        return !sent;
    }

    /** Whether a step failed that leads out of the flow. */
    boolean failedToSend() {
        return !failedAt.isEmpty();
    }

    private void sent(Endpoint endpoint, Exchange exchange, long millis) {
        Throwable failure = exchange.getException();
        String scheme = DestinationName.scheme(endpoint.getEndpointUri());
        boolean leaves = DestinationName.leaves(scheme);
        String calls = "";
        if (endpoint instanceof Bitrix24Endpoint portal) {
            String method = portal.getName();
            leaves = !Set.of(Bitrix24Endpoint.READ, Bitrix24Endpoint.LEDGER).contains(method)
                    && !PortalRest.reads(method);
            calls = calls(exchange.removeProperty(CALLS));
        }
        lines.add(label(endpoint) + " " + millis + " ms" + (failure != null ? " failed" : "") + calls);
        if (failure == null) {
            sent |= leaves;
        } else if (failedAt.size() < MOST_FAILURES) {
            // the step inside comes first: a direct: step that passes its failure on is no destination
            destinations.of(endpoint, exchange).ifPresent(name -> failedAt.putIfAbsent(failure, name));
        }
    }

    private static String calls(Object made) {
        String words = made == null ? "" : made.toString();
        if (words.isEmpty()) {
            return "";
        }
        return made instanceof MadeCalls ? " (" + words + ")" : ", " + words;
    }

    /** Writes the trails: one for the whole Camel context. */
    public static final class Recorder extends EventNotifierSupport {

        public Recorder() {
            setIgnoreCamelContextEvents(true);
            setIgnoreExchangeCompletedEvent(true);
            setIgnoreExchangeCreatedEvent(true);
            setIgnoreExchangeRedeliveryEvents(true);
            // not the sending ones: Camel reports the end of a sending only to who heard of its beginning
            setIgnoreRouteEvents(true);
            setIgnoreServiceEvents(true);
            setIgnoreStepEvents(true);
        }

        @Override
        public void notify(CamelEvent event) {
            if (event instanceof ExchangeSentEvent sent) {
                of(sent.getExchange())
                        .ifPresent(trail -> trail.sent(sent.getEndpoint(), sent.getExchange(), sent.getTimeTaken()));
            } else if (event instanceof ExchangeFailedEvent failed && isBranch(failed.getExchange())) {
                of(failed.getExchange()).ifPresent(trail -> trail.failedBranch.compareAndSet(null, failed.getCause()));
            }
        }

        private static boolean isBranch(Exchange exchange) {
            return exchange.getProperty(ExchangePropertyKey.MULTICAST_INDEX) != null
                    || exchange.getProperty(ExchangePropertyKey.SPLIT_INDEX) != null;
        }
    }
}
