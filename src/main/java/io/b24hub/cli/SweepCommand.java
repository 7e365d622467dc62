package io.b24hub.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code b24hub sweep}. */
@Command(
        name = "sweep",
        description = "Asks the portal what changed, and delivers what its webhook did not tell.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Without --since: what changed since the last sweep. With it: also what changed before sweeping began; the hub"
                    + " knows what it delivered as long as hub.retention.delivered, so an older time delivers old changes"
                    + " again. Look first with --dry-run.",
            "",
            "Examples:",
            "  b24hub sweep",
            "  b24hub sweep --type deal --since 12h --dry-run",
            "",
            HubTalk.EXIT_CODES
        })
final class SweepCommand extends HubTalk {

    private static final Duration PATIENCE = Duration.ofMinutes(30);

    @Option(names = "--portal", paramLabel = "<name>", defaultValue = "", description = "Only this portal.")
    private String portal;

    @Option(
            names = "--type",
            paramLabel = "<type>",
            defaultValue = "",
            description =
                    "Only this: lead, deal, contact, company, quote, invoice, dynamic-147, task, activity, call, or"
                            + " stage-2 for the moves of deals.")
    private String type;

    @Option(
            names = "--since",
            paramLabel = "<time>",
            defaultValue = "",
            description = "Changes since 2026-03-01T09:00:00Z, or since a span before now: 12h.")
    private String since;

    @Option(names = "--dry-run", description = "Only show what is missing.")
    private boolean dryRun;

    @Override
    int talk(RunningHub running, PrintWriter out) {
        JsonNode answer = running.post(
                "/sweep",
                new ObjectMapper()
                        .createObjectNode()
                        .put("portal", portal)
                        .put("type", type)
                        .put("since", since)
                        .put("dryRun", dryRun),
                PATIENCE);
        print(out, answer, words(answer));
        return 0;
    }

    private static String words(JsonNode answer) {
        StringBuilder words = new StringBuilder();
        boolean dry = answer.path("dryRun").asBoolean();
        for (JsonNode type : answer.path("types")) {
            words.append(type.path("portal").asText())
                    .append(' ')
                    .append(type.path("type").asText())
                    .append(": ")
                    .append(found(type, dry))
                    .append('\n');
            type.path("sample")
                    .forEach(line -> words.append("  ").append(line.asText()).append('\n'));
        }
        return words + (answer.path("types").isEmpty() ? "No flow takes anything that can be swept. " : "")
                + answer.path("injected").asLong() + (dry ? " events are missing" : " events delivered") + "; "
                + answer.path("commands").asLong() + " REST commands in "
                + answer.path("requests").asText() + " calls";
    }

    private static String found(JsonNode type, boolean dry) {
        if (type.hasNonNull("trouble")) {
            return type.path("trouble").asText();
        }
        if (!type.hasNonNull("from") && type.path("listed").asLong() == 0) {
            return dry ? "never swept before" : "nothing to compare";
        }
        return type.path("listed").asLong() + " listed, " + type.path("heard").asLong() + " known, "
                + type.path("injected").asLong() + (dry ? " missing" : " delivered");
    }
}
