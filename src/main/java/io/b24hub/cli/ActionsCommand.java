package io.b24hub.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code b24hub actions}: what people did. */
@Command(
        name = "actions",
        description = "What people did to the hub, newest first: who, from where, what, and how it ended; log-ins too.",
        mixinStandardHelpOptions = true,
        footer = {"", HubTalk.EXIT_CODES})
final class ActionsCommand extends HubTalk {

    @Option(
            names = "--limit",
            paramLabel = "<n>",
            defaultValue = "50",
            description = "At most so many, up to 500 (default: 50).")
    private int limit;

    @Override
    int talk(RunningHub running, PrintWriter out) {
        JsonNode answer = running.get("/actions", Map.of("limit", Integer.toString(Math.max(0, limit))));
        List<String> lines = new ArrayList<>();
        answer.path("actions")
                .forEach(action -> lines.add(action.path("at").asText() + "  "
                        + action.path("origin").asText() + ": "
                        + action.path("action").asText() + " "
                        + action.path("target").asText()
                        + (action.path("changed").asLong() > 0
                                ? " (" + action.path("changed").asLong() + " changed)"
                                : "")));
        print(out, answer, lines.isEmpty() ? "Nobody has done anything yet" : String.join("\n", lines));
        return 0;
    }
}
