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
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.TemplatedRouteDefinition;
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
    private final Templates templates;
    private final Map<String, List<RouteConfigurationDefinition>> configurations = new HashMap<>();

    CamelRoutes(CamelContext context) {
        this.context = context;
        this.model = context.getCamelContextExtension().getContextPlugin(Model.class);
        this.templates = new Templates(model);
    }

    /**
     * Reads a file. Its routeConfigurations and routeTemplates take the place of those it had before, because routes are
     * made of them; nothing else changes. On failure nothing changes at all.
     *
     * @param takenIds ids of routes of other files, with these files' names
     */
    ParsedFile parse(RouteFile file, Map<String, String> takenIds) throws Exception {
        List<RouteConfigurationDefinition> before = configurations.getOrDefault(file.name(), List.of());
        removeConfigurations(before);
        List<RouteConfigurationDefinition> others = List.copyOf(model.getRouteConfigurationDefinitions());
        ExtendedCamelContext extension = context.getCamelContextExtension();
        ErrorHandlerFactory errorHandler = extension.getErrorHandlerFactory();
        try {
            ParsedFile parsed = parse(file);
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
            templates.take(file.name(), parsed.templates());
            return parsed;
        } catch (Exception | LinkageError e) {
            extension.setErrorHandlerFactory(errorHandler);
            model.getRouteConfigurationDefinitions().removeIf(definition -> !others.contains(definition));
            model.addRouteConfigurations(before);
            throw e;
        }
    }

    private ParsedFile parse(RouteFile file) throws Exception {
        if (file.text().isBlank()) {
            throw new RouteMistake(0, "the file is empty");
        }
        String text = file.isJava() ? file.text() : AsWritten.protect(file.text());
        Resource resource = ResourceHelper.fromString("file:" + file.name(), text);
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
        return new ParsedFile(builders);
    }

    private void check(RouteFile file, ParsedFile parsed, Map<String, String> takenIds) throws Exception {
        Set<String> ids = new HashSet<>();
        for (RouteDefinition route : parsed.routes(context)) {
            if (!route.hasCustomIdAssigned()) {
                throw new RouteMistake(
                        Math.max(0, route.getLineNumber()),
                        "a route has no id; give it the name of the file, because its deliveries are remembered under it");
            }
            checkId(file, route.getRouteId(), ids, takenIds);
            prepare(file, route);
        }
        templates.check(file, parsed.templates());
        for (RouteTemplateDefinition template : parsed.templates()) {
            prepare(file, template.getRoute());
        }
        for (TemplatedRouteDefinition instance : parsed.instances()) {
            templates.check(file, instance, parsed.templates());
            checkId(file, instance.getRouteId(), ids, takenIds);
        }
    }

    private static void checkId(RouteFile file, String id, Set<String> own, Map<String, String> takenIds)
            throws RouteMistake {
        if (takenIds.containsKey(id)) {
            throw new RouteMistake(
                    file.lineOf(id), "the route id \"" + id + "\" is taken already, by " + takenIds.get(id));
        }
        if (!own.add(id)) {
            throw new RouteMistake(file.lineOf(id), "two routes of this file have the id \"" + id + "\"");
        }
    }

    private void prepare(RouteFile file, RouteDefinition route) throws Exception {
        hidePercentSigns(route);
        OnceInRoutes.prepare(route);
        refuseChosenTemplates(file, route);
        // Camel ignores an unknown one silently, and the route runs without the error handling its author asked for
        String named = route.getRouteConfigurationId();
        if (named != null) {
            for (String configuration :
                    context.resolvePropertyPlaceholders(named).split(",")) {
                if (!configuration.contains("*") && !known(configuration.strip())) {
                    throw new RouteMistake(
                            file.lineOf(configuration.strip()),
                            "there is no routeConfiguration \"" + configuration.strip() + "\"; " + configurations());
                }
            }
        }
    }

    private static void refuseChosenTemplates(RouteFile file, RouteDefinition route) throws RouteMistake {
        for (ToDynamicDefinition step :
                ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ToDynamicDefinition.class)) {
            String uri = String.valueOf(step.getUri());
            if (uri.startsWith("template:") && uri.contains("${")) {
                throw new RouteMistake(
                        file.lineWith(uri),
                        "what comes from outside must not choose a template; write its name, and a choice between several");
            }
        }
    }

    private String configurations() {
        String known = model.getRouteConfigurationDefinitions().stream()
                .filter(RouteConfigurationDefinition::hasCustomIdAssigned)
                .map(RouteConfigurationDefinition::getId)
                .sorted()
                .collect(Collectors.joining(", "));
        return known.isEmpty() ? "no file has one with an id" : "there is " + known;
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
    List<String> add(ParsedFile parsed) throws Exception {
        Set<String> before = routeIds();
        try {
            templates.leaveModel(parsed.templates());
            for (RoutesBuilder builder : parsed.builders()) {
                context.addRoutes(builder);
                // Camel's own loader does this too, as a step of its own
                context.addTemplatedRoutes(builder);
            }
            return since(before);
        } catch (Exception | LinkageError e) {
            remove(since(before));
            templates.leaveModel(parsed.templates());
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

    /** Ids of a file's route templates. */
    Set<String> templatesOf(String file) {
        return templates.idsOf(file);
    }

    /** The other files with the templates that a file's routes are made of. */
    List<RouteFile> templatesOf(RouteFile file, Collection<RouteFile> files) {
        Set<String> refs = file.templateRefs();
        return files.stream()
                .filter(other -> !other.name().equals(file.name())
                        && templatesOf(other.name()).stream().anyMatch(refs::contains))
                .toList();
    }

    /** A template of any file that was read. */
    Optional<RouteTemplateDefinition> template(String id) {
        return templates.find(id);
    }

    /** Takes away what other files may be built on; routes keep it until they are added again. */
    void forget(String file) {
        Optional.ofNullable(configurations.remove(file)).ifPresent(this::removeConfigurations);
        templates.forget(file);
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
        return endpoint(id)
                .map(endpoint -> Doubts.about(model.getRouteDefinition(id), file))
                .orElse(List.of());
    }

    private Optional<Bitrix24Endpoint> endpoint(String id) {
        Route route = context.getRoute(id);
        return route != null && route.getEndpoint() instanceof Bitrix24Endpoint endpoint
                ? Optional.of(endpoint)
                : Optional.empty();
    }
}
