package io.b24hub.route;

import java.util.HashSet;
import java.util.Set;

/**
 * What files that were edited or deleted held for others to build on: routeConfigurations, which any route may be built on,
 * and route templates. Not thread-safe.
 */
final class ChangedGround {

    private final CamelRoutes routes;
    private final Set<String> files = new HashSet<>();
    private final Set<String> templates = new HashSet<>();
    private boolean configurations;

    ChangedGround(CamelRoutes routes) {
        this.routes = routes;
    }

    /** A file is about to change, or has changed. */
    void note(String file) {
        files.add(file);
        configurations |= routes.configuresOthers(file);
        templates.addAll(routes.templatesOf(file));
    }

    /** Whether a file that did not change itself is to be loaded again. */
    boolean carries(RouteFile file) {
        return !files.contains(file.name())
                && !routes.configuresOthers(file.name())
                && (configurations || file.templateRefs().stream().anyMatch(templates::contains));
    }
}
