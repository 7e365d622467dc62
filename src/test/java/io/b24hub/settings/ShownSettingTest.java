package io.b24hub.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShownSettingTest {

    private final SettingsSource source = new SettingsSource(
            Map.of("hub.intake.port", "8081"),
            Map.of(),
            Map.of("HUB_TELEGRAM_TOKEN", "123456:secret"),
            Map.of(
                    "hub.portal.shop.tokens", "secret-of-the-shop",
                    "hub.retention.parked", "30d",
                    "flow.a.chat-id", "-100",
                    "flow.a.signing-secret", "whsec_secret",
                    "camel.component.kafka.sasl-jaas-config", "password=secret"));

    private final List<ShownSetting> shown =
            ShownSetting.all(source, List.of("shop"), text -> text.replace("8081", "[8081]"));

    @Test
    void tells_the_value_and_where_it_comes_from() {
        assertThat(shown)
                .contains(
                        new ShownSetting("hub.intake.port", "[8081]", "code"),
                        new ShownSetting("hub.retention.parked", "30d", "file"),
                        new ShownSetting("hub.retention.delivered", "7d", "default"),
                        new ShownSetting("flow.a.chat-id", "-100", "file"));
    }

    @Test
    void masks_every_secret_that_is_set() {
        assertThat(shown)
                .contains(
                        new ShownSetting("hub.telegram.token", "xxxxxx", "environment"),
                        new ShownSetting("hub.portal.shop.tokens", "xxxxxx", "file"),
                        new ShownSetting("flow.a.signing-secret", "xxxxxx", "file"),
                        new ShownSetting("camel.component.kafka.sasl-jaas-config", "xxxxxx", "file"));
        assertThat(shown.toString()).doesNotContain("secret-of", ":secret", "whsec", "password=");
    }

    @Test
    void knows_that_a_secret_file_of_the_environment_is_the_origin() {
        SettingsSource mounted =
                new SettingsSource(Map.of(), Map.of(), Map.of("HUB_STORE_PASSWORD_FILE", "/nowhere"), Map.of());

        assertThat(mounted.origin("hub.store.password")).hasValue("environment");
        assertThat(mounted.origin("hub.store.user")).isEmpty();
    }
}
