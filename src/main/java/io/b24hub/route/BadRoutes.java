package io.b24hub.route;

import io.b24hub.failure.HubException;
import java.util.List;
import java.util.stream.Collectors;

/** Route files that cannot be used stop the start. Lists all of them. */
public final class BadRoutes extends HubException {

    private static final long serialVersionUID = 1L;

    public BadRoutes(List<RouteProblem> problems) {
        super(problems.stream()
                .map(problem -> "  " + problem)
                .collect(Collectors.joining(
                        "\n",
                        "Some route files cannot be used (hub.routes.bad-file = skip starts without them):\n",
                        "")));
    }
}
