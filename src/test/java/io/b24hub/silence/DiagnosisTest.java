package io.b24hub.silence;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.intake.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DiagnosisTest {

    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");

    private static List<String> causes(
            Set<Refusal> refusals, Optional<Instant> certificate, Optional<String> stopped, boolean slow) {
        return Diagnosis.of(
                new Evidence("main", NOW, refusals, certificate, false, false, stopped, stopped.isEmpty(), slow));
    }

    @Test
    void what_shows_comes_before_what_is_hidden() {
        List<String> causes = causes(
                Set.of(Refusal.WRONG_TOKEN, Refusal.STORE_FAILED),
                Optional.of(NOW.minusSeconds(1)),
                Optional.of("Renew the plan."),
                true);

        assertThat(causes).hasSize(7);
        assertThat(causes.get(0)).contains("hub.portal.main.tokens");
        assertThat(causes.get(1)).contains("refused: 503, The event could not be stored.");
        assertThat(causes.get(2)).contains("certificate has ended: renew");
        assertThat(causes.get(3)).contains("plan has ended: Renew the plan.");
        assertThat(causes.get(4)).contains("webhook was deleted");
        assertThat(causes.get(5)).contains("public address");
        assertThat(causes.get(6)).contains("slowed this handler down: answers were slow");
    }

    @Test
    void a_good_certificate_of_its_own_is_no_cause() {
        assertThat(causes(Set.of(), Optional.of(NOW.plus(Duration.ofDays(30))), Optional.empty(), false))
                .noneMatch(cause -> cause.contains("certificate"));
    }

    @Test
    void calls_that_are_no_webhooks_are_no_sign() {
        assertThat(causes(
                        Set.of(Refusal.METHOD, Refusal.WRONG_ROBOT_SECRET, Refusal.UNKNOWN_PORTAL),
                        Optional.empty(),
                        Optional.empty(),
                        false))
                .first()
                .asString()
                .startsWith("The outgoing webhook was deleted");
    }
}
