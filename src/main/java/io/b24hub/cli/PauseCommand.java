package io.b24hub.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code b24hub pause} and {@code b24hub resume}. */
abstract class PauseCommand extends HubTalk {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(paramLabel = "<name>", description = "A flow's id, or a destination as status shows it.")
    private String name;

    /** A destination's name has a colon, a flow's id has none. */
    final ObjectNode target() {
        return JSON.createObjectNode()
                .put("kind", name.indexOf(':') >= 0 ? "destination" : "flow")
                .put("name", name);
    }

    final String name() {
        return name;
    }

    /** Begins a pause. */
    @Command(
            name = "pause",
            description = "Lets a flow or a destination get nothing for now; events are still taken in and wait.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Examples:",
                "  b24hub pause crm-to-kafka --for 2h --reason maintenance",
                "  b24hub pause telegram:-100123",
                "",
                HubTalk.EXIT_CODES
            })
    static final class Pause extends PauseCommand {

        @Option(
                names = "--for",
                paramLabel = "<time>",
                defaultValue = "",
                description = "It ends by itself after: 30m, 2h, 1d.")
        private String span;

        @Option(names = "--reason", paramLabel = "<words>", defaultValue = "", description = "Kept with the pause.")
        private String reason;

        @Override
        int talk(RunningHub running, PrintWriter out) {
            JsonNode answer = running.post("/pause", target().put("for", span).put("reason", reason));
            print(
                    out,
                    answer,
                    "Paused " + name() + " until " + answer.path("until").asText("somebody resumes it"));
            return 0;
        }
    }

    /** Ends a pause. */
    @Command(
            name = "resume",
            description = "Ends a pause, also one that a far side asked for.",
            mixinStandardHelpOptions = true,
            footer = {"", HubTalk.EXIT_CODES})
    static final class Resume extends PauseCommand {

        @Override
        int talk(RunningHub running, PrintWriter out) {
            JsonNode answer = running.post("/resume", target());
            print(out, answer, name() + (answer.path("lifted").asBoolean() ? " goes on" : " was not on hold"));
            return 0;
        }
    }
}
