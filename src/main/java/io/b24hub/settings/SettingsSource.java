package io.b24hub.settings;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where values come from. For each key, the first of these that has it: what was given in code, Java system properties,
 * the environment ({@code hub.portal.main.tokens} is {@code HUB_PORTAL_MAIN_TOKENS}), a file named by the environment
 * ({@code HUB_PORTAL_MAIN_TOKENS_FILE}, for mounted secrets), the properties file.
 *
 * <p>The hub's own settings and all secrets may ask {@linkplain ValueFunctions functions} for their values or parts of them:
 * {@code {{env:NAME}}}, or a vault. What stands in a file of its own is taken as it is.
 *
 * <p>Thread-safe; values do not change. Blank values count as absent.
 */
public final class SettingsSource {

    private final Map<String, String> given;
    private final Map<String, String> system;
    private final Map<String, String> environment;
    private final Map<String, String> file;
    private final boolean open;
    private final Optional<Path> properties;
    private final Calls calls;

    SettingsSource(
            Map<String, String> given,
            Map<String, String> system,
            Map<String, String> environment,
            Map<String, String> file) {
        this(given, system, environment, file, true, Optional.empty());
    }

    private SettingsSource(
            Map<String, String> given,
            Map<String, String> system,
            Map<String, String> environment,
            Map<String, String> file,
            boolean open,
            Optional<Path> properties) {
        this.given = Map.copyOf(given);
        this.system = Map.copyOf(system);
        this.environment = Map.copyOf(environment);
        this.file = new LinkedHashMap<>(file);
        this.open = open;
        this.properties = properties;
        calls = new Calls(camel());
    }

    private Map<String, String> camel() {
        Map<String, String> camel = new LinkedHashMap<>();
        keys().stream().filter(key -> key.startsWith("camel.")).forEach(key -> written(key)
                .ifPresent(value -> camel.put(key, value)));
        return camel;
    }

