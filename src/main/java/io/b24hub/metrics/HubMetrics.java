package io.b24hub.metrics;

import io.b24hub.delivery.DeliveryListener;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.intake.IntakeListener;
import io.b24hub.intake.Refusal;
import io.b24hub.manage.HubStatus;
import io.b24hub.store.CommitTimes;
import io.b24hub.store.Delivery;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The hub's metrics. Labels are names from the configuration (portals, flows, destinations) and fixed words; never an
 * entity, an event, a token or an address that a caller chose. What is counted begins at zero with the process, and is
 * there before it has occurred: else the first occurrence would not show as an increase.
 *
 * <p>This class is thread-safe. Listening costs well under a microsecond an event.
 */
public final class HubMetrics implements DeliveryListener, IntakeListener, CommitTimes.Listener {

    /** The label for a portal that the hub does not have: callers choose the name. */
    static final String OTHER = "other";

    private static final List<String> RESULTS = List.of("delivered", "filtered", "failed", "postponed", "parked");
    private static final Duration[] ANSWERS = times(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000);
    private static final Duration[] ATTEMPTS = times(10, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000);
    private static final Duration[] COMMITS = times(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000);
    private static final Duration[] DELAYS =
            times(1000, 2000, 5000, 10_000, 30_000, 60_000, 300_000, 1_800_000, 3_600_000);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Set<String> portals;
    private final Supplier<HubStatus> status;
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();
    private final Timer answers = Timer.builder("b24hub.intake.answer")
            .description("Time from a complete call to its answer")
            .serviceLevelObjectives(ANSWERS)
            .register(registry);
    private final Timer commits = Timer.builder("b24hub.store.commit")
            .description("Time of a transaction until it is durable")
            .serviceLevelObjectives(COMMITS)
            .register(registry);
    private final DistributionSummary groups = DistributionSummary.builder("b24hub.store.group.size")
            .description("Changes that travel in one transaction")
            .register(registry);
    private final StatusGauges gauges;

    /**
     * @param portals names of the configured portals
     * @param status the hub at a glance; asked at each scrape
     */
    public HubMetrics(Set<String> portals, Supplier<HubStatus> status) {
        this.portals = Set.copyOf(portals);
        this.status = status;
        gauges = new StatusGauges(registry, this.portals);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        this.portals.forEach(this::prepare);
        refusals(OTHER, Refusal.UNKNOWN_PORTAL);
    }

    private static Duration[] times(long... millis) {
        return Arrays.stream(millis).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }

    private void prepare(String portal) {
        received(portal);
        delays(portal);
        repetitions(portal);
        for (Refusal reason : Refusal.values()) {
            if (reason != Refusal.UNKNOWN_PORTAL) {
                refusals(portal, reason);
            }
        }
    }

    private void prepare(HubStatus now) {
        now.flows().forEach(flow -> {
            RESULTS.forEach(result -> attempts(flow.id(), result));
            attemptTimes(flow.id());
        });
        now.destinations().forEach(destination -> openings(destination.name()));
    }

    /** Everything in Prometheus' text format. Looks at the store: not on an event loop. */
    public String scrape() {
        HubStatus now = status.get();
        prepare(now);
        gauges.show(now);
        return registry.scrape();
    }

    @Override
    public void received(Bitrix24Event event, Collection<String> flows) {
        received(event.portal()).increment();
        record(delays(event.portal()), Duration.between(event.occurredAt(), event.receivedAt()));
    }

    @Override
    public void repeated(String portal) {
        repetitions(known(portal)).increment();
    }

    @Override
    public void refused(String portal, InetAddress client, Refusal reason) {
        refusals(known(portal), reason).increment();
    }

    @Override
    public void answered(Duration took) {
        record(answers, took);
    }

    @Override
    public void delivered(Delivery delivery, List<String> steps, Duration took) {
        attempts(delivery.flow(), "delivered").increment();
        record(attemptTimes(delivery.flow()), took);
    }

    @Override
    public void filtered(Delivery delivery, Duration took) {
        attempts(delivery.flow(), "filtered").increment();
        record(attemptTimes(delivery.flow()), took);
    }

    @Override
    public void retried(Delivery delivery, String reason, Instant due) {
        attempts(delivery.flow(), "failed").increment();
    }

    @Override
    public void postponed(Delivery delivery, String reason, Instant due) {
        attempts(delivery.flow(), "postponed").increment();
    }

    @Override
    public void parked(Delivery delivery, String reason) {
        attempts(delivery.flow(), "parked").increment();
    }

    @Override
    public void breakerOpened(String destination, int failures, Instant nextProbe) {
        openings(destination).increment();
    }

    @Override
    public void committed(Duration took, int changes) {
        commits.record(took);
        groups.record(changes);
    }

    private String known(String portal) {
        return portals.contains(portal) ? portal : OTHER;
    }

    private Counter received(String portal) {
        return counter("b24hub.events.received", "Events stored", "portal", portal);
    }

    private Timer delays(String portal) {
        return timer(
                "b24hub.event.delay",
                "From the portal's time stamp, which has whole seconds, to reception",
                DELAYS,
                "portal",
                portal);
    }

    private Counter repetitions(String portal) {
        return counter("b24hub.calls.repeated", "Calls that were a repetition of one that is stored", "portal", portal);
    }

    private Counter refusals(String portal, Refusal reason) {
        String word = reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return counter("b24hub.calls.refused", "Calls that were not taken", "portal", portal, "reason", word);
    }

    private Counter attempts(String flow, String result) {
        return counter("b24hub.attempts", "Attempts by how they ended", "flow", flow, "result", result);
    }

    private Timer attemptTimes(String flow) {
        return timer("b24hub.attempt.time", "Time of attempts that ended well", ATTEMPTS, "flow", flow);
    }

    private Counter openings(String destination) {
        return counter("b24hub.breaker.opened", "Times a destination was left alone", "destination", destination);
    }

    private Counter counter(String name, String description, String... labels) {
        return counters.computeIfAbsent(name + String.join("\n", labels), key -> Counter.builder(name)
                .description(description)
                .tags(labels)
                .register(registry));
    }

    private Timer timer(String name, String description, Duration[] buckets, String... labels) {
        return timers.computeIfAbsent(name + String.join("\n", labels), key -> Timer.builder(name)
                .description(description)
                .serviceLevelObjectives(buckets)
                .tags(labels)
                .register(registry));
    }

    /** Clocks of the portal and of this machine may differ: nothing takes less than no time. */
    private static void record(Timer timer, Duration took) {
        timer.record(took.isNegative() ? Duration.ZERO : took);
    }

    /** The time within which a share of the answers was given, by the histogram's steps; empty before the first one. */
    public Optional<Duration> answeredWithin(double share) {
        long total = answers.count();
        if (total == 0) {
            return Optional.empty();
        }
        for (var bucket : answers.takeSnapshot().histogramCounts()) {
            if (bucket.count() >= share * total) {
                return Optional.of(Duration.ofNanos((long) bucket.bucket()));
            }
        }
        return Optional.of(Duration.ofNanos((long) answers.max(TimeUnit.NANOSECONDS)));
    }
}
