package io.b24hub.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The decision on dependencies speaks of those in pom.xml, each of them and no others. */
class DependenciesTest {

    private static final Pattern DEPENDENCY =
            Pattern.compile("<dependency>\\s*<groupId>[^<]+</groupId>\\s*<artifactId>([^<]+)</artifactId>");
    private static final Pattern NAMED = Pattern.compile("`([A-Za-z0-9_.-]+)`");

    @Test
    void each_direct_dependency_has_its_reason() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        String direct = pom.substring(pom.indexOf("</dependencyManagement>"), pom.indexOf("<build>"));
        String decision = Files.readString(Path.of("src/main/docs/decisions/008-dependencies.md"));
        Set<String> reasons = decision.substring(
                        decision.indexOf("## Each direct"), decision.indexOf("The build fails"))
                .lines()
                .filter(line -> line.startsWith("|"))
                .map(line -> line.split("\\|")[1])
                .flatMap(cell -> NAMED.matcher(cell).results().map(found -> found.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(reasons)
                .isEqualTo(DEPENDENCY
                        .matcher(direct)
                        .results()
                        .map((MatchResult found) -> found.group(1))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }
}
