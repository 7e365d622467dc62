package io.b24hub.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.b24hub.settings.BadSettings;
import io.b24hub.settings.HubSettings;
import io.b24hub.settings.Secret;
import io.b24hub.settings.SettingsReader;
import io.b24hub.settings.SettingsSource;
import io.b24hub.settings.ShownSetting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings that stand in a vault, which Camel's property functions ask. */
class CamelFunctionsTest {

    @TempDir
    private Path home;

    private final Map<String, String> settings = new LinkedHashMap<>(Map.of(
            "camel.vault.hashicorp.token",
            PlayedVault.TOKEN,
            "hub.portal.main.tokens",
            "k3x9v0q1example2token4567",
            "hub.portal.main.webhook-url",
            "https://example.bitrix24.com/rest/1/{{played-vault:secret/bitrix24#webhook}}/",
            "hub.telegram.token",
            "{{played-vault:secret/telegram#token}}"));

    @Test
    void a_value_or_a_part_of_it_comes_from_a_vault_which_is_asked_once() throws Exception {
        Path file = home.resolve("application.properties");
        StringBuilder text = new StringBuilder();
        settings.forEach(
                (key, value) -> text.append(key).append(" = ").append(value).append('\n'));
        Files.writeString(file, text);
        SettingsSource source = SettingsSource.of(file, Map.of());
        int before = PlayedVault.ASKED.get();

        HubSettings read = new SettingsReader(source, home).read();

        assertThat(read.connectors().telegramToken()).contains(Secret.of("100200300:from-the-vault"));
        assertThat(read.portals().get("main").webhook().orElseThrow().secret().reveal())
                .isEqualTo("abcdef0123456789");
        assertThat(source.find("hub.telegram.token")).contains("100200300:from-the-vault");
        assertThat(PlayedVault.ASKED.get() - before).isEqualTo(2);
    }

    @Test
    void what_opens_the_vault_may_stand_elsewhere_too() {
        System.setProperty("played.vault.token", PlayedVault.TOKEN);
        try {
            settings.put("camel.vault.hashicorp.token", "{{sys:played.vault.token}}");

            assertThat(source().find("hub.telegram.token")).contains("100200300:from-the-vault");
        } finally {
            System.clearProperty("played.vault.token");
        }
    }

    @Test
    void what_a_vault_says_is_taken_as_it_is() {
        settings.put("hub.mail.password", "{{played-vault:secret/odd#value}}");

        assertThat(source().find("hub.mail.password")).contains("braces {{played-vault:secret/telegram#token}} $1 \\");
    }

    @Test
    void the_environment_and_javas_properties_can_be_asked_too() {
        settings.put("hub.mail.host", "{{sys:java.specification.name}}");
        settings.put("hub.mail.user", "{{env:NO_SUCH_VARIABLE_OF_ANYBODY:hub@example.com}}");

        assertThat(source().find("hub.mail.host")).contains(System.getProperty("java.specification.name"));
        assertThat(source().find("hub.mail.user")).contains("hub@example.com");
    }

    @Test
    void what_has_no_answer_is_among_the_problems_by_its_key_and_shows_nothing() {
        settings.put("camel.vault.hashicorp.token", "hvs.wrong-and-never-shown");
        settings.put("hub.mail.password", "{{no-such-vault:path/never-shown#p}}");
        settings.put("hub.intake.port", "eighty");
        settings.put("flow.events-to-http.signing-secret", "{{env:NO_SUCH_VARIABLE_OF_ANYBODY}}");

        BadSettings bad = catchThrowableOfType(BadSettings.class, () -> new SettingsReader(source(), home).read());

        assertThat(bad)
                .hasMessageContaining("hub.telegram.token: asks {{played-vault:...}}, which has no answer")
                .hasMessageContaining("hub.portal.main.webhook-url: asks {{played-vault:...}}, which has no answer")
                .hasMessageContaining("hub.mail.password: asks {{no-such-vault:...}}, and there is no such function")
                .hasMessageContaining("flow.events-to-http.signing-secret: asks {{env:...}}, which has no answer")
                .hasMessageContaining("hub.intake.port")
                .hasMessageNotContaining("never-shown")
                .hasMessageNotContaining("NO_SUCH_VARIABLE");
        assertThat(bad.getCause()).isNull();
    }

    @Test
    void a_setting_is_shown_as_it_is_written_or_not_at_all() {
        settings.put("hub.mail.user", "{{played-vault:secret/odd#value}}");

        List<ShownSetting> shown = ShownSetting.all(source(), List.of("main"), text -> text);

        assertThat(shown)
                .filteredOn(setting -> setting.key().equals("hub.mail.user"))
                .extracting(ShownSetting::value)
                .containsExactly("{{played-vault:secret/odd#value}}");
        assertThat(shown.toString()).doesNotContain("from-the-vault", "abcdef0123456789", PlayedVault.TOKEN);
    }

    @Test
    void settings_of_camel_and_of_flows_are_left_to_camel() {
        settings.put("flow.a.chat-id", "{{played-vault:secret/telegram#token}}");

        assertThat(source().find("flow.a.chat-id")).contains("{{played-vault:secret/telegram#token}}");
    }

    private SettingsSource source() {
        return SettingsSource.only(settings);
    }
}
