package io.b24hub.tracing;

import io.b24hub.bitrix.CallWatch;
import io.b24hub.bitrix.Caller;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * A span for each HTTP call to a portal. It stands below the step that asked first, and every step that waits for one of its
 * answers links to it. Calls that no traced step waits for have none.
 *
 * <p>This class is thread-safe.
 */
final class HttpSpans implements CallWatch {

    private static final int FIRST_BAD = 400;

    private final Tracer tracer;

    HttpSpans(Tracer tracer) {
        this.tracer = tracer;
    }

    /** A step that calls. */
    record Step(Span span) implements Caller {}

    @Override
    public Journey leaves(String portal, String method, int commands, Supplier<Collection<Caller>> callers) {
        List<Span> steps = callers.get().stream()
                .filter(Step.class::isInstance)
                .map(caller -> ((Step) caller).span())
                .filter(Span::isRecording)
                .distinct()
                .toList();
        if (steps.isEmpty()) {
            return Journey.NONE;
        }
        Span call = tracer.spanBuilder("portal " + method)
                .setSpanKind(SpanKind.CLIENT)
                .setParent(Context.root().with(steps.get(0)))
                .setAttribute(Names.PORTAL, portal)
                .setAttribute(Names.METHOD, method)
                .setAttribute(Names.CALLS, (long) commands)
                .startSpan();
        steps.forEach(step -> step.addLink(call.getSpanContext()));
        return new Spanned(call);
    }

    private record Spanned(Span call) implements Journey {

        @Override
        public void joined(Caller caller) {
            if (caller instanceof Step step) {
                step.span().addLink(call.getSpanContext());
            }
        }

        @Override
        public void arrived(int status) {
            call.setAttribute(Names.STATUS, (long) status);
            if (status >= FIRST_BAD) {
                call.setStatus(StatusCode.ERROR);
            }
            call.end();
        }

        @Override
        public void lost(Throwable why) {
            call.setAttribute(Names.FAILURE, Names.kind(why));
            call.setStatus(StatusCode.ERROR);
            call.end();
        }
    }
}
