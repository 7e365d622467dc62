package io.b24hub.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.check.Finding.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTextTest {

    private static final Report REPORT = new Report(
            List.of(
                    new Finding("routes", "a", Verdict.OK, "on", ""),
                    new Finding(
                            "portal main", "crm.deal.get", Verdict.FAIL, "not open " + "word ".repeat(30), "Tick it."),
                    new Finding("portal main", "x".repeat(50), Verdict.SKIPPED, "not asked", "")),
            Map.of("main", 2),
            true);

    @Test
    void stands_in_columns_with_remedies_below_and_long_lines_wrapped() {
        String text = text(REPORT, false);

        assertThat(text.lines().toList())
                .startsWith("", "routes", "  OK       a             on", "", "portal main")
                .contains("                         -> Tick it.")
                .contains("  SKIPPED  " + "x".repeat(50), "                         not asked")
                .endsWith("Something will not work. 1 ok, 0 warnings, 1 failed, 1 skipped. REST calls made: main 2.")
                .allMatch(line -> line.length() <= 110)
                .allMatch(line -> line.equals(line.stripTrailing()));
    }

    @Test
    void has_colours_only_where_they_are_understood() {
        assertThat(text(REPORT, false)).doesNotContain("\u001b");
        assertThat(text(REPORT, true)).contains("\u001b[31mFAIL   \u001b[0m");
    }

    @Test
    void is_whole_as_json() throws IOException {
        JsonNode json = new ObjectMapper().readTree(ReportJson.of(REPORT));

        assertThat(json.path("exitCode").asInt()).isEqualTo(1);
        assertThat(json.path("restCalls").path("main").asInt()).isEqualTo(2);
        assertThat(json.path("findings").get(1).path("verdict").asText()).isEqualTo("FAIL");
        assertThat(json.path("findings").get(1).path("remedy").asText()).isEqualTo("Tick it.");
        assertThat(json.path("findings")).hasSize(3);
    }

    @Test
    void the_exit_code_tells_the_worst() {
        assertThat(new Report(List.of(), Map.of(), true).exitCode()).isZero();
        assertThat(REPORT.exitCode()).isEqualTo(1);
        assertThat(new Report(List.of(), Map.of(), false).exitCode()).isEqualTo(2);
    }

    private static String text(Report report, boolean colours) {
        StringWriter text = new StringWriter();
        new ReportText(new PrintWriter(text), colours).write(report);
        return text.toString();
    }
}
