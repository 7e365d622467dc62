package io.b24hub.delivery;

import io.b24hub.store.Hold;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides what may begin, by the holds and by one breaker for each destination. Only destinations in trouble take memory.
 * Belongs to the engine's thread, except {@link #troubled()}.
 */
final class Gates {

    /** A breaker that has something to say, as others may see it. */
    record Trouble(boolean open, Instant since, Instant nextProbe, int failures) {}

    private final EngineContext context;
    private final Holds holds;
    private final BreakerLimits limits;
    private final Map<String, Breaker> breakers = new HashMap<>();
    private volatile Map<String, Trouble> troubled = Map.of();

    Gates(EngineContext context, Holds holds, BreakerLimits limits) {
        this.context = context;
        this.holds = holds;
        this.limits = limits;
    }

    /** Whether deliveries of a flow may begin that touch these destinations. */
    Gate gate(String flow, Collection<String> destinations, Instant now) {
        Gate gate = holds.gate(Hold.Kind.FLOW, flow, now);
        for (String destination : destinations) {
            gate = gate.and(gate(destination, now));
        }
        return gate;
    }

    /** Whether deliveries may begin that touch a destination. */
    Gate gate(String destination, Instant now) {
        Gate held = holds.gate(Hold.Kind.DESTINATION, destination, now);
        Breaker breaker = breakers.get(destination);
        return breaker == null ? held : held.and(breaker.gate(now, destination + " failed again and again"));
    }

    /** A run begins: those of its destinations that wait for a probe have one now. */
    Set<String> begin(Collection<String> destinations, Instant now) {
        Set<String> probed = new LinkedHashSet<>();
        for (String destination : destinations) {
            Breaker breaker = breakers.get(destination);
            if (breaker != null && breaker.state(now) == BreakerState.HALF_OPEN) {
                breaker.probe(now);
                probed.add(destination);
            }
        }
        return probed;
    }

    /**
     * Puts on hold, until a person resumes it, what a run says is gone: the destination, or the flow alone where others deliver
     * to the same host and may be welcome there.
     *
     * @return what to do about the run: one that is not the first to tell waits and needs no person, nor does a batch
     */
    Outcome holdIfGone(String flow, FlowDestinations destinations, Run run, Outcome outcome, Instant now) {
        Optional<String> at = outcome.report().failedAt();
        if (!(outcome instanceof Outcome.Hopeless hopeless) || !hopeless.gone() || at.isEmpty()) {
            return outcome;
        }
        boolean own = destinations.touches(at.get()) && !context.flows().isShared(at.get(), flow);
        boolean first = own
                ? holds.holdForGood(Hold.Kind.DESTINATION, at.get(), hopeless.reason(), now)
                : holds.holdForGood(Hold.Kind.FLOW, flow, hopeless.reason(), now);
        Report report = hopeless.report();
        Report told = own ? report : new Report(report.steps(), Optional.empty(), report.status(), report.response());
        return first && run.size() == 1 ? outcome : new Outcome.Later(now, hopeless.reason(), told);
    }

    /** A run has ended: learns from it who is dead or alive, and holds whom the outcome asks to hold. */
    void end(String flow, FlowDestinations destinations, Run run, Outcome outcome, Instant now) {
        Set<String> undecided = new LinkedHashSet<>(run.probed());
        Optional<String> at = outcome.report().failedAt();
        if (outcome instanceof Outcome.Delivered) {
            run.destinations().forEach(this::alive);
            undecided.clear();
        } else if (outcome instanceof Outcome.Hopeless && at.isPresent()) {
            alive(at.get());
            undecided.remove(at.get());
        } else if (outcome instanceof Outcome.Retry && at.isPresent()) {
            failed(at.get(), run.probed().contains(at.get()), now);
            undecided.remove(at.get());
        } else if (outcome instanceof Outcome.Later later) {
            hold(flow, destinations, later, now);
        }
        showedNothing(undecided);
    }

    /** A probe was cut off, or ended without touching the destination. */
    void showedNothing(Collection<String> probed) {
        for (String destination : probed) {
            Breaker breaker = breakers.get(destination);
            if (breaker != null) {
                breaker.probeShowedNothing();
                context.flows().wakeAll();
            }
        }
    }

    private void hold(String flow, FlowDestinations destinations, Outcome.Later later, Instant now) {
        Optional<String> at = later.report().failedAt();
        at.ifPresent(name -> holds.hold(Hold.Kind.DESTINATION, name, later.at(), later.reason(), now));
        // one that names no destinations has no other way to obey
        boolean obeys = at.isPresent()
                && (destinations.touches(at.get()) || !destinations.names().isEmpty());
        if (!obeys) {
            holds.hold(Hold.Kind.FLOW, flow, later.at(), later.reason(), now);
        }
    }

    private void failed(String destination, boolean probe, Instant now) {
        Breaker breaker = breakers.computeIfAbsent(destination, name -> new Breaker(limits));
        boolean opened = breaker.failed(probe, now);
        publish();
        if (opened) {
            context.listeners()
                    .tell(listener -> listener.breakerOpened(destination, breaker.failures(), breaker.nextProbe()));
            context.flows().wakeAll();
        }
    }

    private void alive(String destination) {
        Breaker breaker = breakers.remove(destination);
        if (breaker == null) {
            return;
        }
        publish();
        if (breaker.alive()) {
            context.listeners().tell(listener -> listener.breakerClosed(destination));
            context.flows().wakeAll();
        }
    }

    /** Breakers with failures, by destination. Any thread may ask. */
    Map<String, Trouble> troubled() {
        return troubled;
    }

    private void publish() {
        Map<String, Trouble> now = new HashMap<>();
        breakers.forEach((name, breaker) ->
                now.put(name, new Trouble(breaker.open(), breaker.since(), breaker.nextProbe(), breaker.failures())));
        troubled = Map.copyOf(now);
    }
}
