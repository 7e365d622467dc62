package io.b24hub.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code b24hub events}: looks for deliveries. */
@Command(
        name = "events",
        description = "Lists events and what became of them in each flow, newest first.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A line for each delivery: an event on its way through one flow. b24hub explain <event> tells the rest.",
            "",
            "Examples:",
            "  b24hub events --entity deal:662",
            "  b24hub events --flow crm-to-kafka --state parked,due --from 2h",
            "",
            HubTalk.EXIT_CODES
        })
final class EventsCommand extends HubTalk {

    @Mixin
    private Which which;

    @Option(
            names = "--limit",
            paramLabel = "<n>",
            defaultValue = "50",
            description = "At most so many, up to 500 (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(
            names = "--before",
            paramLabel = "<number>",
            defaultValue = "",
            description = "Below this delivery number only, for the next page.")
    private String before;

    @Override
    int talk(RunningHub running, PrintWriter out) {
        Map<String, String> words = new HashMap<>(which.words());
        words.put("limit", Integer.toString(Math.max(1, limit)));
        words.put("before", before);
        JsonNode answer = running.get("/deliveries", words);
        print(out, answer, words(answer));
        return 0;
    }

    private static String words(JsonNode answer) {
        if (answer.path("deliveries").isEmpty()) {
            return "Nothing fits.";
        }
        String more = answer.has("before") ? "\nOlder ones: --before " + answer.path("before") : "";
        return String.join("\n", table(answer.path("deliveries")).lines()) + more;
    }

    static Table table(JsonNode deliveries) {
        Table table = new Table("delivery", "since", "event", "type", "about", "flow", "state");
        deliveries.forEach(delivery -> table.row(
                delivery.path("id").asText(),
                delivery.path("createdAt").asText().replaceFirst("\\.\\d+Z$", "Z"),
                delivery.path("event").asText(),
                delivery.path("type").asText(),
                delivery.path("entity").asText(),
                delivery.path("flow").asText(),
                delivery.path("state").asText()
                        + (delivery.path("failures").asInt() > 0 ? ", failed " + delivery.path("failures") : "")
                        + (delivery.path("reason").asText().isEmpty()
                                ? ""
                                : ": " + shortened(delivery.path("reason").asText()))));
        return table;
    }

    private static String shortened(String reason) {
        String line = reason.replaceAll("\\s+", " ");
        return line.length() <= 80 ? line : line.substring(0, 79) + "…";
    }
}
