package io.b24hub.operate;

import io.b24hub.store.DeliveryControl.Change;
import io.b24hub.store.DeliveryFilter;
import io.b24hub.store.DeliveryHistory;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.DeliveryState;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Looks what a change would do, and refuses what makes no sense. Thread-safe. */
final class Previews {

    private final DeliveryHistory history;
    private final Supplier<Map<String, FlowNow>> flows;

    Previews(DeliveryHistory history, Supplier<Map<String, FlowNow>> flows) {
        this.history = history;
        this.flows = flows;
    }

    /** Counts all that fit. */
    Preview of(Change change, DeliveryFilter filter, boolean all) {
        DeliveryFilter possible = checked(change, filter, all);
        DeliveryHistory.Count count = history.count(possible);
        Bound bound = new Bound(change, possible, 0, count.newest(), count.deliveries());
        List<DeliveryRecord> sample = history.find(possible, Long.MAX_VALUE, Operations.SAMPLE);
        return new Preview(bound, count.deliveries(), sample, takes(bound, sample), true);
    }

    /** The same, looking at so many at most. */
    Preview glance(Change change, DeliveryFilter filter, boolean all, int most) {
        DeliveryFilter possible = checked(change, filter, all);
        long upTo = newest(); // before the look: what comes meanwhile is not meant
        DeliveryHistory.Glance seen = history.glance(possible, most, Operations.SAMPLE);
        long count = seen.fit().deliveries();
        if (seen.whole()) {
            Bound bound = new Bound(change, possible, 0, seen.fit().newest(), count);
            return new Preview(bound, count, seen.sample(), takes(bound, seen.sample()), true);
        }
        Bound bound = new Bound(change, possible, 0, upTo, Bound.UNCOUNTED);
        return new Preview(bound, count, seen.sample(), Optional.empty(), false);
    }

    private long newest() {
        return history.find(DeliveryFilter.ALL, Long.MAX_VALUE, 1).stream()
                .mapToLong(DeliveryRecord::id)
                .findFirst()
                .orElse(0);
    }

    private static DeliveryFilter checked(Change change, DeliveryFilter filter, boolean all) {
        DeliveryFilter possible = possible(change, filter);
        if (!all && isAll(filter) && !isHarmless(change, possible)) {
            throw new NotPossible("This would " + Wording.of(change) + " " + Wording.of(possible)
                    + ". Say which flow, portal, type, entity, event, time or reason is meant, or say explicitly: all");
        }
        if (filter.from().isPresent()
                && filter.to().isPresent()
                && !filter.from().get().isBefore(filter.to().get())) {
            throw new NotPossible("Nothing is received from " + filter.from().get() + " and before "
                    + filter.to().get() + ": the two times are the wrong way round");
        }
        return possible;
    }

    Preview of(Change change, long id) {
        DeliveryRecord delivery = history.delivery(id)
                .orElseThrow(() -> new NotPossible("There is no delivery " + id
                        + "; it never was, or it ended so long ago that it was forgotten"));
        if (delivery.state() == DeliveryState.RUNNING) {
            throw new NotPossible("Delivery " + id + " is running now; wait until this attempt has ended");
        }
        Set<DeliveryState> states = statesFor(change);
        if (!states.contains(delivery.state())) {
            throw new NotPossible("Delivery " + id + " is " + delivery.state().word() + "; to " + Wording.of(change)
                    + " it, it must be " + Wording.states(states, " or "));
        }
        Bound bound = new Bound(change, inStates(DeliveryFilter.ALL, states), id - 1, id, 1);
        return new Preview(bound, 1, List.of(delivery), takes(bound, List.of(delivery)), true);
    }

    /** From which states it leads anywhere. */
    static Set<DeliveryState> statesFor(Change change) {
        return switch (change) {
            case RETRY_NOW, PARK -> EnumSet.of(DeliveryState.DUE);
            case DROP -> EnumSet.of(DeliveryState.DUE, DeliveryState.PARKED);
            case REPLAY -> EnumSet.complementOf(EnumSet.of(DeliveryState.DUE, DeliveryState.RUNNING));
        };
    }

    /** Without states, a replay means what is parked: to deliver again what was delivered must be said. */
    private static DeliveryFilter possible(Change change, DeliveryFilter filter) {
        Set<DeliveryState> possible = statesFor(change);
        if (filter.states().isEmpty()) {
            return inStates(filter, change == Change.REPLAY ? EnumSet.of(DeliveryState.PARKED) : possible);
        }
        Set<DeliveryState> wrong = EnumSet.copyOf(filter.states());
        wrong.removeAll(possible);
        if (!wrong.isEmpty()) {
            throw new NotPossible("Deliveries that are " + Wording.states(wrong, " or ") + " cannot be changed by "
                    + Wording.of(change) + "; it is for those that are " + Wording.states(possible, " or "));
        }
        return filter;
    }

    private static DeliveryFilter inStates(DeliveryFilter filter, Set<DeliveryState> states) {
        DeliveryState first = states.iterator().next();
        return filter.in(first, states.toArray(DeliveryState[]::new));
    }

    private static boolean isAll(DeliveryFilter filter) {
        return new DeliveryFilter(
                        Set.of(),
                        filter.flow(),
                        filter.portal(),
                        filter.type(),
                        filter.entity(),
                        filter.eventId(),
                        filter.from(),
                        filter.to(),
                        filter.text())
                .equals(DeliveryFilter.ALL);
    }

    /** Trying again what has not arrived gives up nothing and sends nothing twice. */
    private static boolean isHarmless(Change change, DeliveryFilter filter) {
        return change == Change.RETRY_NOW
                || change == Change.REPLAY && filter.states().equals(Set.of(DeliveryState.PARKED));
    }

    /** Flows work side by side, so the slowest counts; how the deliveries divide among flows is judged by the sample. */
    private Optional<Duration> takes(Bound bound, List<DeliveryRecord> sample) {
        if (bound.change() == Change.PARK || bound.change() == Change.DROP || sample.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Long> byFlow =
                sample.stream().collect(Collectors.groupingBy(DeliveryRecord::flow, Collectors.counting()));
        Map<String, FlowNow> now = flows.get();
        if (!byFlow.keySet().stream().allMatch(flow -> Optional.ofNullable(now.get(flow))
                .flatMap(FlowNow::each)
                .isPresent())) {
            return Optional.empty();
        }
        return byFlow.entrySet().stream()
                .map(flow -> now.get(flow.getKey())
                        .each()
                        .orElseThrow()
                        .multipliedBy(bound.most() * flow.getValue() / sample.size()))
                .max(Duration::compareTo);
    }
}
