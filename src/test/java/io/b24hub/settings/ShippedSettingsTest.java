package io.b24hub.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The file that users edit says the truth about every setting. */
class ShippedSettingsTest {

    private static final Path FILE = Path.of("application.properties");
    private static final Pattern SETTING = Pattern.compile("(?m)^#?(hub\\.[a-z0-9.-]+) =(.*)$");
    private static final Pattern MENTION = Pattern.compile("\\bhub\\.[a-z0-9-]+(?:\\.[a-z0-9-]+)+");

    @Test
    void shows_every_setting_with_its_default_and_no_other() throws IOException {
        Map<String, String> shown = new LinkedHashMap<>();
        for (Matcher matcher = SETTING.matcher(Files.readString(FILE)); matcher.find(); ) {
            String earlier = shown.put(matcher.group(1), matcher.group(2).strip());
            assertThat(earlier).as("%s stands there twice", matcher.group(1)).isNull();
        }

        Map<String, String> defaults = new LinkedHashMap<>();
        KnownKeys.names().forEach(key -> defaults.put(shown(key), KnownKeys.defaultOf(key)));
        assertThat(shown).containsExactlyInAnyOrderEntriesOf(defaults);
    }

    @Test
    void its_comments_name_no_setting_that_does_not_exist() throws IOException {
        for (Matcher matcher = MENTION.matcher(Files.readString(FILE)); matcher.find(); ) {
            String key = matcher.group();
            if (!key.equals("hub.db")) {
                assertThat(KnownKeys.names())
                        .extracting(ShippedSettingsTest::shown)
                        .contains(key);
            }
        }
    }

    @Test
    void is_usable_as_soon_as_a_token_is_given() {
        SettingsSource source = SettingsSource.of(FILE, Map.of("hub.portal.main.tokens", "k3x9v0q1example2token4567"));

        HubSettings settings = new SettingsReader(source, FILE.toAbsolutePath().getParent()).read();

        assertThat(settings.portals()).containsOnlyKeys("main");
    }

    @Test
    void no_secret_is_shown_as_a_default() {
        assertThat(KnownKeys.names())
                .filteredOn(KnownKeys::isSecret)
                .hasSize(14)
                .allSatisfy(key -> assertThat(KnownKeys.defaultOf(key)).isEmpty());
        assertThat(KnownKeys.isSecret("hub.portal.shop.webhook-url")).isTrue();
        assertThat(KnownKeys.isSecret("flow.events-to-http.signing-secret")).isTrue();
        assertThat(KnownKeys.isSecret("flow.events-to-http.url")).isFalse();
        assertThat(KnownKeys.isSecret("hub.hook.sales.url")).isTrue();
        assertThat(KnownKeys.isSecret("hub.intake.port")).isFalse();
    }

    /** As the file writes it, where a name is yours to choose. */
    private static String shown(String key) {
        return key.replace("hub.portal.<name>", "hub.portal.main").replace("hub.hook.<name>", "hub.hook.sales");
    }
}
