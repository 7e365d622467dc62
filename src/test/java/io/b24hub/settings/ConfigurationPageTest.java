package io.b24hub.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page of all settings says what application.properties and the code say. */
class ConfigurationPageTest {

    private static final Path PAGE = Path.of("src/main/docs/configuration.md");

    @Test
    void the_page_is_up_to_date() throws IOException {
        String made = ConfigurationPage.text();
        if ("write".equals(System.getProperty("pages"))) {
            Files.writeString(PAGE, made);
        }

        assertThat(Files.readString(PAGE))
                .as("To write it anew: mvn -q test -Dtest=ConfigurationPageTest -Dpages=write")
                .isEqualTo(made);
    }

    @Test
    void every_setting_stands_there_with_its_default_its_example_and_its_meaning() throws IOException {
        String[] rows = Files.readString(PAGE).split("\n");

        assertThat(KnownKeys.names()).allSatisfy(key -> assertThat(rows).anySatisfy(row -> assertThat(row)
                .startsWith("| ")
                .contains("`" + key + "`")
                .contains(KnownKeys.isSecret(key) ? "*secret*" : KnownKeys.defaultOf(key))
                .contains(KnownKeys.exampleOf(key).substring(key.length() + 3))
                .matches(".*\\| \\S.{20,} \\|")));
    }
}
