package io.b24hub.check;

import io.b24hub.check.Finding.Verdict;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a report for a terminal: areas, aligned columns, long lines wrapped, remedies below what they mend. */
public final class ReportText {

    private static final int WIDTH = 110;
    private static final int WIDEST_SUBJECT = 40;
    private static final String INDENT = "  ";
    private static final String RESET = "\u001b[0m";
    private static final Map<Verdict, String> COLOURS = Map.of(
            Verdict.OK, "\u001b[32m",
            Verdict.WARN, "\u001b[33m",
            Verdict.FAIL, "\u001b[31m",
            Verdict.SKIPPED, "\u001b[2m");

    private final PrintWriter out;
    private final boolean colours;

    /** @param colours whether the terminal understands colour codes */
    public ReportText(PrintWriter out, boolean colours) {
        this.out = out;
        this.colours = colours;
    }

    /** Writes it. */
    public void write(Report report) {
        int column = report.findings().stream()
                .mapToInt(finding -> finding.subject().length())
                .filter(length -> length <= WIDEST_SUBJECT)
                .max()
                .orElse(0);
        String area = "";
        for (Finding finding : report.findings()) {
            if (!finding.area().equals(area)) {
                area = finding.area();
                out.println();
                out.println(area);
            }
            write(finding, column);
        }
        out.println();
        out.println(summary(report));
        out.flush();
    }

    private void write(Finding finding, int column) {
        String label = String.format("%-7s", finding.verdict());
        String shown = colours ? COLOURS.get(finding.verdict()) + label + RESET : label;
        String margin = " ".repeat(INDENT.length() + 7 + 2 + column + 2);
        List<String> lines = wrapped(finding.words(), WIDTH - margin.length());
        boolean wide = finding.subject().length() > column;
        out.println((INDENT + shown + "  "
                        + (wide
                                ? finding.subject()
                                : String.format("%-" + Math.max(1, column) + "s", finding.subject()))
                        + "  " + (wide ? "" : lines.get(0)))
                .stripTrailing());
        lines.subList(wide ? 0 : 1, lines.size()).forEach(line -> out.println(margin + line));
        String sign = "-> ";
        for (String line : wrapped(finding.remedy(), WIDTH - margin.length() - sign.length())) {
            if (!line.isEmpty()) {
                out.println(margin + sign + line);
                sign = "   ";
            }
        }
    }

    private static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.strip().split(" +")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private static String summary(Report report) {
        String verdict = !report.usable()
                ? "The configuration cannot be used; nothing else was looked at."
                : report.exitCode() == 0 ? "Nothing failed." : "Something will not work.";
        String calls = report.restCalls().entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
        return verdict + " " + report.count(Verdict.OK) + " ok, " + report.count(Verdict.WARN) + " warnings, "
                + report.count(Verdict.FAIL) + " failed, " + report.count(Verdict.SKIPPED) + " skipped."
                + (calls.isEmpty() ? "" : " REST calls made: " + calls + ".");
    }
}
