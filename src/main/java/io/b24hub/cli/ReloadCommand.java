package io.b24hub.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code b24hub reload}: other tokens and secrets of portals, without a restart. */
@Command(
        name = "reload",
        description =
                "Has the running hub take over tokens, webhook secrets and signatures of its portals at once; it does so"
                        + " by itself some seconds after its files have changed.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Tells what has changed by fingerprints, and which other settings count from the next start on. Settings that"
                    + " cannot be used change nothing.",
            "",
            HubTalk.EXIT_CODES
        })
final class ReloadCommand extends HubTalk {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    int talk(RunningHub running, PrintWriter out) {
        JsonNode answer = running.post("/reload", JSON.createObjectNode());
        List<String> lines = new ArrayList<>();
        answer.path("changes").forEach(change -> lines.add(change.asText()));
        answer.path("atRestart").forEach(key -> lines.add("from the next start on: " + key.asText()));
        print(out, answer, lines.isEmpty() ? "Nothing has changed" : String.join("\n", lines));
        return 0;
    }
}
