package io.b24hub.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.HubRig;
import io.b24hub.sweep.SweepRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The dashboard, the alerts and the scrape configuration, against what a hub that has just started exposes. */
class ObservabilityFilesTest {

    private static final Path FOLDER = Path.of("docker/observability");
    private static final Path RUNBOOK = Path.of("src/main/docs/operations.md");
    private static final ObjectMapper JSON = new ObjectMapper();
    /** What Prometheus puts on everything it asks for. */
    private static final Set<String> TARGET = Set.of("job", "instance");
    /** What Prometheus itself tells of a target. */
    private static final String UP = "up";

    private static final Pattern VALUES_OF = Pattern.compile("label_values\\((\\w+), (\\w+)\\)");
    private static final Pattern IN_LEGEND = Pattern.compile("\\{\\{(\\w+)}}");
    private static final Pattern IN_ALERT = Pattern.compile("\\$labels\\.(\\w+)");

    @TempDir
    private static Path home;

    private static HubRig rig;
    private static Exposed exposed;

    @BeforeAll
    static void scrape() {
        rig = new HubRig(home).start();
        rig.hub()
                .sweeper()
                .sweep(new SweepRequest(Optional.empty(), Optional.of("deal"), Optional.empty(), false))
                .join();
        exposed = await().until(() -> Exposed.in(ask("/observe/metrics")), found -> found.names()
                .containsAll(List.of("b24hub_breaker_opened_total", "b24hub_sweep_failed")));
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    /** An expression, where it stands, and the labels that texts beside it use. */
    private record Use(String where, String expression, Set<String> shown) {}

    @Test
    void each_metric_and_label_of_the_dashboard_is_exposed() throws IOException {
        List<Use> uses = new ArrayList<>();
        for (JsonNode panel : dashboard().get("panels")) {
            for (JsonNode target : panel.path("targets")) {
                uses.add(new Use(
                        panel.get("title").asText(),
                        target.get("expr").asText().replace("$__rate_interval", "5m"),
                        found(IN_LEGEND, target.get("legendFormat").asText())));
            }
        }

        assertThat(uses).hasSizeGreaterThan(30).allSatisfy(ObservabilityFilesTest::isExposed);
    }

    @Test
    void the_variables_of_the_dashboard_have_values() throws IOException {
        List<String> queries = new ArrayList<>();
        for (JsonNode variable : dashboard().at("/templating/list")) {
            if (variable.get("type").asText().equals("query")) {
                queries.add(variable.at("/query/query").asText());
            }
        }

        assertThat(queries).hasSize(2).allSatisfy(query -> {
            var words = VALUES_OF.matcher(query);
            assertThat(words.matches()).isTrue();
            assertThat(exposed.values(words.group(1), words.group(2))).isNotEmpty();
        });
    }

    @Test
    void panels_have_ids_of_their_own_and_do_not_overlap() throws IOException {
        Set<Integer> ids = new HashSet<>();
        Set<String> cells = new HashSet<>();

        for (JsonNode panel : dashboard().get("panels")) {
            assertThat(ids.add(panel.get("id").asInt()))
                    .as(panel.get("title").asText())
                    .isTrue();
            JsonNode place = panel.get("gridPos");
            for (int x = place.get("x").asInt();
                    x < place.get("x").asInt() + place.get("w").asInt();
                    x++) {
                assertThat(x).isLessThan(24);
                for (int y = place.get("y").asInt();
                        y < place.get("y").asInt() + place.get("h").asInt();
                        y++) {
                    assertThat(cells.add(x + "," + y)).isTrue();
                }
            }
        }
    }

    @Test
    void each_metric_and_label_of_the_alerts_is_exposed() {
        List<Use> uses = new ArrayList<>();
        for (JsonNode rule : rules()) {
            uses.add(new Use(
                    rule.get("alert").asText(),
                    rule.get("expr").asText(),
                    found(IN_ALERT, rule.get("annotations").toString())));
        }

        assertThat(uses).hasSizeGreaterThan(8).allSatisfy(ObservabilityFilesTest::isExposed);
    }

    @Test
    void each_alert_says_how_urgent_it_is_and_leads_to_what_to_do() throws IOException {
        Set<String> anchors = Files.readAllLines(RUNBOOK).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> "operations.md#"
                        + line.replaceFirst("^#+ ", "")
                                .toLowerCase(Locale.ROOT)
                                .replaceAll("[^a-z0-9 -]", "")
                                .replace(' ', '-'))
                .collect(Collectors.toSet());

        assertThat(rules()).allSatisfy(rule -> {
            assertThat(rule.at("/labels/severity").asText()).isIn("page", "ticket");
            assertThat(rule.at("/annotations/summary").asText()).isNotBlank();
            assertThat(rule.at("/annotations/description").asText()).isNotBlank();
            assertThat(rule.at("/annotations/runbook_url").asText()).isIn(anchors);
        });
    }

    @Test
    void prometheus_asks_where_a_hub_answers() throws Exception {
        JsonNode config = yaml(FOLDER.resolve("prometheus/prometheus.yml"));
        JsonNode scrape = config.at("/scrape_configs/0");

        assertThat(ask(scrape.get("metrics_path").asText())).contains("b24hub_events_received_total");
        assertThat(scrape.get("job_name").asText()).isEqualTo("b24hub");
        assertThat(FOLDER.resolve("prometheus")
                        .resolve(config.at("/rule_files/0").asText()))
                .isRegularFile();
    }

    private static void isExposed(Use use) {
        Query query = Query.of(use.expression());
        assertThat(query.metrics()).as(use.where()).isNotEmpty();
        Set<String> labels = new TreeSet<>(TARGET);
        query.metrics().stream().filter(name -> !name.equals(UP)).forEach(name -> {
            assertThat(exposed.names()).as(use.where()).contains(name);
            labels.addAll(exposed.labels(name));
        });
        assertThat(labels).as(use.where()).containsAll(query.kept());
        assertThat(query.kept().isEmpty() ? labels : query.kept())
                .as(use.where())
                .containsAll(use.shown());
        query.conditions().stream()
                .filter(condition -> !TARGET.contains(condition.label()))
                .forEach(condition -> {
                    assertThat(exposed.labels(condition.metric()))
                            .as(use.where())
                            .contains(condition.label());
                    assertThat(condition.values())
                            .as(use.where())
                            .allMatch(value -> value.startsWith("$")
                                    || exposed.values(condition.metric(), condition.label())
                                            .contains(value));
                });
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(label -> label.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static JsonNode dashboard() throws IOException {
        return JSON.readTree(FOLDER.resolve("grafana/dashboards/b24hub.json").toFile());
    }

    private static List<JsonNode> rules() {
        List<JsonNode> rules = new ArrayList<>();
        for (JsonNode group :
                yaml(FOLDER.resolve("prometheus/b24hub.rules.yml")).get("groups")) {
            group.get("rules").forEach(rules::add);
        }
        return rules;
    }

    private static JsonNode yaml(Path file) {
        try {
            return JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String ask(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(
                                        "http://127.0.0.1:" + rig.hub().managementPort() + path))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }
}
