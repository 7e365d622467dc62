package io.b24hub.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code b24hub status}: the running hub at a glance. */
@Command(
        name = "status",
        description = "The running hub at a glance: flows, destinations in trouble, portals, intake, store.",
        mixinStandardHelpOptions = true,
        footer = {"", HubTalk.EXIT_CODES})
final class StatusCommand extends HubTalk {

    @Override
    int talk(RunningHub running, PrintWriter out) {
        JsonNode status = running.get("/status", Map.of());
        print(out, status, words(status));
        return 0;
    }

    private static String words(JsonNode status) {
        Instant at = Instant.parse(status.path("at").asText());
        Duration up = Duration.between(Instant.parse(status.path("startedAt").asText()), at);
        List<String> lines = new ArrayList<>();
        lines.add("b24hub " + status.path("version").asText() + ", up " + Table.time(up)
                + (status.path("instances").asInt() > 1 ? ", one of " + status.path("instances") + " hubs" : "")
                + (status.path("drained").asBoolean() ? ", DRAINED: begins nothing" : ""));
        lines.add(intake(status.path("intake")));
        status.path("intake").path("tokens").forEach(token -> lines.add(token(token, at)));
        lines.add(store(status.path("store")));
        lines.add("");
        lines.addAll(flows(status.path("flows")).lines());
        Table destinations = destinations(status.path("destinations"));
        if (!destinations.isEmpty()) {
            lines.add("");
            lines.addAll(destinations.lines());
        }
        lines.add("");
        lines.addAll(portals(status.path("portals")).lines());
        status.path("portals").forEach(portal -> {
            if (portal.has("silence")) {
                lines.add("silent: " + portal.path("silence").asText());
            }
        });
        if (!status.path("holds").isEmpty()) {
            lines.add("");
            status.path("holds")
                    .forEach(hold -> lines.add("on hold: " + hold.path("kind").asText() + " "
                            + hold.path("name").asText() + " until "
                            + hold.path("until").asText("somebody resumes it") + ", by "
                            + hold.path("origin").asText() + " "
                            + hold.path("reason").asText()));
        }
        return String.join("\n", lines);
    }

    private static String intake(JsonNode intake) {
        StringBuilder line = new StringBuilder("intake: ")
                .append(intake.path("accepted").asLong())
                .append(" events since the start, ")
                .append(intake.path("repeated").asLong())
                .append(" repeated calls");
        intake.path("refused").properties().forEach(each -> line.append(", refused ")
                .append(each.getKey())
                .append(' ')
                .append(each.getValue().asLong()));
        return line.toString();
    }

    /** Whether an old token may go: when it was used last. */
    private static String token(JsonNode token, Instant at) {
        String used = token.has("lastUsed")
                ? "used "
                        + Table.time(Duration.between(
                                Instant.parse(token.path("lastUsed").asText()), at)) + " ago"
                : "never used";
        return "token " + token.path("fingerprint").asText() + " of portal "
                + token.path("portal").asText() + ": " + used;
    }

    private static String store(JsonNode store) {
        long limit = store.path("limitBytes").asLong();
        return "store: " + Table.bytes(store.path("contentBytes").asLong())
                + (limit > 0 ? " of " + Table.bytes(limit) : "")
                + (store.path("over").asBoolean() ? ", FULL and nothing left to forget" : "")
                + (store.path("commits").asLong() > 0
                        ? "; " + store.path("commits").asLong() + " commits, "
                                + store.path("commitMeanMillis").asText() + " ms on average, 99 of 100 within "
                                + store.path("commitSlowMillis").asText() + " ms, "
                                + store.path("groupSize").asText() + " changes each"
                        : "");
    }

    private static Table flows(JsonNode flows) {
        Table table = new Table("flow", "due", "running", "parked", "oldest", "state");
        flows.forEach(flow -> table.row(
                flow.path("id").asText(),
                flow.path("due").asText(),
                flow.path("running").asText(),
                flow.path("parked").asText(),
                flow.has("oldestMillis")
                        ? Table.time(Duration.ofMillis(flow.path("oldestMillis").asLong()))
                        : "",
                !flow.path("on").asBoolean()
                        ? "off"
                        : flow.path("held").asBoolean()
                                ? "held: " + flow.path("reason").asText()
                                : "on"));
        return table;
    }

    private static Table destinations(JsonNode destinations) {
        Table table = new Table("destination", "breaker", "failures", "next try");
        destinations.forEach(destination -> {
            if (destination.path("failures").asInt() > 0
                    || !destination.path("breaker").asText().equals("closed")) {
                table.row(
                        destination.path("name").asText(),
                        destination.path("breaker").asText(),
                        destination.path("failures").asText(),
                        destination.path("nextProbe").asText(""));
            }
        });
        return table;
    }

    private static Table portals(JsonNode portals) {
        Table table = new Table("portal", "bucket", "waiting", "calls", "carried", "state");
        portals.forEach(portal -> {
            int waiting = 0;
            for (JsonNode lane : portal.path("waiting")) {
                waiting += lane.asInt();
            }
            table.row(
                    portal.path("name").asText(),
                    portal.path("capacity").asInt() == 0
                            ? "no limit"
                            : portal.path("level").asText() + " of "
                                    + portal.path("capacity").asText(),
                    Integer.toString(waiting),
                    portal.path("sent").asText(),
                    portal.path("carried").asText(),
                    portal.path("stopped").asText(state(portal)));
        });
        return table;
    }

    private static String state(JsonNode portal) {
        if (portal.has("silence")) {
            return "SILENT";
        }
        return portal.path("late").asBoolean() ? "events come late" : "well";
    }
}
