package io.b24hub.metrics;

import io.b24hub.bitrix.PortalState;
import io.b24hub.delivery.BreakerState;
import io.b24hub.manage.HubStatus;
import io.b24hub.source.SourceStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** The hub at a glance as metrics: how things stand, as of the last look. Thread-safe. */
final class StatusGauges {

    private final MeterRegistry registry;
    private final Map<String, MultiGauge> gauges = new ConcurrentHashMap<>();
    private final SweepGauges sweeps;
    private volatile Map<String, PortalState> portals = Map.of();
    private volatile Map<String, Long> strange = Map.of();
    private volatile long late;

    StatusGauges(MeterRegistry registry, Set<String> portals) {
        this.registry = registry;
        sweeps = new SweepGauges(this::rows);
        lateAnswers();
        portals.forEach(portal -> {
            counts("b24hub.portal.requests", "HTTP requests to the portal", portal, PortalState::sent);
            counts("b24hub.portal.calls", "REST calls that those requests carried", portal, PortalState::carried);
            counts("b24hub.portal.shared", "REST calls that an equal one's answer served", portal, PortalState::shared);
            counts("b24hub.portal.refusals", "Requests refused by the portal's limit", portal, PortalState::refusals);
            FunctionCounter.builder("b24hub.calls.strange", this, me -> me.strange.getOrDefault(portal, 0L))
                    .description("Calls with the right token that were taken from strange addresses")
                    .tags("portal", portal)
                    .register(registry);
        });
    }

    private void lateAnswers() {
        FunctionCounter.builder("b24hub.intake.late.answers", this, me -> me.late)
                .description("Calls answered later than hub.intake.answer-objective")
                .register(registry);
    }

    private void counts(String name, String description, String portal, ToLongFunction<PortalState> value) {
        FunctionCounter.builder(name, this, me -> Optional.ofNullable(me.portals.get(portal))
                        .map(value::applyAsLong)
                        .orElse(0L))
                .description(description)
                .tags("portal", portal)
                .register(registry);
    }

    /** Takes over what was seen. */
    void show(HubStatus now) {
        Map<String, PortalState> seen = new ConcurrentHashMap<>();
        now.portals().forEach(portal -> seen.put(portal.portal(), portal));
        portals = seen;
        strange = now.sources().stream().collect(Collectors.toMap(SourceStatus::portal, SourceStatus::strange));
        late = now.intake().late();
        flows(now);
        sources(now);
        portals(now);
        heard(now);
        sweeps.show(now);
        rows(
                "b24hub.destination.open",
                "1 while a destination is left alone because it fails",
                now.destinations().stream()
                        .map(each -> Row.of(
                                Tags.of("destination", each.name()), each.breaker() == BreakerState.CLOSED ? 0 : 1))
                        .toList());
        row("b24hub.holds", "Flows and destinations on hold", now.holds().size());
        row("b24hub.store.bytes", "Size of what is kept", now.store().contentBytes());
        row(
                "b24hub.store.limit.bytes",
                "hub.retention.max-size; 0 for no limit",
                now.store().limitBytes());
        now.intake()
                .certificateEnds()
                .ifPresent(ends -> row(
                        "b24hub.intake.certificate.days",
                        "Days until the intake's own certificate ends; below 0 after it",
                        Duration.between(now.at(), ends).toSeconds() / 86_400.0));
        row("b24hub.instances", "Hubs that share the store", now.instances());
    }

    private void flows(HubStatus now) {
        flows("b24hub.flow.due", "Deliveries that wait", now, flow -> flow.due());
        flows("b24hub.flow.running", "Deliveries that run", now, flow -> flow.inHand());
        flows("b24hub.flow.parked", "Deliveries that wait for a person", now, flow -> flow.parked());
        flows(
                "b24hub.flow.oldest.seconds",
                "How long the oldest waiting delivery has been there",
                now,
                flow -> flow.oldest().map(Duration::toSeconds).orElse(0L));
        flows("b24hub.flow.on", "1 while the flow takes deliveries", now, flow -> flow.on() ? 1 : 0);
    }

    private void flows(String name, String description, HubStatus now, Function<HubStatus.Flow, Number> value) {
        rows(
                name,
                description,
                now.flows().stream()
                        .map(flow -> Row.of(Tags.of("flow", flow.id()), value.apply(flow)))
                        .toList());
    }

    private void portals(HubStatus now) {
        List<Row<?>> level = new ArrayList<>();
        List<Row<?>> capacity = new ArrayList<>();
        List<Row<?>> waiting = new ArrayList<>();
        List<Row<?>> stopped = new ArrayList<>();
        now.portals().forEach(portal -> {
            Tags name = Tags.of("portal", portal.portal());
            level.add(Row.of(name, portal.level()));
            capacity.add(Row.of(name, portal.capacity()));
            portal.waiting()
                    .forEach((lane, calls) ->
                            waiting.add(Row.of(name.and("lane", lane.name().toLowerCase(Locale.ROOT)), calls)));
            stopped.add(Row.of(name, portal.stopped().isPresent() ? 1 : 0));
        });
        rows("b24hub.portal.bucket.level", "Drops in the portal's request bucket", level);
        rows("b24hub.portal.bucket.capacity", "Drops that fit; 0 without a limit", capacity);
        rows("b24hub.portal.waiting", "REST calls that wait to leave", waiting);
        rows("b24hub.portal.stopped", "1 while the portal refuses all calls", stopped);
    }

    private void sources(HubStatus now) {
        rows(
                "b24hub.source.addresses",
                "Addresses and ranges that calls may come from; 0 while nobody looks",
                now.sources().stream()
                        .map(each -> Row.of(Tags.of("portal", each.portal()), each.addresses()))
                        .toList());
        rows(
                "b24hub.source.list.age.seconds",
                "How long ago the oldest of the portal's address lists was read",
                now.sources().stream()
                        .flatMap(each -> each
                                .oldestRead()
                                .map(read -> Row.of(
                                        Tags.of("portal", each.portal()),
                                        Duration.between(read, now.at()).toSeconds()))
                                .stream())
                        .toList());
    }

    private void row(String name, String description, Number value) {
        rows(name, description, List.of(Row.of(Tags.empty(), value)));
    }

    private void rows(String name, String description, List<? extends Row<?>> rows) {
        gauges.computeIfAbsent(
                        name,
                        key -> MultiGauge.builder(name).description(description).register(registry))
                .register(List.copyOf(rows), true);
    }

    private void heard(HubStatus now) {
        heard(
                "b24hub.portal.silent",
                "1 while changes of the portal are not told of",
                now,
                each -> each.silence().isPresent() ? 1 : 0);
        heard("b24hub.portal.late", "1 while events come much later than usual", now, each -> each.late() ? 1 : 0);
        heard(
                "b24hub.portal.delay.seconds",
                "95 of 100 events of the last hour came within this time after they happened",
                now,
                each -> each.delay().most().toMillis() / 1000.0);
        heard(
                "b24hub.portal.last.event.seconds",
                "How long ago an event of a webhook came last; NaN before the first",
                now,
                each -> each.last()
                        .map(last ->
                                Math.max(0.0, Duration.between(last, now.at()).toSeconds()))
                        .orElse(Double.NaN));
    }

    private void heard(String name, String description, HubStatus now, Function<HubStatus.Heard, Number> value) {
        rows(
                name,
                description,
                now.heard().stream()
                        .map(each -> Row.of(Tags.of("portal", each.portal()), value.apply(each)))
                        .toList());
    }
}
