package io.b24hub.tracing;

import io.b24hub.bitrix.Caller;
import io.b24hub.component.bitrix24.AttemptWatch;
import io.b24hub.component.bitrix24.Trail;
import io.b24hub.delivery.Outcome;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.store.Delivery;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.telemetry.Op;
import org.apache.camel.telemetry.SpanStorageManager;
import org.apache.camel.telemetry.SpanStorageManagerExchange;

/**
 * A span for each attempt, and below it one for each sending of its route, as Camel's own tracing tells of them. Camel decides
 * when a span begins and ends and keeps it with the exchange; what is in it is decided here. Spans are never made current on a
 * thread: an exchange changes threads, and what is left behind would be taken for the parent of somebody else's.
 *
 * <p>This class is thread-safe.
 */
final class FlowSpans extends org.apache.camel.telemetry.Tracer implements AttemptWatch {

    private static final String FLOW_INPUT = "bitrix24:";

    private final SpanStorageManager kept = new SpanStorageManagerExchange();
    private final Tracer tracer;
    private final EventSpanIds ids;

    FlowSpans(Tracer tracer, EventSpanIds ids) {
        this.tracer = tracer;
        this.ids = ids;
    }

    @Override
    protected void initTracer() {
        // it was made with one
    }

    @Override
    public Consumer<Outcome> began(String flow, List<Delivery> deliveries, Exchange exchange) {
        Delivery first = deliveries.get(0);
        SpanBuilder builder = tracer.spanBuilder("flow " + flow)
                .setSpanKind(SpanKind.CONSUMER)
                .setParent(firstOf(first.event()))
                .setAttribute(Names.FLOW, flow)
                .setAttribute(Names.PORTAL, first.event().portal())
                .setAttribute(Names.EVENT, first.event().id())
                .setAttribute(Names.TYPE, first.event().type())
                .setAttribute(Names.ORIGIN, first.event().origin().word())
                .setAttribute(Names.DELIVERY, first.id())
                .setAttribute(Names.ATTEMPT, (long) first.attempt());
        if (deliveries.size() > 1) {
            builder.setAttribute(Names.DELIVERIES, (long) deliveries.size());
            deliveries.stream()
                    .skip(1)
                    .forEach(other -> builder.addLink(ids.first(other.event().id())));
        }
        Span attempt = builder.startSpan();
        kept.push(exchange, new CamelSpan(attempt));
        return outcome -> end(attempt, outcome);
    }

    private Context firstOf(Bitrix24Event event) {
        return Context.root().with(Span.wrap(ids.first(event.id())));
    }

    private static void end(Span attempt, Outcome outcome) {
        attempt.setAttribute(Names.OUTCOME, word(outcome));
        attempt.setAttribute(Names.STEPS, outcome.report().steps());
        outcome.report().failedAt().ifPresent(name -> attempt.setAttribute(Names.DESTINATION, name));
        outcome.report().status().ifPresent(status -> attempt.setAttribute(Names.STATUS, (long) status));
        if (outcome instanceof Outcome.Retry || outcome instanceof Outcome.Hopeless) {
            attempt.setStatus(StatusCode.ERROR);
        }
        attempt.end();
    }

    private static String word(Outcome outcome) {
        if (outcome instanceof Outcome.Delivered) {
            return "delivered";
        } else if (outcome instanceof Outcome.Filtered) {
            return "filtered";
        } else if (outcome instanceof Outcome.Later) {
            return "postponed";
        }
        return outcome instanceof Outcome.Retry ? "failed" : "refused";
    }

    @Override
    public Caller caller(Exchange exchange) {
        return span(kept.peek(exchange)).<Caller>map(HttpSpans.Step::new).orElse(Caller.NOBODY);
    }

    /** Not for a flow's own route: that is the attempt. */
    @Override
    public RoutePolicy createRoutePolicy(CamelContext context, String routeId, NamedNode route) {
        return route instanceof RouteDefinition written
                        && written.getInput().getEndpointUri().startsWith(FLOW_INPUT)
                ? null
                : super.createRoutePolicy(context, routeId, route);
    }

    @Override
    protected void beginEventSpan(Exchange exchange, Endpoint endpoint, Op op) {
        Optional<Span> parent = span(kept.peek(exchange));
        Optional<String> destination = Trail.destination(endpoint, exchange);
        boolean received = op == Op.EVENT_RECEIVED;
        SpanBuilder step = tracer.spanBuilder(received ? "route" : Trail.label(endpoint))
                .setSpanKind(!received && destination.isPresent() ? SpanKind.CLIENT : SpanKind.INTERNAL);
        parent.ifPresentOrElse(above -> step.setParent(Context.root().with(above)), step::setNoParent);
        Optional.ofNullable(ExchangeHelper.getRouteId(exchange)).ifPresent(id -> step.setAttribute(Names.ROUTE, id));
        if (!received) {
            destination.ifPresent(name -> step.setAttribute(Names.DESTINATION, name));
            Optional.ofNullable(exchange.getExchangeExtension().getHistoryNodeId())
                    .ifPresent(id -> step.setAttribute(Names.STEP, id));
        }
        kept.push(exchange, new CamelSpan(step.startSpan()));
    }

    @Override
    protected void endEventSpan(Exchange exchange, Endpoint endpoint) {
        span(kept.pull(exchange)).ifPresent(step -> {
            if (exchange.getException() != null) {
                step.setStatus(StatusCode.ERROR);
                step.setAttribute(Names.FAILURE, Names.kind(exchange.getException()));
            }
            step.end();
        });
    }

    private static Optional<Span> span(org.apache.camel.telemetry.Span camels) {
        return camels instanceof CamelSpan own ? Optional.of(own.span()) : Optional.empty();
    }
}
