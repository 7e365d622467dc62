package io.b24hub.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsSourceTest {

    private static final String KEY = "hub.portal.main.webhook-url";
    private static final String VARIABLE = "HUB_PORTAL_MAIN_WEBHOOK_URL";

    @TempDir
    private Path folder;

    @Test
    void the_first_of_code_system_environment_secret_file_and_properties_wins() throws IOException {
        Path mounted = Files.writeString(folder.resolve("token"), "from secret file\n");
        Map<String, String> given = new HashMap<>(Map.of(KEY, "given"));
        Map<String, String> system = new HashMap<>(Map.of(KEY, "system"));
        Map<String, String> environment =
                new HashMap<>(Map.of(VARIABLE, "environment", VARIABLE + "_FILE", mounted.toString()));
        Map<String, String> file = Map.of(KEY, "file");

        assertThat(new SettingsSource(given, system, environment, file).find(KEY))
                .contains("given");
        given.clear();
        assertThat(new SettingsSource(given, system, environment, file).find(KEY))
                .contains("system");
        system.clear();
        assertThat(new SettingsSource(given, system, environment, file).find(KEY))
                .contains("environment");
        environment.remove(VARIABLE);
        assertThat(new SettingsSource(given, system, environment, file).find(KEY))
                .contains("from secret file");
        environment.clear();
        assertThat(new SettingsSource(given, system, environment, file).find(KEY))
                .contains("file");
    }

    @Test
    void a_blank_value_counts_as_absent() {
        SettingsSource source =
                new SettingsSource(Map.of(KEY, " "), Map.of(), Map.of(VARIABLE, ""), Map.of(KEY, "  file  "));

        assertThat(source.find(KEY)).contains("file");
        assertThat(source.find("hub.telegram.token")).isEmpty();
    }

    @Test
    void a_secret_file_that_cannot_be_read_is_named_by_its_variable_only() {
        String slip = "123456:AAslipped-into-the-wrong-variable";
        SettingsSource source =
                new SettingsSource(Map.of(), Map.of(), Map.of("HUB_TELEGRAM_TOKEN_FILE", slip), Map.of());

        assertThatThrownBy(() -> source.find("hub.telegram.token"))
                .isInstanceOf(BadSettings.class)
                .hasMessageContaining("hub.telegram.token")
                .hasMessageContaining("HUB_TELEGRAM_TOKEN_FILE=/run/secrets/token")
                .hasMessageNotContaining("AAslipped");
    }

    @Test
    void reads_a_properties_file_in_utf_8_with_or_without_a_mark() throws IOException {
        Path file = folder.resolve("application.properties");
        Files.writeString(file, "\uFEFFhub.portals = main\nflow.chat.text = Сделка\n");

        SettingsSource source = SettingsSource.of(file, Map.of("hub.routes.dir", "mine"));

        assertThat(source.find("hub.portals")).contains("main");
        assertThat(source.find("flow.chat.text")).contains("Сделка");
        assertThat(source.keys()).contains("hub.portals", "flow.chat.text", "hub.routes.dir");
    }

    @Test
    void a_properties_file_that_is_not_there_is_empty() {
        assertThat(SettingsSource.of(folder.resolve("none"), Map.of()).find("hub.portals"))
                .isEmpty();
    }

    @Test
    void a_properties_file_that_cannot_be_read_is_named() throws IOException {
        Path file = Files.write(folder.resolve("application.properties"), new byte[] {'a', '=', (byte) 0xC3, 0x28});

        assertThatThrownBy(() -> SettingsSource.of(file, Map.of()))
                .isInstanceOf(BadSettings.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("UTF-8");
    }

    @Test
    void lists_the_keys_that_can_be_listed() {
        SettingsSource source = new SettingsSource(
                Map.of("hub.a", "1"), Map.of("hub.b", "1"), Map.of("HUB_C", "1"), Map.of("hub.d", "1"));

        assertThat(source.keys()).containsExactlyInAnyOrderElementsOf(List.of("hub.a", "hub.b", "hub.d"));
    }
}
