package io.b24hub.store;

import io.b24hub.store.DeliveryHistory.Glance;
import java.util.Optional;
import java.util.Set;

/**
 * The deliveries that an index leads to when some are looked for: how {@link Glance} finds those that may fit without
 * looking at all there are.
 *
 * @param narrow the part of the filter that an index knows
 * @param order how the index gives the newest first, as SQL on table {@code delivery d}; empty text when it does not
 */
public record Shortlist(DeliveryFilter narrow, String order) {

    private static final Set<DeliveryState> OPEN = FilterSql.OPEN;

    /** Of a filter. */
    public static Shortlist of(DeliveryFilter filter) {
        if (filter.eventId().isPresent()) {
            return new Shortlist(DeliveryFilter.ALL.ofEvent(filter.eventId().get()), "");
        }
        if (!filter.states().isEmpty() && OPEN.containsAll(filter.states())) {
            boolean sorted = filter.states().size() == 1 && filter.flow().isPresent();
            return new Shortlist(only(filter.states(), filter, false), sorted ? " ORDER BY d.id DESC" : "");
        }
        boolean timed = filter.from().isPresent() || filter.to().isPresent();
        return new Shortlist(
                only(Set.of(), filter, true), timed ? " ORDER BY d.received_at DESC" : " ORDER BY d.id DESC");
    }

    private static DeliveryFilter only(Set<DeliveryState> states, DeliveryFilter filter, boolean times) {
        return new DeliveryFilter(
                states,
                times ? Optional.empty() : filter.flow(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                times ? filter.from() : Optional.empty(),
                times ? filter.to() : Optional.empty(),
                Optional.empty());
    }
}
