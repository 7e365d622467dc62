package io.b24hub.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What runs the hub elsewhere speaks of settings, files and paths that there are. */
class DockerFilesTest {

    private static final Path DOCKER = Path.of("docker");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern VARIABLE = Pattern.compile("\\b(?:HUB|FLOW)_[A-Z0-9_]+\\b");

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(DOCKER)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(DOCKER.resolve("secrets"))
                            && !file.startsWith(DOCKER.resolve("hawtio/target"))
                            && !file.endsWith("hub.env"))
                    .toList();
        }
    }

    static List<Path> compose() throws IOException {
        return files().stream()
                .filter(file -> file.getFileName().toString().startsWith("compose"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("files")
    void each_variable_is_a_setting(Path file) throws IOException {
        Set<String> known = KnownKeys.names().stream()
                .map(key -> variable(key.replace("<name>", "main")))
                .collect(Collectors.toSet());
        String flows;
        try (Stream<Path> routes = Files.list(Path.of("routes/flows"))) {
            flows = routes.map(route -> "FLOW_" + variable(route.getFileName().toString()))
                    .collect(Collectors.joining("\n"));
        }

        assertThat(VARIABLE.matcher(Files.readString(file))
                        .results()
                        .map(found -> found.group().replaceFirst("_FILE$", ""))
                        .filter(name -> !known.contains(name)))
                .allMatch(name -> name.matches("FLOW_.*_(ENABLED|CHAT_ID)")
                        && flows.contains(name.replaceFirst("_(ENABLED|CHAT_ID)$", "")));
    }

    @ParameterizedTest
    @MethodSource("compose")
    void containers_are_bound_and_mount_what_there_is(Path file) throws IOException {
        JsonNode compose = yaml(file).get(0);
        compose.get("services").properties().forEach(entry -> {
            JsonNode service = entry.getValue();
            String name = file.getFileName() + " " + entry.getKey();
            if (service.has("image")) {
                assertThat(service.path("read_only").asBoolean()).as(name).isTrue();
                assertThat(texts(service.path("security_opt"))).as(name).contains("no-new-privileges:true");
                assertThat(texts(service.path("cap_drop"))).as(name).containsExactly("ALL");
                assertThat(service.path("healthcheck").path("test")).as(name).isNotEmpty();
                assertThat(service.get("image").asText()).as(name).doesNotContain(".io", ".com");
            }
            texts(service.path("secrets"))
                    .forEach(secret -> assertThat(compose.path("secrets").has(secret))
                            .as(name + " " + secret)
                            .isTrue());
            texts(service.path("volumes")).stream()
                    .map(volume -> volume.substring(0, volume.indexOf(':')))
                    .forEach(source -> assertThat(
                                    source.startsWith(".")
                                            ? Files.exists(DOCKER.resolve(source))
                                            : compose.path("volumes").has(source))
                            .as(name + " " + source)
                            .isTrue());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"compose.yaml", "compose.cluster.yaml"})
    void nothing_but_the_door_is_open_to_other_machines(String file) throws IOException {
        List<String> open = new ArrayList<>();
        yaml(DOCKER.resolve(file)).get(0).get("services").forEach(service -> texts(service.path("ports")).stream()
                .filter(port -> !port.startsWith("127.0.0.1:"))
                .forEach(open::add));

        assertThat(open).isSubsetOf("80:8080", "443:8443");
    }

    @Test
    void the_image_needs_no_shell() throws IOException {
        String all = Files.readString(DOCKER.resolve("Dockerfile"));
        String image = all.substring(all.lastIndexOf("\nFROM "));

        assertThat(image.lines().filter(line -> line.matches("(RUN|HEALTHCHECK|ENTRYPOINT|CMD) .*")))
                .hasSize(4)
                .allMatch(line -> line.matches(".*(RUN|CMD|ENTRYPOINT) \\[\"(/opt/java/bin/java|run)\".*\\]"));
        assertThat(image).contains("USER 10001:10001").doesNotContain("/bin/sh", "bash");
    }

    @Test
    void kubernetes_finds_ports_volumes_secrets_and_hubs() throws IOException {
        List<JsonNode> all = yaml(DOCKER.resolve("kubernetes/hub.yaml"));
        JsonNode secret = yaml(DOCKER.resolve("kubernetes/secret.example.yaml")).get(0);
        JsonNode deployment = all.get(0);
        JsonNode pod = deployment.at("/spec/template/spec");
        JsonNode hub = pod.at("/containers/0");
        JsonNode labels = deployment.at("/spec/template/metadata/labels");

        assertThat(all.stream().map(each -> each.get("kind").asText()))
                .containsExactly("Deployment", "Service", "PodDisruptionBudget", "NetworkPolicy");
        assertThat(deployment.at("/spec/selector/matchLabels")).isEqualTo(labels);
        assertThat(all.get(1).at("/spec/selector")).isEqualTo(labels);
        assertThat(all.get(2).at("/spec/selector/matchLabels")).isEqualTo(labels);
        assertThat(all.get(3).at("/spec/podSelector/matchLabels")).isEqualTo(labels);
        List<String> ports = names(hub.get("ports"));
        assertThat(ports).contains(all.get(1).at("/spec/ports/0/targetPort").asText());
        assertThat(List.of("startupProbe", "livenessProbe", "readinessProbe")).allSatisfy(probe -> {
            assertThat(ports).contains(hub.at("/" + probe + "/httpGet/port").asText());
            assertThat(hub.at("/" + probe + "/httpGet/path").asText())
                    .isEqualTo("/observe/health/" + (probe.equals("readinessProbe") ? "ready" : "live"));
        });
        assertThat(names(pod.get("volumes"))).containsExactlyInAnyOrderElementsOf(names(hub.get("volumeMounts")));
        assertThat(pod.at("/volumes/0/secret/secretName")).isEqualTo(secret.at("/metadata/name"));
        assertThat(StreamSupport.stream(hub.get("env").spliterator(), false)
                        .filter(variable -> variable.get("name").asText().endsWith("_FILE"))
                        .map(variable -> Path.of(variable.get("value").asText())
                                .getFileName()
                                .toString()))
                .allMatch(file -> secret.get("stringData").has(file))
                .hasSize(secret.get("stringData").size());
    }

    private static String variable(String key) {
        return key.replaceAll("([a-z])([A-Z])", "$1_$2")
                .toUpperCase(Locale.ROOT)
                .replace('.', '_')
                .replace('-', '_');
    }

    private static List<String> names(JsonNode list) {
        return new ArrayList<>(new TreeSet<>(list.findValuesAsText("name")));
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    private static List<JsonNode> yaml(Path file) throws IOException {
        List<JsonNode> documents = new ArrayList<>();
        new Load(LoadSettings.builder().build())
                .loadAllFromString(Files.readString(file))
                .forEach(each -> documents.add(JSON.valueToTree(each)));
        return documents;
    }
}
