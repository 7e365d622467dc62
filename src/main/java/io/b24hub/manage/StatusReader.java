package io.b24hub.manage;

import io.b24hub.delivery.EngineSnapshot;
import io.b24hub.delivery.FlowSnapshot;
import io.b24hub.intake.Refusal;
import io.b24hub.manage.HubStatus.Flow;
import io.b24hub.manage.HubStatus.Intake;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.FlowRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Looks at the hub. Counting what waits takes the store some milliseconds for each 100,000 deliveries, so what was seen is
 * kept for two seconds, however many ask.
 *
 * <p>This class is thread-safe; who asks may wait for the store.
 */
public final class StatusReader {

    private static final Duration KEPT = Duration.ofSeconds(2);

    private final HubParts parts;
    private Optional<HubStatus> kept = Optional.empty();

    public StatusReader(HubParts parts) {
        this.parts = parts;
    }

    /**
     * The newest, or one that is at most two seconds old.
     *
     * @throws io.b24hub.store.StoreUnavailable when the store cannot be read
     */
    public synchronized HubStatus read() {
        Instant now = parts.clock().instant();
        HubStatus status = kept.filter(last ->
                        !now.isBefore(last.at()) && now.isBefore(last.at().plus(KEPT)))
                .orElseGet(() -> take(now));
        kept = Optional.of(status);
        return status;
    }

    private HubStatus take(Instant now) {
        EngineSnapshot engine = parts.engine().get();
        return new HubStatus(
                now,
                parts.version(),
                parts.startedAt(),
                engine.instances(),
                engine.running(),
                parts.operations().isDrained(),
                intake(),
                flows(engine, now),
                engine.destinations(),
                List.copyOf(parts.portals().get()),
                parts.operations().holds(),
                parts.retention().get(),
                parts.commits().get(),
                parts.sources().get(),
                parts.heard().get(),
                parts.applications().get(),
                new HubStatus.Sweeps(
                        parts.sweeper().status(), parts.sweeper().ledger().today()));
    }

    private Intake intake() {
        Map<Refusal, Long> refused = new EnumMap<>(Refusal.class);
        for (Refusal refusal : Refusal.values()) {
            long count = parts.intake().refused(refusal);
            if (count > 0) {
                refused.put(refusal, count);
            }
        }
        return new Intake(
                parts.intake().accepted(),
                parts.intake().lastMinute(),
                parts.intake().repeated(),
                refused,
                parts.intake().lastRefused(),
                parts.answeredWithin().apply(0.5),
                parts.answeredWithin().apply(0.99),
                parts.objective().objective(),
                parts.objective().slow(),
                parts.tokens().get(),
                parts.guessing().get(),
                parts.certificateEnds().get());
    }

    private List<Flow> flows(EngineSnapshot engine, Instant now) {
        Map<String, FlowSnapshot> running =
                engine.flows().stream().collect(Collectors.toMap(FlowSnapshot::flow, Function.identity()));
        return parts.store().flows().stream()
                .sorted(Comparator.comparing(FlowRecord::id))
                .map(flow -> flow(flow, Optional.ofNullable(running.get(flow.id())), now))
                .toList();
    }

    private Flow flow(FlowRecord flow, Optional<FlowSnapshot> running, Instant now) {
        Map<DeliveryState, Long> active = parts.store().active(flow.id());
        return new Flow(
                flow,
                running,
                active.getOrDefault(DeliveryState.DUE, 0L),
                active.getOrDefault(DeliveryState.RUNNING, 0L),
                active.getOrDefault(DeliveryState.PARKED, 0L),
                parts.store().oldestWaiting(flow.id()).map(since -> Duration.between(since, now)));
    }
}
