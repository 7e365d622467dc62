package io.b24hub.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.settings.KnownKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The shipped flows keep to what their readers, JMX and the settings file rely on. */
class RoutesFolderTest {

    private static final Path ROUTES = Path.of("routes");
    private static final String SUFFIX = ".camel.yaml";

    /** Steps that operators look for and tests weave. */
    private static final Set<String> NAMED_STEPS = Set.of(
            "to",
            "toD",
            "filter",
            "choice",
            "split",
            "multicast",
            "bean",
            "process",
            "setBody",
            "setHeader",
            "setVariable",
            "removeHeader",
            "removeHeaders",
            "transform",
            "marshal",
            "unmarshal",
            "log",
            "delay",
            "enrich",
            "pollEnrich",
            "aggregate",
            "doTry",
            "stop");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}:]+)(:[^{}]*)?}}");
    private static final List<Pattern> LOOKS_SECRET = List.of(
            // a bot's token
            Pattern.compile("\\b\\d{6,12}:[A-Za-z0-9_-]{20,}"),
            // an incoming webhook
            Pattern.compile("/rest/\\d+/[A-Za-z0-9]{6,}"),
            // a sheet's or a token's long random word
            Pattern.compile("\\b(?=[A-Za-z0-9_]*[0-9])(?=[A-Za-z0-9_]*[A-Za-z])[A-Za-z0-9_]{24,}\\b"),
            // a chat id
            Pattern.compile("-100\\d{8,}|(?i)chat_?id\"?\\s*[:=]\\s*[\"']?-?\\d+"),
            Pattern.compile("(?i)(password|secret|token)\"?\\s*[:=]\\s*[\"']?(?!\\{\\{)[A-Za-z0-9]"));

    static List<Path> yamlFiles() throws IOException {
        return files(SUFFIX);
    }

    static List<Path> allFiles() throws IOException {
        return Stream.concat(files(".yaml").stream(), files(".java").stream()).toList();
    }

    private static List<Path> files(String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(ROUTES)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    // templates, which have tests of their own
                    .filter(file -> !file.startsWith(ROUTES.resolve("messages")))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void there_are_flows() throws IOException {
        assertThat(flows()).hasSizeGreaterThanOrEqualTo(5);
        assertThat(files(".yaml")).as("all end in " + SUFFIX).isEqualTo(yamlFiles());
    }

    static List<Path> flows() throws IOException {
        return yamlFiles().stream()
                .filter(file -> file.startsWith(ROUTES.resolve("flows")))
                .toList();
    }

    static List<Path> flowsAndTemplates() throws IOException {
        return yamlFiles().stream()
                .filter(file -> !file.startsWith(ROUTES.resolve("support")))
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("flows")
    void the_first_route_has_the_name_of_its_file(Path file) throws IOException {
        List<Map<?, ?>> routes = routes(file);

        assertThat(routes).isNotEmpty();
        assertThat(routes.get(0).get("id"))
                .isEqualTo(file.getFileName().toString().replace(SUFFIX, ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("yamlFiles")
    void every_route_says_what_it_does(Path file) throws IOException {
        List<Map<?, ?>> described = new ArrayList<>(withTemplates(file));
        described.addAll(topLevel(file, "routeConfiguration"));

        assertThat(described).isNotEmpty().allSatisfy(route -> assertThat(String.valueOf(route.get("description")))
                .matches("[A-Z].+\\."));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("yamlFiles")
    void every_step_that_matters_has_an_id_of_its_own(Path file) throws IOException {
        List<String> ids = new ArrayList<>();
        for (Map<?, ?> route : withTemplates(file)) {
            eachStep(route, (name, options) -> {
                assertThat(options).as("%s in %s", name, file).isInstanceOf(Map.class);
                Object id = ((Map<?, ?>) options).get("id");
                assertThat(id).as("id of %s %s in %s", name, options, file).isInstanceOf(String.class);
                ids.add((String) id);
            });
        }

        assertThat(ids).doesNotHaveDuplicates().allSatisfy(id -> assertThat(id).matches("[a-z0-9]+(-[a-z0-9]+)*"));
    }

    @Test
    void route_ids_are_unique_across_files() throws IOException {
        List<Object> ids = new ArrayList<>();
        for (Path file : yamlFiles()) {
            routes(file).forEach(route -> ids.add(route.get("id")));
        }

        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void every_route_configuration_that_is_named_exists() throws IOException {
        Set<Object> known = new HashSet<>();
        List<Object> named = new ArrayList<>();
        for (Path file : yamlFiles()) {
            topLevel(file, "routeConfiguration").forEach(each -> known.add(each.get("id")));
            routes(file).forEach(route -> named.add(route.get("routeConfigurationId")));
        }

        named.removeIf(Objects::isNull);
        assertThat(known).containsAll(named);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("allFiles")
    void every_setting_that_a_flow_needs_is_in_the_settings_file(Path file) throws IOException {
        String shipped = Files.readString(Path.of("application.properties"));

        for (Matcher matcher = PLACEHOLDER.matcher(Files.readString(file)); matcher.find(); ) {
            String key = matcher.group(1).replace("?", "").strip();
            if (file.startsWith(ROUTES.resolve("templates")) && !key.contains(".")) {
                continue; // a parameter
            }
            boolean known = KnownKeys.names().contains(key)
                    || Pattern.compile("(?m)^#?" + Pattern.quote(key) + " =")
                            .matcher(shipped)
                            .find();
            assertThat(known).as("%s of %s", key, file).isTrue();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("yamlFiles")
    void every_default_is_the_one_that_the_settings_file_shows(Path file) throws IOException {
        String shipped = Files.readString(Path.of("application.properties"));

        for (Matcher matcher = PLACEHOLDER.matcher(Files.readString(file)); matcher.find(); ) {
            if (matcher.group(2) != null) {
                assertThat(shipped)
                        .containsPattern("(?m)^#?" + Pattern.quote(matcher.group(1)) + " = "
                                + Pattern.quote(matcher.group(2).substring(1)) + "$");
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("flowsAndTemplates")
    void the_head_explains_what_the_flow_does_and_every_setting_of_it(Path file) throws IOException {
        String text = Files.readString(file);
        String head = text.substring(0, text.indexOf("\n- "));

        assertThat(head).startsWith("# ").contains("->").contains("\n# Settings\n");
        assertThat(head.lines()).allSatisfy(line -> assertThat(line).startsWith("#"));
        for (Matcher matcher = PLACEHOLDER.matcher(text); matcher.find(); ) {
            assertThat(head).contains("#   " + matcher.group(1).replace("?", "") + " ");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("allFiles")
    void begins_with_words_and_holds_nothing_that_looks_secret(Path file) throws IOException {
        String text = Files.readString(file);

        assertThat(text).startsWith(file.toString().endsWith(".java") ? "import" : "# ");
        assertThat(text.lines()).allSatisfy(line -> assertThat(line).satisfies(RoutesFolderTest::holdsNoSecret));
    }

    @Test
    void knows_a_secret_when_it_sees_one() {
        for (String line : List.of(
                "uri: telegram:bots?authorizationToken=123456789:AAF-abcdefghijklmnopqrstuvwxyz012345",
                "chatId: \"-1001234567890\"",
                "chatId: 4711",
                "uri: https://example.bitrix24.com/rest/1/abcdef0123456789/profile",
                "spreadsheetId: 1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms",
                "password: hunter2")) {
            assertThat(LOOKS_SECRET).as(line).anyMatch(pattern -> pattern.matcher(line)
                    .find());
        }
    }

    private static void holdsNoSecret(String line) {
        assertThat(LOOKS_SECRET).as(line).noneMatch(pattern -> pattern.matcher(line)
                .find());
    }

    private static List<Map<?, ?>> routes(Path file) throws IOException {
        return topLevel(file, "route");
    }

    /** The routes of a file, those inside its templates too. */
    private static List<Map<?, ?>> withTemplates(Path file) throws IOException {
        List<Map<?, ?>> all = new ArrayList<>(routes(file));
        topLevel(file, "routeTemplate").forEach(template -> all.add((Map<?, ?>) template.get("route")));
        return all;
    }

    private static List<Map<?, ?>> topLevel(Path file, String kind) throws IOException {
        Object document = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
        return ((List<?>) document)
                .stream()
                        .map(entry -> ((Map<?, ?>) entry).get(kind))
                        .filter(Map.class::isInstance)
                        .<Map<?, ?>>map(route -> (Map<?, ?>) route)
                        .toList();
    }

    /** Visits the steps of a route, those inside others included. */
    private static void eachStep(Object node, BiConsumer<String, Object> visit) {
        if (node instanceof Map<?, ?> map) {
            if (map.get("steps") instanceof List<?> steps) {
                for (Object step : steps) {
                    ((Map<?, ?>) step).forEach((name, options) -> {
                        if (NAMED_STEPS.contains(name)) {
                            visit.accept((String) name, options);
                        }
                    });
                }
            }
            map.values().forEach(value -> eachStep(value, visit));
        } else if (node instanceof Collection<?> list) {
            list.forEach(value -> eachStep(value, visit));
        }
    }
}
