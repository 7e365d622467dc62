package io.b24hub.settings;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * A setting in effect, fit to be shown.
 *
 * @param key as in the properties file
 * @param value its value; masked when it is or may hold a secret; empty when there is none
 * @param origin {@code default}, {@code file}, {@code environment}, or {@code code} for what the program itself or a Java
 *     system property set
 */
public record ShownSetting(String key, String value, String origin) {

    private static final String MASK = "xxxxxx";

    /** Keys of Camel and of flows are not ours to know; these words in the last part make a value unfit to be shown. */
    private static final Pattern SUSPICIOUS =
            Pattern.compile("(?i).*(token|secret|passw|key|auth|credential|jaas|cert|signature|sign-?in|private).*");

    private static final String ANY_PORTAL = "hub.portal.<name>.";

    /**
     * All settings: the hub's own in the order of the documentation, then those of flows and of Camel.
     *
     * @param portals names of the portals
     * @param safe takes secrets out of a text
     */
    public static List<ShownSetting> all(
            SettingsSource source, Collection<String> portals, UnaryOperator<String> safe) {
        List<ShownSetting> all = new ArrayList<>();
        for (String name : KnownKeys.names()) {
            if (name.startsWith(ANY_PORTAL)) {
                portals.forEach(portal -> all.add(known(source, name.replace("<name>", portal), safe)));
            } else {
                all.add(known(source, name, safe));
            }
        }
        new TreeSet<>(source.keys())
                .stream().filter(key -> !key.startsWith("hub.")).forEach(key -> all.add(foreign(source, key, safe)));
        return List.copyOf(all);
    }

    private static ShownSetting known(SettingsSource source, String key, UnaryOperator<String> safe) {
        // what a vault said may be a secret, whatever the key
        Optional<String> value = source.call(key).or(() -> source.find(key));
        String shown = value.map(text -> KnownKeys.isSecret(key) ? MASK : safe.apply(text))
                .orElseGet(() -> KnownKeys.defaultOf(key));
        return new ShownSetting(key, shown, source.origin(key).orElse("default"));
    }

    private static ShownSetting foreign(SettingsSource source, String key, UnaryOperator<String> safe) {
        String last = key.substring(key.lastIndexOf('.') + 1);
        String shown = source.find(key)
                .map(text -> KnownKeys.isSecret(key) || SUSPICIOUS.matcher(last).matches() ? MASK : safe.apply(text))
                .orElse("");
        return new ShownSetting(key, shown, source.origin(key).orElse("file"));
    }
}
