package io.b24hub.route;

import java.util.List;
import java.util.Optional;

/**
 * What became of a route file.
 *
 * @param file as last read
 * @param running the text that runs now; empty when nothing of it does
 * @param routes ids of its routes that run
 * @param missing settings it waits for
 * @param problem why its newest text is not the one that runs
 */
record LoadedFile(
        RouteFile file,
        Optional<RouteFile> running,
        List<String> routes,
        List<String> missing,
        Optional<RouteProblem> problem) {

    /** For people: what runs, what waits for settings, what is broken. */
    String line() {
        if (problem.isPresent()) {
            return "broken  " + problem.get();
        } else if (!missing.isEmpty()) {
            return "off     " + file.name() + "  (to switch it on, set " + String.join(", ", missing) + ")";
        }
        return routes.isEmpty()
                ? "off     " + file.name() + "  (switched off, or it has no routes)"
                : "on      " + file.name();
    }
}
