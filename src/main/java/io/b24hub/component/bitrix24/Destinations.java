package io.b24hub.component.bitrix24;

import io.b24hub.connector.DestinationPaces;
import io.b24hub.delivery.FlowSpec;
import io.b24hub.delivery.Rate;
import io.b24hub.event.Bitrix24Event;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;

/**
 * The far sides of one flow: what its steps lead to, or what its author named instead. Portals that it reads from or
 * writes to are among them, as {@code bitrix24:<portal>}, for the portal of the current event with {@link FlowSpec#PORTAL}. Immutable.
 *
 * @param named by the author; empty when not
 * @param found in the flow's steps
 */
record Destinations(Set<String> named, Set<String> found) {

    static final Destinations NONE = new Destinations(Set.of(), Set.of());

    /** The portal that an event came from, whichever that is. */
    static final String OWN_PORTAL = portal(FlowSpec.PORTAL);

    Destinations {
        named = Set.copyOf(named);
        found = Set.copyOf(found);
    }

    static String portal(String name) {
        return "bitrix24:" + name;
    }

    /** All names. The author's take the place of what was found, but for the portals. */
    Set<String> all() {
        if (named.isEmpty()) {
            return found;
        }
        Set<String> all = new TreeSet<>(named);
        found.stream().filter(name -> name.startsWith(portal(""))).forEach(all::add);
        return all;
    }

    /** The slowest that is known of what they take; the author's names take nothing away from what the steps say. */
    Optional<Rate> pace(DestinationPaces paces) {
        return Stream.concat(named.stream(), found.stream())
                .map(paces::of)
                .flatMap(Optional::stream)
                .min(Comparator.comparingDouble(Rate::perSecond));
    }

    /**
     * Which of them an endpoint is.
     *
     * @return empty when it stays inside the hub, or cannot be told from the author's names
     */
    Optional<String> of(Endpoint endpoint, Exchange exchange) {
        String uri = endpoint.getEndpointUri();
        String scheme = DestinationName.scheme(uri);
        if (endpoint instanceof Bitrix24Endpoint portal) {
            return Optional.ofNullable(portal.getPortal())
                    .or(() -> PortalProducer.event(exchange).map(Bitrix24Event::portal))
                    .map(Destinations::portal);
        }
        if (!DestinationName.leaves(scheme)) {
            return Optional.empty();
        }
        String name = DestinationName.of(uri);
        if (named.isEmpty()) {
            // an address that is only known when the flow runs was found as its scheme
            return Optional.of(!found.contains(name) && found.contains(scheme) ? scheme : name);
        }
        if (named.contains(name)) {
            return Optional.of(name);
        }
        return named.size() == 1 ? named.stream().findFirst() : Optional.empty();
    }
}
