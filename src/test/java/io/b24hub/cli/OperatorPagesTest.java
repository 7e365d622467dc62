package io.b24hub.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.b24hub.settings.KnownKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the pages for operators quote exists: commands, log lines, settings, and places on other pages. */
class OperatorPagesTest {

    private static final Path DOCS = Path.of("src/main/docs");
    private static final Pattern FENCE = Pattern.compile("(?ms)^ *```(\\w*)\\n(.*?)^ *```");
    private static final Pattern COMMAND =
            Pattern.compile("(?m)(?:^\\s*|`)(?:[A-Z_]+=\\S+ )?(?:bin/)?b24hub ([a-z][^`\\n#]*)");
    private static final Pattern SETTING = Pattern.compile("`(hub\\.[a-z0-9-]+\\.[a-z0-9.<>-]+[a-z0-9-])`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([a-z0-9.-]*)#([a-z0-9-]+)\\)");

    @ParameterizedTest
    @ValueSource(strings = {"troubleshooting.md", "operations.md"})
    void every_command_is_understood(String page) throws IOException {
        List<String> commands = all(COMMAND, text(page));

        assertThat(commands).hasSizeGreaterThan(8).allSatisfy(command -> assertThatCode(() -> parse(command))
                .doesNotThrowAnyException());
    }

    @Test
    void every_quoted_log_line_is_written_by_the_code() throws IOException {
        String code = code();
        List<String> lines = new ArrayList<>();
        for (Matcher fence = FENCE.matcher(text("troubleshooting.md")); fence.find(); ) {
            if (fence.group(1).equals("log")) {
                fence.group(2).lines().map(String::strip).forEach(lines::add);
            }
        }

        assertThat(lines)
                .hasSizeGreaterThan(10)
                .allSatisfy(line -> assertThat(code.contains(line)).as(line).isTrue());
    }

    @Test
    void every_reason_in_a_table_is_one_of_the_code() throws IOException {
        String code = code();
        List<String> reasons = all(Pattern.compile("(?m)^\\| `([^`…]{15,})`"), text("troubleshooting.md")).stream()
                .filter(reason -> !reason.equals("group chat was upgraded") && !reason.equals("can't parse entities"))
                .filter(reason -> !reason.equals("Too Many Requests"))
                .toList();

        assertThat(reasons).hasSizeGreaterThan(8).allSatisfy(reason -> assertThat(code.contains(reason))
                .as(reason)
                .isTrue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"troubleshooting.md", "operations.md"})
    void every_setting_exists(String page) throws IOException {
        assertThat(all(SETTING, text(page))).isNotEmpty().allSatisfy(key -> assertThat(
                        KnownKeys.isKnown(key.replace("<name>", "main")))
                .as(key)
                .isTrue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"troubleshooting.md", "operations.md"})
    void every_link_to_a_heading_leads_somewhere(String page) throws IOException {
        for (Matcher link = LINK.matcher(text(page)); link.find(); ) {
            String target = link.group(1).isEmpty() ? page : link.group(1);
            assertThat(anchors(target)).as(link.group()).contains(link.group(2));
        }
    }

    private static List<String> anchors(String page) throws IOException {
        return all(Pattern.compile("(?m)^#+ (.*)$"), text(page)).stream()
                .map(heading -> heading.toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    /** A command may be named without what it is about. */
    private static void parse(String command) {
        try {
            new CommandLine(new HubCommand()).parseArgs(words(command));
        } catch (CommandLine.MissingParameterException e) {
            assertThat(words(command)).as(command).hasSize(1);
        }
    }

    /** A number fits wherever a name or a number is meant. */
    private static String[] words(String command) {
        return Stream.of(command.replaceAll("<[^>]+>", "1").strip().split("\\s+"))
                .toArray(String[]::new);
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(1)).toList();
    }

    private static String text(String page) throws IOException {
        return Files.readString(DOCS.resolve(page));
    }

    /** The texts of the program as they are read: in one piece, with the sign for what is filled in. */
    private static String code() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(OperatorPagesTest::joined)
                    .collect(Collectors.joining("\n"));
        }
    }

    private static String joined(Path file) {
        try {
            return Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", "").replace("{}", "…");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