    /**
     * Reads a properties file (UTF-8) and this process's environment.
     *
     * @param properties the file; one that does not exist is empty
     * @param given values that win over all others
     * @throws BadSettings when the file is there and cannot be read
     */
    public static SettingsSource of(Path properties, Map<String, String> given) {
        Map<String, String> system = new LinkedHashMap<>();
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("hub.") || name.startsWith("flow."))
                .forEach(name -> system.put(name, System.getProperty(name)));
        return new SettingsSource(given, system, System.getenv(), read(properties), true, Optional.of(properties));
    }

    /**
     * The same with what the properties file holds now; files that the environment names are read at each look anyway.
     *
     * @throws BadSettings when the file is there and cannot be read
     */
    public SettingsSource again() {
        return properties
                .map(path -> new SettingsSource(given, system, environment, read(path), open, properties))
                .orElse(this);
    }

    /** The folder of the properties file, which relative paths are relative to. */
    public Path folder() {
        return properties.map(Path::getParent).orElse(Path.of(""));
    }

    /** Values given in code and nothing else: no file, no environment. */
    public static SettingsSource only(Map<String, String> given) {
        return new SettingsSource(given, Map.of(), Map.of(), Map.of(), false, Optional.empty());
    }

    /** The keys whose value here is another than there. */
    public List<String> differing(SettingsSource other) {
        Set<String> all = new TreeSet<>(keys());
        all.addAll(other.keys());
        return all.stream().filter(key -> !find(key).equals(other.find(key))).toList();
    }

    private static Map<String, String> read(Path path) {
        if (!Files.exists(path)) {
            return Map.of();
        }
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(withoutMark(Files.readString(path))));
        } catch (IOException | IllegalArgumentException e) {
            throw new BadSettings(List.of(new BadSettings.Problem(
                    path.toString(), "cannot be read: " + e.getMessage(), "a properties file in UTF-8")));
        }
        Map<String, String> values = new LinkedHashMap<>();
        properties.stringPropertyNames().stream().sorted().forEach(key -> values.put(key, properties.getProperty(key)));
        return values;
    }

    /** Some editors put a byte order mark first, which would become part of the first key. */
    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /**
     * The value of a key, trimmed.
     *
     * @throws BadSettings when the value stands in a file of its own that cannot be read, or asks a function that has no
     *     answer
     */
    public Optional<String> find(String key) {
        String name = variable(key);
        return first(given.get(key))
                .or(() -> first(system.get(key)))
                .or(() -> first(environment.get(name)))
                .map(text -> called(key, text))
                .or(() -> first(environment.get(name + "_FILE")).flatMap(path -> secretFile(key, name, path)))
                .or(() -> first(file.get(key)).map(text -> called(key, text)));
    }

    /** The value of a key as it is written, when it asks a function. */
    Optional<String> call(String key) {
        return written(key).filter(text -> asks(key, text));
    }

    private Optional<String> written(String key) {
        String name = variable(key);
        Optional<String> before =
                first(given.get(key)).or(() -> first(system.get(key))).or(() -> first(environment.get(name)));
        return before.isPresent() || first(environment.get(name + "_FILE")).isPresent() ? before : first(file.get(key));
    }

    private String called(String key, String text) {
        return asks(key, text) ? calls.replace(key, text) : text;
    }

    /** Other values are Camel's, which asks its functions itself. */
    private static boolean asks(String key, String text) {
        return (key.startsWith("hub.") || KnownKeys.isSecret(key)) && Calls.isIn(text);
    }

    /** Where the value of a key comes from: {@code code}, {@code environment} or {@code file}; empty when it has none. */
    Optional<String> origin(String key) {
        String name = key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
        if (first(given.get(key)).or(() -> first(system.get(key))).isPresent()) {
            return Optional.of("code");
        } else if (first(environment.get(name))
                .or(() -> first(environment.get(name + "_FILE")))
                .isPresent()) {
            return Optional.of("environment");
        }
        return first(file.get(key)).map(value -> "file");
    }

    /** Whether the environment and Java's system properties have a say; not when all was {@linkplain #only given in code}. */
    public boolean isOpen() {
        return open;
    }

    /** The keys that can be listed: those of the file, of the system properties and of the code. */
    public Set<String> keys() {
        Map<String, String> all = new LinkedHashMap<>(file);
        all.putAll(system);
        all.putAll(given);
        return all.keySet();
    }

    /**
     * The keys {@code flow.<id>.<setting>} that may have a value. The environment knows an id in capitals only; there it is
     * taken for one in small letters with dashes.
     */
    Set<String> keysOfFlows(String setting) {
        Set<String> found = new TreeSet<>();
        keys().stream()
                .filter(key ->
                        key.endsWith("." + setting) && KnownKeys.flowOf(key).isPresent())
                .forEach(found::add);
        Pattern variable =
                Pattern.compile("FLOW_(.+)_" + setting.toUpperCase(Locale.ROOT).replace('-', '_') + "(?:_FILE)?");
        environment.keySet().stream()
                .map(variable::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1).toLowerCase(Locale.ROOT).replace('_', '-'))
                .forEach(flow -> found.add("flow." + flow + "." + setting));
        return found;
    }

    /**
     * What stands in keys between a beginning and an end, also in those of the environment: {@code HUB_HOOK_NEW_LEADS_URL}
     * is {@code new-leads} of {@code hub.hook.new-leads.url}.
     */
    Set<String> names(String before, String after) {
        Set<String> names = new TreeSet<>();
        for (String key : keys()) {
            if (key.startsWith(before) && key.endsWith(after) && key.length() > before.length() + after.length()) {
                names.add(key.substring(before.length(), key.length() - after.length()));
            }
        }
        Pattern variable = Pattern.compile(
                Pattern.quote(variable(before)) + "([A-Z0-9_]+)" + Pattern.quote(variable(after)) + "(?:_FILE)?");
        for (String name : environment.keySet()) {
            Matcher matcher = variable.matcher(name);
            if (matcher.matches()) {
                names.add(matcher.group(1).toLowerCase(Locale.ROOT).replace('_', '-'));
            }
        }
        return names;
    }

    private static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private static Optional<String> first(String value) {
        return value == null || value.isBlank() ? Optional.empty() : Optional.of(value.strip());
    }

    /** The path is not repeated: it may be the secret itself, put into the wrong variable. */
    private static Optional<String> secretFile(String key, String name, String path) {
        try {
            return first(Files.readString(Path.of(path)));
        } catch (IOException | InvalidPathException e) {
            throw new BadSettings(List.of(new BadSettings.Problem(
                    key,
                    "the file that the variable " + name + "_FILE names cannot be read",
                    name + "_FILE=/run/secrets/" + key.substring(key.lastIndexOf('.') + 1)
                            + ", a readable file in UTF-8 with the value alone")));
        }
    }
}
