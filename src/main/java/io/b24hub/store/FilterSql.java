package io.b24hub.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A filter as a condition on table {@code delivery d}.
 *
 * @param condition SQL with question marks
 * @param values what they stand for
 */
record FilterSql(String condition, List<Object> values) {

    /** States that index {@code delivery_open} has. */
    static final Set<DeliveryState> OPEN = Set.of(DeliveryState.DUE, DeliveryState.RUNNING, DeliveryState.PARKED);

    /** The condition of that index; SQLite wants to read it word by word. */
    static final String IS_OPEN = "state IN ('due', 'running', 'parked')";

    // an event without an entity has no key to read the portal from
    private static final String PORTAL = "CASE d.entity_key WHEN ''"
            + " THEN (SELECT e.portal FROM event e WHERE e.id = d.event_id)"
            + " ELSE substr(d.entity_key, 1, instr(d.entity_key, '/') - 1) END = ?";

    private static final String ENTITY = "substr(d.entity_key, instr(d.entity_key, '/') + 1) = ?";

    static FilterSql of(DeliveryFilter filter) {
        Terms terms = new Terms();
        if (!filter.states().isEmpty()) {
            terms.add("d.state IN (" + words(filter.states()) + ")");
            if (OPEN.containsAll(filter.states())) {
                terms.add("d." + IS_OPEN);
            }
        }
        filter.flow().ifPresent(flow -> terms.add("d.flow = ?", flow));
        filter.portal().ifPresent(portal -> terms.add(PORTAL, portal));
        filter.type().ifPresent(type -> type(terms, type.toUpperCase(Locale.ROOT)));
        filter.entity().ifPresent(entity -> entity(terms, filter, entity));
        filter.eventId().ifPresent(event -> terms.add("d.event_id = ?", event));
        filter.from().ifPresent(from -> terms.add("d.received_at >= ?", Millis.notBefore(from)));
        filter.to().ifPresent(to -> terms.add("d.received_at < ?", Millis.notBefore(to)));
        filter.text().ifPresent(text -> terms.add("instr(lower(d.reason), lower(?)) > 0", text));
        return new FilterSql(terms.conditions.isEmpty() ? "1" : String.join(" AND ", terms.conditions), terms.values);
    }

    private static String words(Set<DeliveryState> states) {
        return states.stream().sorted().map(state -> "'" + state.word() + "'").collect(Collectors.joining(", "));
    }

    private static void type(Terms terms, String type) {
        if (type.indexOf('*') < 0) {
            terms.add("d.type = ?", type);
        } else {
            terms.add("d.type GLOB ?", type.replace("[", "[[]").replace("?", "[?]"));
        }
    }

    private static void entity(Terms terms, DeliveryFilter filter, String entity) {
        if (filter.portal().isPresent() && !entity.isEmpty()) {
            terms.add("d.entity_key = ?", EntityKey.of(filter.portal().get(), entity));
        } else {
            terms.add(ENTITY, entity);
        }
    }

    /** Values of a statement: those before the condition, those of the condition, those after it. */
    Object[] values(List<Object> before, List<Object> after) {
        List<Object> all = new ArrayList<>(before);
        all.addAll(values);
        all.addAll(after);
        return all.toArray();
    }

    private static final class Terms {

        private final List<String> conditions = new ArrayList<>();
        private final List<Object> values = new ArrayList<>();

        void add(String condition, Object... of) {
            conditions.add(condition);
            values.addAll(List.of(of));
        }
    }
}
