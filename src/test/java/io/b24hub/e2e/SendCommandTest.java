package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.HubRig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code b24hub send} as a process of its own, against a real hub. */
@Timeout(120)
class SendCommandTest {

    private static HubRig rig;

    @TempDir
    private static Path home;

    @BeforeAll
    static void start() {
        rig = new HubRig(home).set("hub.management.port", "0").start();
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    @Test
    void sends_a_burst_that_the_hub_takes_for_the_portals() {
        try (ChildProcess send = send("ONCRMDEALUPDATE", "--id", "7001-7004", "--count", "8")) {
            assertThat(send.exitCode()).as(send.output()).isZero();
            assertThat(send.output()).contains("8 sent to http://127.0.0.1:", "8 accepted, 0 refused");
        }
        for (int deal = 7001; deal <= 7004; deal++) {
            assertThat(rig.events("ONCRMDEALUPDATE", "deal:" + deal)).isNotEmpty();
        }
    }

    @Test
    void tells_programs_how_many_were_taken() throws Exception {
        try (ChildProcess send = send("ONCRMDEALUPDATE", "--id", "7301-7302", "--count", "2", "--json")) {
            assertThat(send.exitCode()).as(send.output()).isZero();
            JsonNode answer = new ObjectMapper().readTree(send.output());
            assertThat(answer.path("sent").asInt()).isEqualTo(2);
            assertThat(answer.path("accepted").asInt()).isEqualTo(2);
            assertThat(answer.path("refused").asInt()).isZero();
        }
    }

    @Test
    void puts_the_id_where_the_kind_of_event_has_it_and_adds_data() {
        try (ChildProcess send = send("ONTASKUPDATE", "--id", "7101", "--data", "IS_ACCESSIBLE_AFTER=undefined")) {
            assertThat(send.exitCode()).as(send.output()).isZero();
        }

        assertThat(rig.event("ONTASKUPDATE", "task:7101").data().toString()).contains("IS_ACCESSIBLE_AFTER=undefined");
    }

    @Test
    void a_misspelt_event_is_not_sent() {
        try (ChildProcess send = send("ONCRMDEALUPDAET")) {
            assertThat(send.exitCode()).isEqualTo(2);
            assertThat(send.output()).contains("did you mean ONCRMDEALUPDATE?");
        }
    }

    @Test
    void a_hub_that_refuses_makes_the_command_fail() {
        try (ChildProcess send = ChildProcess.hub(
                home, Map.of("HUB_PORTAL_MAIN_TOKENS", "not-the-token-at-all"), words("ONCRMDEALADD"))) {
            assertThat(send.exitCode()).isEqualTo(1);
            assertThat(send.output()).contains("0 accepted, 1 refused").doesNotContain("not-the-token-at-all");
        }
    }

    @Test
    void a_hub_with_a_certificate_of_its_own_is_called_by_its_name() {
        Map<String, String> tls = Map.of(
                "HUB_PORTAL_MAIN_TOKENS", "k3x9v0q1example2token4567", "HUB_INTAKE_TLS_CERTIFICATE", "fullchain.pem");
        try (ChildProcess send = ChildProcess.hub(home, tls, "send", "ONCRMDEALADD")) {
            assertThat(send.exitCode()).isEqualTo(2);
            assertThat(send.output()).contains("--to https://<name>:<port>/bitrix24/main");
        }
    }

    @Test
    void bench_tells_how_fast_the_hub_answers() throws Exception {
        JsonNode closed = bench("--for", "1s", "--connections", "4");
        JsonNode open = bench("--for", "1s", "--rate", "50");

        assertThat(closed.path("accepted").asInt()).isPositive();
        assertThat(closed.path("p50Millis").asDouble())
                .isPositive()
                .isLessThanOrEqualTo(closed.path("p99Millis").asDouble());
        assertThat(open.path("accepted").asInt()).isBetween(1, 51);
        assertThat(open.path("refused").asInt()).isZero();
        assertThat(rig.events("ONCRMDEALUPDATE", "deal:900000001")).isNotEmpty();
    }

    private static JsonNode bench(String... words) throws Exception {
        String[] all = Stream.of(
                        List.of("bench", "--yes", "--json"),
                        List.of(words),
                        List.of("--to", rig.intake().toString()))
                .flatMap(List::stream)
                .toArray(String[]::new);
        try (ChildProcess bench = ChildProcess.hub(
                home,
                Map.of("HUB_PORTAL_MAIN_TOKENS", rig.far().portal().identity().applicationToken()),
                all)) {
            assertThat(bench.exitCode()).as(bench.output()).isZero();
            return new ObjectMapper().readTree(bench.output());
        }
    }

    @Test
    void bench_sends_nothing_unless_somebody_agrees() {
        try (ChildProcess bench = ChildProcess.hub(
                home,
                Map.of("HUB_PORTAL_MAIN_TOKENS", "any-token-will-do"),
                "bench",
                "--for",
                "1s",
                "--to",
                rig.intake().toString())) {
            assertThat(bench.exitCode()).isEqualTo(2);
            assertThat(bench.output()).contains("These events are real to the hub at", "Say --yes if that is meant.");
        }
    }

    private static ChildProcess send(String... words) {
        return ChildProcess.hub(
                home,
                Map.of("HUB_PORTAL_MAIN_TOKENS", rig.far().portal().identity().applicationToken()),
                words(words));
    }

    private static String[] words(String... words) {
        return Stream.of(
                        List.of("send"),
                        List.of(words),
                        List.of("--to", rig.intake().toString()))
                .flatMap(List::stream)
                .toArray(String[]::new);
    }
}
