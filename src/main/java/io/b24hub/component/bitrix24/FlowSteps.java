package io.b24hub.component.bitrix24;

import io.b24hub.bitrix.PortalRest;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.model.EnrichDefinition;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.Model;
import org.apache.camel.model.PollDefinition;
import org.apache.camel.model.PollEnrichDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RecipientListDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RoutingSlipDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.model.TryDefinition;

/**
 * Reads from a route's text where it delivers to, following {@code direct:} and {@code seda:} into other routes. Not
 * thread-safe; use one for one route.
 */
final class FlowSteps {

    private final CamelContext context;
    private final Model model;
    private final Set<String> names = new TreeSet<>();
    private final Set<RouteDefinition> seen = new HashSet<>();
    private boolean writes;

    FlowSteps(CamelContext context) {
        this.context = context;
        this.model = context.getCamelContextExtension().getContextPlugin(Model.class);
    }

    /** Names of where a route delivers to; what an expression decides counts as its scheme. */
    Set<String> destinations(String routeId) {
        Optional.ofNullable(model.getRouteDefinition(routeId)).ifPresent(this::follow);
        return Set.copyOf(names);
    }

    /** Whether a route that was asked about changes something in a portal; one that may do so counts. */
    boolean writes() {
        return writes;
    }

    private void follow(RouteDefinition route) {
        if (seen.add(route)) {
            route.getOutputs().forEach(this::look);
        }
    }

    private void look(ProcessorDefinition<?> step) {
        addresses(step).forEach(this::note);
        step.getOutputs().forEach(this::look);
        // when it was read from YAML, these are beside the outputs
        if (step instanceof TryDefinition guarded) {
            Optional.ofNullable(guarded.getCatchClauses()).stream()
                    .flatMap(List::stream)
                    .forEach(this::look);
            Optional.ofNullable(guarded.getFinallyClause()).ifPresent(this::look);
        }
    }

    private static Stream<String> addresses(ProcessorDefinition<?> step) {
        if (step instanceof SendDefinition<?> send) {
            return Stream.ofNullable(send.getEndpointUri());
        } else if (step instanceof ToDynamicDefinition dynamic) {
            return Stream.ofNullable(dynamic.getUri());
        } else if (step instanceof PollDefinition poll) {
            return Stream.ofNullable(poll.getEndpointUri());
        } else if (step instanceof EnrichDefinition || step instanceof PollEnrichDefinition) {
            return expression((ExpressionNode) step).stream();
        } else if (step instanceof RecipientListDefinition || step instanceof RoutingSlipDefinition) {
            return expression((ExpressionNode) step).stream().flatMap(list -> Stream.of(list.split(",")));
        }
        return Stream.empty();
    }

    private static Optional<String> expression(ExpressionNode step) {
        return Optional.ofNullable(step.getExpression()).map(expression -> expression.getExpression());
    }

    private void note(String written) {
        String uri = context.resolvePropertyPlaceholders(written.strip());
        String scheme = DestinationName.scheme(uri);
        if (scheme.equals("bitrix24")) {
            String method = DestinationName.withoutOptions(uri).substring(scheme.length() + 1);
            if (method.equals(Bitrix24Endpoint.LEDGER)) {
                return; // from the hub's own store
            }
            names.add(portal(uri));
            writes |= !method.equals(Bitrix24Endpoint.READ) && !PortalRest.reads(method);
        } else if (List.of("direct", "seda").contains(scheme)) {
            String target = DestinationName.withoutOptions(uri);
            List.copyOf(model.getRouteDefinitions()).stream()
                    .filter(route -> target.equals(input(route)))
                    .forEach(this::follow);
        } else if (scheme.matches("[A-Za-z][A-Za-z0-9+.-]*") && DestinationName.leaves(scheme)) {
            names.add(DestinationName.of(uri));
        }
    }

    private String portal(String uri) {
        return context.hasEndpoint(uri) instanceof Bitrix24Endpoint portal && portal.getPortal() != null
                ? Destinations.portal(portal.getPortal())
                : Destinations.OWN_PORTAL;
    }

    private String input(RouteDefinition route) {
        return route.getInput() == null
                ? ""
                : DestinationName.withoutOptions(
                        context.resolvePropertyPlaceholders(route.getInput().getEndpointUri()));
    }
}
