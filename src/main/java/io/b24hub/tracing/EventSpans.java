package io.b24hub.tracing;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.Origin;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * The first two spans of an event: that it came, and that it was committed. Made when both are over.
 *
 * <p>This class is thread-safe.
 */
final class EventSpans {

    private static final Set<Origin> CALLS = Set.of(Origin.WEBHOOK, Origin.ROBOT, Origin.EMULATOR);

    private final Tracer tracer;
    private final EventSpanIds ids;

    EventSpans(Tracer tracer, EventSpanIds ids) {
        this.tracer = tracer;
        this.ids = ids;
    }

    /**
     * Tells what became of an event at the store.
     *
     * @param flows how many flows have a delivery of it
     * @param handedOver when the store was asked to keep it
     * @param failure why it does not; its sender was told so
     */
    void accepted(Bitrix24Event event, int flows, Instant handedOver, Instant now, Optional<Throwable> failure) {
        boolean called = CALLS.contains(event.origin());
        Span first = ids.startFirst(
                tracer.spanBuilder((called ? "intake " : "make ") + event.type())
                        .setSpanKind(called ? SpanKind.SERVER : SpanKind.INTERNAL)
                        .setStartTimestamp(event.receivedAt().isAfter(handedOver) ? handedOver : event.receivedAt())
                        .setAttribute(Names.EVENT, event.id())
                        .setAttribute(Names.TYPE, event.type())
                        .setAttribute(Names.ORIGIN, event.origin().word())
                        .setAttribute(Names.PORTAL, event.portal())
                        .setAttribute(Names.FLOWS, (long) flows),
                event.id());
        Span commit = tracer.spanBuilder("store commit")
                .setParent(Context.root().with(first))
                .setStartTimestamp(handedOver)
                .startSpan();
        failure.ifPresent(why -> {
            first.setStatus(StatusCode.ERROR);
            commit.setStatus(StatusCode.ERROR);
            commit.setAttribute(Names.FAILURE, Names.kind(why));
        });
        commit.end(now);
        first.end(now);
    }
}
