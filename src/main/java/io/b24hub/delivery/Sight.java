package io.b24hub.delivery;

import io.b24hub.store.Hold;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Puts together what operators see, from what each part has published. Thread-safe. */
final class Sight {

    private final EngineContext context;
    private final Holds holds;
    private final Gates gates;
    private final Lease lease;

    Sight(EngineContext context, Holds holds, Gates gates, Lease lease) {
        this.context = context;
        this.holds = holds;
        this.gates = gates;
        this.lease = lease;
    }

    EngineSnapshot snapshot() {
        Collection<FlowRunner> runners = context.flows().all();
        List<FlowSnapshot> flows = runners.stream()
                .map(FlowRunner::snapshot)
                .sorted(Comparator.comparing(FlowSnapshot::flow))
                .toList();
        return new EngineSnapshot(
                context.inHand().running(), lease.instances(), flows, destinations(runners), holds.all());
    }

    private List<DestinationSnapshot> destinations(Collection<FlowRunner> runners) {
        Map<String, Gates.Trouble> troubled = gates.troubled();
        List<Hold> held = holds.all().stream()
                .filter(hold -> hold.kind() == Hold.Kind.DESTINATION)
                .toList();
        TreeSet<String> names = new TreeSet<>(troubled.keySet());
        held.forEach(hold -> names.add(hold.name()));
        runners.forEach(runner -> names.addAll(runner.destinations().ofFlow()));
        Instant now = context.clock().instant();
        return names.stream()
                .map(name -> destination(name, Optional.ofNullable(troubled.get(name)), held, runners, now))
                .toList();
    }

    private static DestinationSnapshot destination(
            String name,
            Optional<Gates.Trouble> trouble,
            List<Hold> held,
            Collection<FlowRunner> runners,
            Instant now) {
        Optional<Gates.Trouble> open = trouble.filter(Gates.Trouble::open);
        return new DestinationSnapshot(
                name,
                open.map(breaker -> now.isBefore(breaker.nextProbe()) ? BreakerState.OPEN : BreakerState.HALF_OPEN)
                        .orElse(BreakerState.CLOSED),
                trouble.map(Gates.Trouble::failures).orElse(0),
                open.map(Gates.Trouble::since),
                open.map(Gates.Trouble::nextProbe),
                held.stream().filter(hold -> hold.name().equals(name)).findFirst(),
                runners.stream()
                        .filter(runner -> runner.destinations().touches(name))
                        .map(FlowRunner::id)
                        .sorted()
                        .toList());
    }
}
