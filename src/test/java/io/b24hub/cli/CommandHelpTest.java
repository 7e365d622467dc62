package io.b24hub.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What every command's help has to say. */
class CommandHelpTest {

    private static final Set<String> WITHOUT_DATA = Set.of(
            "b24hub", "b24hub run", "b24hub new", "b24hub new flow", "b24hub store", "b24hub demo", "b24hub emulate");

    @ParameterizedTest
    @MethodSource("commands")
    void tells_the_exit_codes(String name) {
        assertThat(help(name)).contains("Exit codes: ");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void what_prints_data_can_print_json(String name) {
        assertThat(help(name).contains("--json")).isEqualTo(!WITHOUT_DATA.contains(name));
    }

    @Test
    void all_commands_are_looked_at() {
        assertThat(commands())
                .contains("b24hub replay", "b24hub store copy", "b24hub new flow")
                .hasSizeGreaterThan(15);
    }

    private static List<String> commands() {
        return List.copyOf(lines().keySet());
    }

    private static String help(String name) {
        return lines().get(name).getUsageMessage(CommandLine.Help.Ansi.OFF);
    }

    /** All but the one that is picocli's own. */
    private static Map<String, CommandLine> lines() {
        Map<String, CommandLine> lines = new LinkedHashMap<>();
        all(new CommandLine(new HubCommand()))
                .filter(line -> !line.getCommandName().equals("generate-completion"))
                .forEach(line -> lines.put(line.getCommandSpec().qualifiedName(), line));
        return lines;
    }

    private static Stream<CommandLine> all(CommandLine line) {
        return Stream.concat(
                Stream.of(line), line.getSubcommands().values().stream().flatMap(CommandHelpTest::all));
    }
}
