package io.b24hub.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Changes deliveries: by number, or all that fit after a preview that somebody has agreed to. Shows how far it is.
 */
abstract class ChangeCommand extends HubTalk {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(250);

    private final String change;

    @Parameters(
            arity = "0..*",
            paramLabel = "<delivery>",
            description = "Numbers of deliveries; without them, all that the options say.")
    private List<Long> numbers = List.of();

    @Mixin
    private Which which;

    @Option(names = "--all", description = "Really all there are, when no other option narrows it.")
    private boolean all;

    @Option(names = "--reason", paramLabel = "<words>", defaultValue = "", description = "Kept with what was done.")
    private String reason;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask after the preview.")
    private boolean yes;

    @Option(names = "--preview", description = "Only show what it would do.")
    private boolean preview;

    ChangeCommand(String change) {
        this.change = change;
    }

    @Override
    int talk(RunningHub running, PrintWriter out) {
        return numbers.isEmpty() ? many(running, out) : each(running, out);
    }

    private int each(RunningHub running, PrintWriter out) {
        ObjectNode body = JSON.createObjectNode().put("reason", reason);
        for (long number : numbers) {
            JsonNode answer = running.post("/deliveries/" + number + "/" + change, body);
            print(
                    out,
                    answer,
                    "Delivery " + number + ": "
                            + (answer.path("changed").asLong() > 0
                                    ? change.replace('-', ' ')
                                    : "went on by itself in the meantime"));
        }
        return 0;
    }

    private int many(RunningHub running, PrintWriter out) {
        ObjectNode question = JSON.createObjectNode().put("change", change).put("all", all);
        question.set("filter", which.json());
        JsonNode found = running.post("/preview", question);
        long count = found.path("count").asLong();
        if (!isJson()) {
            out.println(words(found, count));
        }
        if (preview || count == 0) {
            if (isJson()) {
                out.println(found.toPrettyString());
            }
            return 0;
        }
        if (!yes && !agreed(out)) {
            out.println("Nothing was done.");
            return 0;
        }
        ObjectNode body = JSON.createObjectNode()
                .put("token", found.path("token").asText())
                .put("reason", reason);
        return watch(running, out, running.post("/changes", body));
    }

    private String words(JsonNode found, long count) {
        StringBuilder text = new StringBuilder(change.replace('-', ' '))
                .append(": ")
                .append(found.path("what").asText())
                .append("\n")
                .append(count)
                .append(count == 1 ? " delivery" : " deliveries");
        if (found.has("takesMillis")) {
            text.append(", about ")
                    .append(Table.time(
                            Duration.ofMillis(found.path("takesMillis").asLong())))
                    .append(" of work");
        }
        if (count > 0) {
            text.append("; the newest:\n")
                    .append(String.join(
                            "\n", EventsCommand.table(found.path("sample")).lines()));
        }
        return text.toString();
    }

    private boolean agreed(PrintWriter out) {
        out.print("Do it? [y/N] ");
        out.flush();
        try {
            String answer = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
            return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int watch(RunningHub running, PrintWriter out, JsonNode begun) {
        JsonNode now = begun;
        ProgressBar bar = new ProgressBar(out, !isJson());
        while (!now.has("end")) {
            show(bar, now);
            LockSupport.parkNanos(LOOK_AGAIN);
            now = running.get("/changes/" + begun.path("id"), Map.of());
        }
        show(bar, now);
        bar.end();
        boolean complete = now.path("end").asText().equals("complete");
        print(
                out,
                now,
                now.path("changed") + " changed, " + now.path("end").asText()
                        + (complete ? "" : ": " + now.path("reason").asText()));
        return complete ? 0 : ExplainCommand.NOT_FOUND;
    }

    private static void show(ProgressBar bar, JsonNode now) {
        bar.at(now.path("changed").asLong(), now.path("of").asLong());
    }

    /** {@code b24hub replay}. */
    @Command(
            name = "replay",
            description = "Runs parked deliveries again; with --state delivered, delivers again what was delivered.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Examples:",
                "  b24hub replay 17 18",
                "  b24hub replay --flow crm-to-kafka                    what is parked there",
                "  b24hub replay --flow crm-to-kafka --state delivered --from 2h --preview",
                "",
                HubTalk.EXIT_CODES
            })
    static final class Replay extends ChangeCommand {
        Replay() {
            super("replay");
        }
    }

    /** {@code b24hub retry}. */
    @Command(
            name = "retry",
            description = "Tries at once what waits for its next attempt.",
            mixinStandardHelpOptions = true,
            footer = {"", HubTalk.EXIT_CODES})
    static final class Retry extends ChangeCommand {
        Retry() {
            super("retry-now");
        }
    }

    /** {@code b24hub park}. */
    @Command(
            name = "park",
            description = "Parks deliveries that wait: they are not tried until a person replays them.",
            mixinStandardHelpOptions = true,
            footer = {"", HubTalk.EXIT_CODES})
    static final class Park extends ChangeCommand {
        Park() {
            super("park");
        }
    }

    /** {@code b24hub drop}. */
    @Command(
            name = "drop",
            description = "Gives deliveries up that wait or are parked. They stay in the history.",
            mixinStandardHelpOptions = true,
            footer = {"", HubTalk.EXIT_CODES})
    static final class Drop extends ChangeCommand {
        Drop() {
            super("drop");
        }
    }
}
