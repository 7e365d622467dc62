package io.b24hub.route;

import java.util.Collection;
import org.apache.camel.model.IdempotentConsumerDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;

/**
 * Makes an {@code idempotentConsumer} with the repository {@code once} end with its own steps. By default Camel (4.17.0)
 * waits for the end of the whole route, and takes a step back that was done when a later one fails. Stateless.
 */
final class OnceInRoutes {

    private OnceInRoutes() {}

    static void prepare(RouteDefinition route) throws RouteMistake {
        Collection<IdempotentConsumerDefinition> steps =
                ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), IdempotentConsumerDefinition.class);
        for (IdempotentConsumerDefinition step : steps) {
            if (!"once".equals(String.valueOf(step.getIdempotentRepository()).replace("#", ""))) {
                continue;
            }
            if ("false".equals(step.getCompletionEager()) || "false".equals(step.getSkipDuplicate())) {
                throw new RouteMistake(
                        Math.max(0, step.getLineNumber()),
                        "with the repository once, idempotentConsumer needs completionEager and skipDuplicate to be true;"
                                + " take them out, the hub sees to it");
            }
            step.setCompletionEager("true");
        }
    }
}
