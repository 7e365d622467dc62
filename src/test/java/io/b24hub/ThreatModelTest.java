package io.b24hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each row of the threat model names a test, and that test is there. */
class ThreatModelTest {

    private static final Path PAGE = Path.of("src/main/docs/security.md");
    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*Test)(?:\\.(\\w+))?`");

    @Test
    void every_test_that_it_names_exists() throws IOException {
        Map<String, String> tests = tests();

        List<MatchResult> named =
                NAMED.matcher(Files.readString(PAGE)).results().toList();

        assertThat(named).hasSizeGreaterThan(40);
        assertThat(named.stream().filter(name -> !isThere(name, tests)).map(MatchResult::group))
                .isEmpty();
    }

    private static boolean isThere(MatchResult name, Map<String, String> tests) {
        String wanted = name.group(2) == null ? "class " + name.group(1) : " " + name.group(2) + "(";
        return tests.getOrDefault(name.group(1), "").contains(wanted);
    }

    @Test
    void every_row_names_one() throws IOException {
        List<String> rows = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| ") && line.split("\\|").length == 4)
                .filter(line -> !line.startsWith("| attack") && !line.startsWith("| what"))
                .toList();

        List<String> attacks = rows.stream()
                .dropWhile(line -> !line.startsWith("| forged events"))
                .toList();
        assertThat(attacks).hasSizeGreaterThan(35).allSatisfy(row -> assertThat(row)
                .containsPattern(NAMED));
    }

    private static Map<String, String> tests() throws IOException {
        Map<String, String> tests = new HashMap<>();
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            for (Path file :
                    (Iterable<Path>) files.filter(path -> path.toString().endsWith("Test.java"))::iterator) {
                String name = file.getFileName().toString().replace(".java", "");
                tests.merge(name, Files.readString(file), String::concat);
            }
        }
        return tests;
    }
}
