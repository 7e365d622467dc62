package io.b24hub.route;

import io.b24hub.route.SurveyedFile.Flow;
import io.b24hub.route.SurveyedFile.State;
import io.b24hub.settings.KnownKeys;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.EndpointRequiredDefinition;
import org.apache.camel.model.EnrichDefinition;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.PollEnrichDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.util.URISupport;

/**
 * Reads route files as a starting hub does, with Camel's own parsers, and runs none: no connector is made, nothing is
 * connected. Finds what a file says; what a running connector would refuse, such as a misspelt option, it cannot know.
 * Routes made from templates are not seen.
 */
public final class RouteSurvey {

    private final Path dir;
    private final NeededSettings needed;
    private final Function<String, Optional<String>> settings;

    /**
     * @param dir the routes folder
     * @param byScheme settings that a connector needs, by its scheme
     * @param settings looks a setting up
     */
    public RouteSurvey(Path dir, Map<String, List<String>> byScheme, Function<String, Optional<String>> settings) {
        this.dir = dir;
        this.needed = new NeededSettings(byScheme, settings);
        this.settings = settings;
    }

    /**
     * Looks at all files, in the order in which a hub loads them.
     *
     * @throws BadRoutes when the folder cannot be read
     */
    public List<SurveyedFile> look() {
        List<RouteFile> files;
        try {
            files = RouteFile.in(dir);
        } catch (IOException e) {
            throw new BadRoutes(List.of(new RouteProblem(dir.toString(), 0, e.getMessage())));
        }
        try (DefaultCamelContext context = new DefaultCamelContext(false)) {
            prepare(context);
            CamelRoutes routes = new CamelRoutes(context);
            Map<String, String> ids = new HashMap<>();
            return files.stream().map(file -> look(file, context, routes, ids)).toList();
        } catch (IOException e) {
            throw new IllegalStateException("Camel did not stop", e);
        }
    }

    private void prepare(DefaultCamelContext context) {
        context.disableJMX();
        context.setSourceLocationEnabled(true);
        PropertiesComponent properties = (PropertiesComponent) context.getPropertiesComponent();
        properties.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_NEVER);
        properties.setSystemPropertiesMode(PropertiesComponent.SYSTEM_PROPERTIES_MODE_NEVER);
        properties.addPropertiesSource(new PropertiesSource() {
            @Override
            public String getName() {
                return "hub settings";
            }

            @Override
            public String getProperty(String name) {
                return KnownKeys.isSecret(name) ? null : settings.apply(name).orElse(null);
            }
        });
        context.start();
    }

    private SurveyedFile look(
            RouteFile file, DefaultCamelContext context, CamelRoutes routes, Map<String, String> ids) {
        if (file.isSwitchedOff(settings)) {
            return new SurveyedFile(file.name(), State.OFF, "switched off", List.of());
        }
        List<String> missing = needed.missing(file);
        if (!missing.isEmpty()) {
            return new SurveyedFile(file.name(), State.OFF, "off, needs " + String.join(", ", missing), List.of());
        }
        try {
            List<Flow> flows = flows(context, routes.parse(file, ids));
            flows.forEach(flow -> ids.put(flow.id(), file.name()));
            return flows.isEmpty()
                    ? new SurveyedFile(file.name(), State.OFF, "has no routes", List.of())
                    : new SurveyedFile(file.name(), State.ON, "", flows);
        } catch (Exception | LinkageError e) {
            return new SurveyedFile(
                    file.name(), State.BROKEN, ProblemFinder.of(file, e).toString(), List.of());
        }
    }

    private static List<Flow> flows(DefaultCamelContext context, CamelRoutes.Parsed parsed) throws Exception {
        List<Flow> flows = new ArrayList<>();
        for (RoutesBuilder builder : parsed.builders()) {
            if (builder instanceof RouteBuilder routes) {
                for (RouteDefinition route : routes.configureRoutes(context).getRoutes()) {
                    List<Destination> to = new ArrayList<>();
                    for (String address : addresses(route)) {
                        to.add(destination(context, address));
                    }
                    flows.add(new Flow(
                            route.getRouteId(),
                            destination(context, route.getInput().getEndpointUri()),
                            to));
                }
            }
        }
        return flows;
    }

    private static List<String> addresses(RouteDefinition route) {
        List<String> addresses = new ArrayList<>();
        for (ProcessorDefinition<?> step :
                ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ProcessorDefinition.class)) {
            if (step instanceof ToDynamicDefinition dynamic) {
                addresses.add(dynamic.getUri());
            } else if (step instanceof EndpointRequiredDefinition endpoint) {
                addresses.add(endpoint.getEndpointUri());
            } else if (step instanceof EnrichDefinition || step instanceof PollEnrichDefinition) {
                addresses.add(((ExpressionNode) step).getExpression().getExpression());
            }
        }
        return addresses;
    }

    private static Destination destination(DefaultCamelContext context, String address) throws URISyntaxException {
        String filled = context.resolvePropertyPlaceholders(address);
        int question = filled.indexOf('?');
        String base = question < 0 ? filled : filled.substring(0, question);
        Map<String, Object> query = question < 0
                ? new LinkedHashMap<>()
                : new LinkedHashMap<>(URISupport.parseQuery(filled.substring(question + 1), false, true));
        URISupport.resolveRawParameterValues(query);
        Map<String, String> options = new LinkedHashMap<>();
        query.forEach((name, value) -> options.put(name, String.valueOf(value)));
        int colon = base.indexOf(':');
        return colon < 0
                ? new Destination(base, "", options)
                : new Destination(base.substring(0, colon), base.substring(colon + 1), options);
    }
}
