package io.b24hub.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Commands that look at route files and write them. */
class RouteCommandsTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path routes;

    private int run(String... args) {
        String[] all = java.util.Arrays.copyOf(args, args.length + 2);
        all[args.length] = "--routes";
        all[args.length + 1] = routes.toString();
        return new CommandLine(new HubCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    err.write(failure.getMessage());
                    return HubCommand.UNUSABLE;
                })
                .execute(all);
    }

    @Test
    void a_new_flow_is_written_told_of_and_valid() throws Exception {
        assertThat(run("new", "flow", "new-lead", "--event", "ONCRMLEADDA", "--to", "google-sheets"))
                .isZero();

        assertThat(out.toString())
                .contains("Wrote " + routes.resolve("flows/new-lead.camel.yaml"))
                .contains("did you mean ONCRMLEADADD?")
                .contains("  flow.new-lead.spreadsheet-id = ")
                .doesNotContain("flow.new-lead.range");
        assertThat(run("validate", "--json")).isZero();
        assertThat(new ObjectMapper()
                        .readTree(out.toString().substring(out.toString().indexOf('{')))
                        .at("/warnings")
                        .asInt())
                .isOne();
    }

    @Test
    void a_flow_is_not_overwritten() {
        assertThat(run("new", "flow", "mine")).isZero();
        assertThat(run("new", "flow", "mine")).isEqualTo(HubCommand.UNUSABLE);
        assertThat(err.toString()).contains("mine.camel.yaml is there already");
    }

    @Test
    void a_destination_that_is_not_known_is_told_with_those_that_are() {
        assertThat(run("new", "flow", "mine", "--to", "telegramm")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("telegram, google-sheets, kafka, http, sql, file");
    }

    @Test
    void events_are_listed() {
        assertThat(run("new", "flow", "--list-events")).isZero();
        assertThat(out.toString()).containsPattern("(?m)^ONCRMDEALADD +deal$");
        assertThat(routes).isEmptyDirectory();
    }

    @Test
    void an_error_in_a_file_ends_with_1() throws IOException {
        Files.writeString(routes.resolve("a.camel.yaml"), "- rout: {}\n");

        assertThat(run("validate")).isOne();
        assertThat(out.toString())
                .isEqualToIgnoringNewLines(
                        routes + "/a.camel.yaml:1: error: \"rout\" cannot stand at the top of a route"
                                + " file. Suggestion: did you mean route?1 file: 1 error, no warnings, no notes.");
    }

    @Test
    void a_folder_that_is_not_there_ends_with_2() throws IOException {
        Files.delete(routes);

        assertThat(run("validate")).isEqualTo(HubCommand.UNUSABLE);
        assertThat(err.toString()).contains("no routes folder");
    }
}
