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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.EndpointRequiredDefinition;
import org.apache.camel.model.EnrichDefinition;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.PollEnrichDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.TemplatedRouteDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.util.URISupport;

/**
 * Reads route files as a starting hub does, with Camel's own parsers, and runs none: no connector is made, nothing is
 * connected. Finds what a file says; what a running connector would refuse, such as a misspelt option, it cannot know.
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
            List<SurveyedFile> seen = new ArrayList<>();
            for (RouteFile file : files) {
                seen.add(look(file, routes.templatesOf(file, files), context, routes, ids));
            }
            return seen;
        } catch (IOException e) {
            throw new IllegalStateException("Camel did not stop", e);
        }
    }

    /**
     * Reads all files whatever their settings, and tells which ones Camel or the hub does not understand. Those in Java are
     * compiled.
     *
     * @param files all files of a folder, in the order of {@link RouteFile#in}
     */
    public List<RouteProblem> misread(List<RouteFile> files) {
        try (DefaultCamelContext context = new DefaultCamelContext(false)) {
            prepare(context);
            CamelRoutes routes = new CamelRoutes(context);
            Map<String, String> ids = new HashMap<>();
            List<RouteProblem> problems = new ArrayList<>();
            for (RouteFile file : files) {
                try {
                    ParsedFile parsed = routes.parse(file, ids);
                    parsed.ids(context).forEach(id -> ids.put(id, file.name()));
                } catch (Exception | LinkageError e) {
                    problems.add(ProblemFinder.of(file, e));
                }
            }
            return problems;
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
            RouteFile file,
            List<RouteFile> templates,
            DefaultCamelContext context,
            CamelRoutes routes,
            Map<String, String> ids) {
        if (file.isSwitchedOff(settings)) {
            return new SurveyedFile(file.name(), State.OFF, "switched off", List.of());
        }
        List<String> missing = needed.missing(file, templates);
        if (!missing.isEmpty()) {
            return new SurveyedFile(file.name(), State.OFF, "off, needs " + String.join(", ", missing), List.of());
        }
        try {
            List<Flow> flows = flows(context, routes, routes.parse(file, ids));
            flows.forEach(flow -> ids.put(flow.id(), file.name()));
            return flows.isEmpty()
                    ? new SurveyedFile(file.name(), State.OFF, "has no routes", List.of())
                    : new SurveyedFile(file.name(), State.ON, "", flows);
        } catch (Exception | LinkageError e) {
            return new SurveyedFile(
                    file.name(), State.BROKEN, ProblemFinder.of(file, e).toString(), List.of());
        }
    }

    private static List<Flow> flows(DefaultCamelContext context, CamelRoutes routes, ParsedFile parsed)
            throws Exception {
        List<Flow> flows = new ArrayList<>();
        for (RouteDefinition route : parsed.routes(context)) {
            flows.add(flow(context, route.getRouteId(), route, Map.of()));
        }
        for (TemplatedRouteDefinition instance : parsed.instances()) {
            RouteTemplateDefinition template =
                    routes.template(instance.getRouteTemplateRef()).orElseThrow();
            flows.add(flow(context, instance.getRouteId(), template.getRoute(), values(template, instance)));
        }
        return flows;
    }

    private static Flow flow(DefaultCamelContext context, String id, RouteDefinition route, Map<String, String> values)
            throws URISyntaxException {
        List<Destination> to = new ArrayList<>();
        for (String address : addresses(route)) {
            to.add(destination(context, filled(address, values)));
        }
        return new Flow(id, destination(context, filled(route.getInput().getEndpointUri(), values)), to);
    }

    private static Map<String, String> values(RouteTemplateDefinition template, TemplatedRouteDefinition instance) {
        Map<String, String> values = new HashMap<>();
        Optional.ofNullable(template.getTemplateParameters())
                .orElse(List.of())
                .forEach(parameter -> values.put(
                        parameter.getName(),
                        Optional.ofNullable(parameter.getDefaultValue()).orElse("")));
        Optional.ofNullable(instance.getParameters())
                .orElse(List.of())
                .forEach(parameter -> values.put(parameter.getName(), parameter.getValue()));
        return values;
    }

    private static String filled(String address, Map<String, String> values) {
        String filled = address;
        for (Map.Entry<String, String> value : values.entrySet()) {
            filled = filled.replaceAll(
                    "\\{\\{\\??\\s*" + Pattern.quote(value.getKey()) + "\\s*(:[^{}]*)?}}",
                    Matcher.quoteReplacement(value.getValue()));
        }
        return filled;
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
