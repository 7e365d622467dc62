package io.b24hub.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.chaos.ChaosReport;
import io.b24hub.chaos.Trouble;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How {@code b24hub chaos} tells of a loss; a run without one is in {@link io.b24hub.e2e.ChaosCommandTest}. */
class ChaosWordsTest {

    private static final Path KEPT = Path.of("/tmp/b24hub-chaos-1");

    private final ChaosWords words = new ChaosWords(3, 0, 24);
    private final ChaosReport loss = new ChaosReport(
            Map.of(Trouble.SLOW_SINK, new ChaosReport.Row(1, 90, 7, 1, 2, Duration.ofMillis(1_540))),
            List.of("4-0 after 4-1"),
            List.of("5-2"),
            Duration.ofSeconds(21));

    @Test
    void people_read_what_was_lost_and_where_the_rest_is() {
        assertThat(words.end(loss, Optional.of(KEPT)))
                .containsPattern("sink takes 1 s for 3 s +1 +90 +7 +1 +2 +1\\.5 s")
                .containsPattern("all +1 +90 +7 +1 +2 +1\\.5 s")
                .contains("out of order: 1; took 21 s", "lost: 5-2", "out of order: 4-0 after 4-1")
                .contains("What is left of the hub: " + KEPT);
    }

    @Test
    void programs_read_the_same() throws Exception {
        JsonNode answer = new ObjectMapper().readTree(words.json(loss, Optional.of(KEPT)));

        assertThat(answer.path("troubles").path("slow-sink")).isEqualTo(answer.path("all"));
        assertThat(answer.path("all").path("lost").asInt()).isEqualTo(1);
        assertThat(answer.path("all").path("deliveredTwice").asInt()).isEqualTo(2);
        assertThat(answer.path("all").path("longestDelayMillis").asInt()).isEqualTo(1_540);
        assertThat(answer.path("lostCalls").path(0).asText()).isEqualTo("5-2");
        assertThat(answer.path("outOfOrder").path(0).asText()).isEqualTo("4-0 after 4-1");
        assertThat(answer.path("seed").asInt()).isEqualTo(24);
        assertThat(answer.path("kept").asText()).isEqualTo(KEPT.toString());
    }

    @Test
    void a_trouble_that_cannot_be_made_is_named() {
        assertThat(words.beginning(Map.of(Trouble.FREEZE, "this system cannot freeze a process")))
                .contains("3 kills", "seed 24")
                .contains("Left out: frozen for 1 to 3 s (SIGSTOP) (this system cannot freeze a process)");
    }
}
