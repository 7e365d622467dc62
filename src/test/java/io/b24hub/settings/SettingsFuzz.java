package io.b24hub.settings;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** Any text as application.properties: settings, or a list of what is wrong, in which no secret stands. */
public final class SettingsFuzz {

    private static final String CANARY = "canary-of-the-fuzzer";
    private static final Path HOME = Path.of("/nonexistent");

    private SettingsFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(new String(data, StandardCharsets.UTF_8)));
        } catch (IOException | IllegalArgumentException e) {
            return; // as SettingsSource, which tells it as a problem
        }
        Map<String, String> values = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
        values.put("hub.portal.main.tokens", CANARY);
        try {
            HubSettings settings = new SettingsReader(SettingsSource.only(values), HOME).read();
            if (settings.toString().contains(CANARY)) {
                throw new IllegalStateException("a secret is shown");
            }
        } catch (BadSettings e) {
            if (e.getMessage().contains(CANARY)) {
                throw new IllegalStateException("a secret is told", e);
            }
        }
    }
}
