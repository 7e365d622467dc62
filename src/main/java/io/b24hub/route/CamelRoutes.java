package io.b24hub.route;

import io.b24hub.component.bitrix24.Bitrix24Endpoint;
import io.b24hub.component.bitrix24.PercentSigns;
import io.b24hub.store.FlowRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.ErrorHandlerFactory;
import org.apache.camel.ExtendedCamelContext;
import org.apache.camel.Route;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.model.AggregateDefinition;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.ResequenceDefinition;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/**
 * Puts route files into a running Camel context and takes them out again.
 *
 * <p>Not thread-safe: its owner takes one file after the other.
 */
final class CamelRoutes {

    private static final long STOP_SECONDS = 10;

    private final CamelContext context;
    private final Model model;
    private final Map<String, List<RouteConfigurationDefinition>> configurations = new HashMap<>();

    CamelRoutes(CamelContext context) {
        this.context = context;
        this.model = context.getCamelContextExtension().getContextPlugin(Model.class);
    }

    /** A file that was read and understood, and whose routes were not yet added. */
    record Parsed(Collection<RoutesBuilder> builders) {}

    /**
     * Reads a file. Its routeConfigurations take the place of those it had before, because Camel works them into routes
     * while it reads these; nothing else changes. On failure nothing changes at all.
     *
     * @param takenIds ids of routes of other files, with these files' names
     */
    Parsed parse(RouteFile file, Map<String, String> takenIds) throws Exception {
        List<RouteConfigurationDefinition> before = configurations.getOrDefault(file.name(), List.of());
        removeConfigurations(before);
        List<RouteConfigurationDefinition> others = List.copyOf(model.getRouteConfigurationDefinitions());
        ExtendedCamelContext extension = context.getCamelContextExtension();
        ErrorHandlerFactory errorHandler = extension.getErrorHandlerFactory();
        try {
            Parsed parsed = parse(file);
            List<RouteConfigurationDefinition> own = new ArrayList<>(model.getRouteConfigurationDefinitions());
            own.removeAll(others);
            if (extension.getErrorHandlerFactory() != errorHandler) {
                throw new RouteMistake(
                        file.lineOf("errorHandler"),
                        "an errorHandler at the top of a file would take the errors of every other file too; put it below"
                                + " the route, or into a routeConfiguration");
            }
            check(file, parsed, takenIds);
            configurations.put(file.name(), own);
            return parsed;
        } catch (Exception | LinkageError e) {
            extension.setErrorHandlerFactory(errorHandler);
            model.getRouteConfigurationDefinitions().removeIf(definition -> !others.contains(definition));
            model.addRouteConfigurations(before);
            throw e;
        }
    }

    private Parsed parse(RouteFile file) throws Exception {
        if (file.text().isBlank()) {
            throw new RouteMistake(0, "the file is empty");
        }
        Resource resource = ResourceHelper.fromString("file:" + file.name(), file.text());
        Collection<RoutesBuilder> builders =
                PluginHelper.getRoutesLoader(context).findRoutesBuilders(List.of(resource));
        for (RoutesBuilder builder : builders) {
            if (builder instanceof RouteConfigurationBuilder configurationsToo) {
                context.addRoutesConfigurations(configurationsToo);
            }
        }
        for (RoutesBuilder builder : builders) {
            if (builder instanceof RouteBuilder routes) {
                routes.configureRoutes(context);
            }
        }
        return new Parsed(builders);
    }

    private void check(RouteFile file, Parsed parsed, Map<String, String> takenIds) throws Exception {
        Set<String> ids = new HashSet<>();
        for (RoutesBuilder builder : parsed.builders()) {
            if (builder instanceof RouteBuilder routes) {
                for (RouteDefinition route : routes.configureRoutes(context).getRoutes()) {
                    check(file, route, takenIds);
                    hidePercentSigns(route);
                    if (!ids.add(route.getRouteId())) {
                        throw new RouteMistake(
                                file.lineOf(route.getRouteId()),
                                "two routes of this file have the id \"" + route.getRouteId() + "\"");
                    }
                }
            }
        }
    }

    private void check(RouteFile file, RouteDefinition route, Map<String, String> takenIds) throws Exception {
        String id = route.getRouteId();
        if (!route.hasCustomIdAssigned()) {
            throw new RouteMistake(
                    Math.max(0, route.getLineNumber()),
                    "a route has no id; give it the name of the file, because its deliveries are remembered under it");
        }
        if (takenIds.containsKey(id)) {
            throw new RouteMistake(
                    file.lineOf(id), "the route id \"" + id + "\" is taken already, by " + takenIds.get(id));
        }
        OnceInRoutes.prepare(route);
        // Camel ignores an unknown one silently, and the route runs without the error handling its author asked for
        String named = route.getRouteConfigurationId();
        if (named != null) {
            for (String configuration :
                    context.resolvePropertyPlaceholders(named).split(",")) {
                if (!configuration.contains("*") && !known(configuration.strip())) {
                    throw new RouteMistake(
                            file.lineOf(configuration.strip()),
                            "there is no routeConfiguration \"" + configuration.strip() + "\"");
                }
            }
        }
    }

