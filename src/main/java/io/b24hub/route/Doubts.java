package io.b24hub.route;

import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.model.AggregateDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.ResequenceDefinition;
import org.apache.camel.model.RouteDefinition;

/** What the author of a flow should know: it runs, but perhaps not as meant. Stateless. */
final class Doubts {

    private Doubts() {}

    static List<RouteProblem> about(RouteDefinition flow, RouteFile file) {
        if (!holdsBack(flow)) {
            return List.of();
        }
        return List.of(new RouteProblem(
                file.name(),
                file.lineOf("aggregate") + file.lineOf("resequence"),
                "aggregate and resequence keep events in memory after their deliveries have ended; a stop or a crash"
                        + " loses them"));
    }

    private static boolean holdsBack(RouteDefinition route) {
        return Stream.of(AggregateDefinition.class, ResequenceDefinition.class)
                .anyMatch(step -> !ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), step)
                        .isEmpty());
    }
}
