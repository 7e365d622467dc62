package io.b24hub.delivery;

import io.b24hub.store.Delivery;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Where one flow delivers to: the same for all its deliveries, or one destination for each portal, named with
 * {@link FlowSpec#PORTAL} in it. Thread-safe; changed by the engine's thread alone.
 */
final class FlowDestinations {

    private final Set<String> ofFlow;
    private volatile Set<String> ofPortals;

    FlowDestinations(Set<String> named) {
        Set<String> whole = new LinkedHashSet<>(named);
        whole.removeIf(FlowDestinations::isOfPortals);
        ofFlow = Set.copyOf(whole);
        Set<String> portals = new LinkedHashSet<>(named);
        portals.removeIf(name -> !isOfPortals(name));
        ofPortals = Set.copyOf(portals);
    }

    private static boolean isOfPortals(String name) {
        return name.contains(FlowSpec.PORTAL);
    }

    /** Those that all deliveries touch. */
    Set<String> ofFlow() {
        return ofFlow;
    }

    /** Those that this delivery touches beside those of the flow. */
    Set<String> of(Delivery delivery) {
        if (ofPortals.isEmpty()) {
            return Set.of();
        }
        Set<String> names = new LinkedHashSet<>();
        ofPortals.forEach(
                name -> names.add(name.replace(FlowSpec.PORTAL, delivery.event().portal())));
        return names;
    }

    /** All that a batch touches. */
    Set<String> of(Collection<Delivery> batch) {
        Set<String> names = new LinkedHashSet<>(ofFlow);
        batch.forEach(delivery -> names.addAll(of(delivery)));
        return names;
    }

    /** A failure may name what the flow did not: where it is the delivery's own portal, the flow is known to touch it now. */
    void learn(String failedAt, Collection<Delivery> batch) {
        for (Delivery delivery : batch) {
            String portal = ":" + delivery.event().portal();
            if (failedAt.endsWith(portal) && !ofFlow.contains(failedAt)) {
                Set<String> more = new LinkedHashSet<>(ofPortals);
                more.add(failedAt.substring(0, failedAt.length() - portal.length() + 1) + FlowSpec.PORTAL);
                ofPortals = Set.copyOf(more);
                return;
            }
        }
    }

    /** Whether some of its deliveries may touch a destination. */
    boolean touches(String name) {
        return ofFlow.contains(name)
                || ofPortals.stream().anyMatch(template -> {
                    int at = template.indexOf(FlowSpec.PORTAL);
                    return name.startsWith(template.substring(0, at))
                            && name.endsWith(template.substring(at + FlowSpec.PORTAL.length()));
                });
    }

    /** All names, those of portals as templates. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>(ofFlow);
        names.addAll(ofPortals);
        return Set.copyOf(names);
    }
}