    private static void hidePercentSigns(RouteDefinition route) {
        Stream.of(ToDefinition.class, ToDynamicDefinition.class)
                .forEach(type -> ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), type)
                        .forEach(CamelRoutes::hidePercentSigns));
    }

    private static void hidePercentSigns(Object step) {
        if (step instanceof ToDefinition to && to.getUri() != null) {
            to.setUri(PercentSigns.hide(to.getUri()));
        } else if (step instanceof ToDynamicDefinition to && to.getUri() != null) {
            to.setUri(PercentSigns.hide(to.getUri()));
        }
    }

    private boolean known(String configuration) {
        return model.getRouteConfigurationDefinitions().stream()
                .anyMatch(definition -> configuration.equals(definition.getId()));
    }

    /**
     * Adds and starts what was parsed. On failure none of its routes stay.
     *
     * @return ids of the routes that came
     */
    List<String> add(Parsed parsed) throws Exception {
        Set<String> before = routeIds();
        try {
            for (RoutesBuilder builder : parsed.builders()) {
                context.addRoutes(builder);
            }
            return since(before);
        } catch (Exception | LinkageError e) {
            remove(since(before));
            throw e;
        }
    }

    private Set<String> routeIds() {
        return model.getRouteDefinitions().stream()
                .map(RouteDefinition::getRouteId)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private List<String> since(Set<String> before) {
        return routeIds().stream().filter(id -> !before.contains(id)).toList();
    }

    /** Stops and removes routes, waiting a while for what they have in hand. */
    void remove(List<String> ids) throws Exception {
        for (String id : ids) {
            if (context.getRoute(id) != null) {
                context.getRouteController().stopRoute(id, STOP_SECONDS, TimeUnit.SECONDS);
                context.removeRoute(id);
            }
            RouteDefinition definition = model.getRouteDefinition(id);
            if (definition != null) {
                model.removeRouteDefinition(definition);
            }
        }
    }

    /** Whether a file has routeConfigurations, which routes of other files may be built on. */
    boolean configuresOthers(String file) {
        return !configurations.getOrDefault(file, List.of()).isEmpty();
    }

    /** Takes the routeConfigurations of a file away; routes keep them until they are added again. */
    void forgetConfigurations(String file) {
        Optional.ofNullable(configurations.remove(file)).ifPresent(this::removeConfigurations);
    }

    // Camel's own removal finds them by id, and most have none
    private void removeConfigurations(List<RouteConfigurationDefinition> definitions) {
        model.getRouteConfigurationDefinitions().removeAll(definitions);
    }

    /** The flow that a running route is, if it is one. */
    Optional<FlowRecord> flow(String id, RouteFile file, Instant now) {
        return endpoint(id)
                .map(endpoint -> new FlowRecord(
                        id, Optional.ofNullable(endpoint.getPortal()), endpoint.getName(), file.name(), now));
    }

    /** What the author of a flow should know: it runs, but perhaps not as meant. */
    List<RouteProblem> doubts(String id, RouteFile file) {
        List<RouteProblem> doubts = new ArrayList<>();
        endpoint(id).ifPresent(endpoint -> {
            endpoint.unknownEvents()
                    .forEach((event, closest) -> doubts.add(new RouteProblem(
                            file.name(),
                            file.lineOf(event),
                            "no known event is called " + event
                                    + closest.map(known -> "; did you mean " + known + "?")
                                            .orElse("")
                                    + " The flow waits for it all the same")));
            if (holdsBack(model.getRouteDefinition(id))) {
                doubts.add(new RouteProblem(
                        file.name(),
                        file.lineOf("aggregate") + file.lineOf("resequence"),
                        "aggregate and resequence keep events in memory after their deliveries have ended; a stop or a"
                                + " crash loses them"));
            }
        });
        return doubts;
    }

    private static boolean holdsBack(RouteDefinition route) {
        return Stream.of(AggregateDefinition.class, ResequenceDefinition.class)
                .anyMatch(step -> !ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), step)
                        .isEmpty());
    }

    private Optional<Bitrix24Endpoint> endpoint(String id) {
        Route route = context.getRoute(id);
        return route != null && route.getEndpoint() instanceof Bitrix24Endpoint endpoint
                ? Optional.of(endpoint)
                : Optional.empty();
    }
}
