package io.b24hub.route;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.TemplatedRouteDefinition;

/** A file that was read and understood, and whose routes were not yet added. */
record ParsedFile(Collection<RoutesBuilder> builders) {

    List<RouteDefinition> routes(CamelContext context) throws Exception {
        List<RouteDefinition> all = new ArrayList<>();
        for (RouteBuilder builder : routeBuilders()) {
            all.addAll(builder.configureRoutes(context).getRoutes());
        }
        return all;
    }

    /** Ids of all routes it will have. */
    List<String> ids(CamelContext context) throws Exception {
        return Stream.concat(
                        routes(context).stream().map(RouteDefinition::getRouteId),
                        instances().stream().map(TemplatedRouteDefinition::getRouteId))
                .toList();
    }

    private List<RouteBuilder> routeBuilders() {
        return builders.stream()
                .filter(RouteBuilder.class::isInstance)
                .map(RouteBuilder.class::cast)
                .toList();
    }

    List<RouteTemplateDefinition> templates() {
        return routeBuilders().stream()
                .flatMap(builder -> builder.getRouteTemplateCollection().getRouteTemplates().stream())
                .toList();
    }

    List<TemplatedRouteDefinition> instances() {
        return routeBuilders().stream()
                .flatMap(builder -> builder.getTemplatedRouteCollection().getTemplatedRoutes().stream())
                .toList();
    }
}
