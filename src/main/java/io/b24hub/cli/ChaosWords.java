package io.b24hub.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.b24hub.chaos.ChaosReport;
import io.b24hub.chaos.Trouble;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What {@code b24hub chaos} prints. */
record ChaosWords(int kills, int minutes, long seed) {

    private static final int MOST_NAMED = 20;

    String beginning(Map<Trouble, String> leftOut) {
        StringBuilder out = new StringBuilder();
        out.append(String.format(Locale.ROOT, "Chaos: %d kills, at least %d minutes, seed %d%n", kills, minutes, seed));
        leftOut.forEach(
                (trouble, why) -> out.append(String.format(Locale.ROOT, "Left out: %s (%s)%n", trouble.words(), why)));
        return out.toString();
    }

    /** @param kept where the hub's files are, if they are still there */
    String end(ChaosReport report, Optional<Path> kept) {
        StringBuilder out = new StringBuilder();
        out.append(String.format(
                Locale.ROOT,
                "%-34s %6s %13s %9s %6s %16s %14s%n",
                "trouble",
                "times",
                "acknowledged",
                "refused",
                "lost",
                "delivered twice",
                "longest delay"));
        report.rows().forEach((trouble, row) -> out.append(line(trouble.words(), row)));
        out.append(line("all", report.all()));
        out.append(String.format(
                Locale.ROOT,
                "out of order: %d; took %d s%n",
                report.outOfOrder().size(),
                report.took().toSeconds()));
        out.append("A trouble lasts until the next one begins. Delays are from acknowledgement to arrival.\n");
        report.missing().stream()
                .limit(MOST_NAMED)
                .forEach(call -> out.append("lost: ").append(call).append('\n'));
        report.outOfOrder().stream()
                .limit(MOST_NAMED)
                .forEach(pair -> out.append("out of order: ").append(pair).append('\n'));
        kept.ifPresent(
                home -> out.append("What is left of the hub: ").append(home).append('\n'));
        return out.toString();
    }

    private static String line(String name, ChaosReport.Row row) {
        return String.format(
                Locale.ROOT,
                "%-34s %6d %13d %9d %6d %16d %12.1f s%n",
                name,
                row.times(),
                row.acknowledged(),
                row.refused(),
                row.lost(),
                row.twice(),
                row.longest().toMillis() / 1e3);
    }

    /** @param kept where the hub's files are, if they are still there */
    String json(ChaosReport report, Optional<Path> kept) {
        ObjectNode answer = new ObjectMapper()
                .createObjectNode()
                .put("kills", kills)
                .put("minutes", minutes)
                .put("seed", seed)
                .put("tookMillis", report.took().toMillis());
        fill(answer.putObject("all"), report.all());
        ObjectNode troubles = answer.putObject("troubles");
        report.rows().forEach((trouble, row) -> fill(troubles.putObject(key(trouble)), row));
        report.missing().forEach(answer.putArray("lostCalls")::add);
        report.outOfOrder().forEach(answer.putArray("outOfOrder")::add);
        kept.ifPresent(home -> answer.put("kept", home.toString()));
        return answer.toPrettyString();
    }

    private static String key(Trouble trouble) {
        return trouble.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static void fill(ObjectNode node, ChaosReport.Row row) {
        node.put("times", row.times())
                .put("acknowledged", row.acknowledged())
                .put("refused", row.refused())
                .put("lost", row.lost())
                .put("deliveredTwice", row.twice())
                .put("longestDelayMillis", row.longest().toMillis());
    }
}
