package io.b24hub.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.time.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerObjectiveTest {

    private final ManualClock clock = new ManualClock();
    private final AnswerObjective objective = new AnswerObjective(Duration.ofMillis(500), clock);
    private final List<String> alerts = new ArrayList<>();
    private final List<String> changes = new ArrayList<>();

    private void minute(int fast, int slow) {
        for (int i = 0; i < fast + slow; i++) {
            objective.answered(Duration.ofMillis(i < fast ? 500 : 501));
        }
        objective.look(alert -> alerts.add(alert.kind().word()), alert -> changes.add(alert.text()));
        clock.advance(Duration.ofMinutes(1));
    }

    @Test
    void more_than_one_in_a_hundred_too_slow_is_told_and_its_end() {
        minute(1000, 0);
        minute(400, 20);
        assertThat(alerts).containsExactly("answers-fast", "answers-slow");
        assertThat(changes.get(0)).contains("Of 1420 calls", "20 were answered later than after 500 ms");
        for (int i = 0; i < 6; i++) {
            minute(100, 0);
        }

        assertThat(alerts).endsWith("answers-slow", "answers-fast");
        assertThat(changes).hasSize(2);
        assertThat(objective.slow()).isEqualTo(20);
    }

    @Test
    void a_few_slow_answers_alarm_nobody() {
        for (int i = 0; i < 60; i++) {
            minute(1, i % 2 == 0 ? 1 : 0);
        }
        assertThat(changes).isEmpty();
        clock.advance(Duration.ofMinutes(10));
        for (int i = 0; i < 60; i++) {
            minute(1000, 9);
        }

        assertThat(changes).isEmpty();
    }

    @Test
    void what_is_over_when_it_is_looked_at_is_not_told() {
        for (int i = 0; i < 10; i++) {
            objective.answered(Duration.ofSeconds(2));
        }
        clock.advance(Duration.ofMinutes(3));
        minute(10, 0);

        assertThat(changes).isEmpty();
    }

    @Test
    void no_objective_no_alarm() {
        AnswerObjective none = new AnswerObjective(Duration.ZERO, clock);
        for (int i = 0; i < 1000; i++) {
            none.answered(Duration.ofMinutes(1));
        }

        assertThat(none.isMissed()).isFalse();
        assertThat(none.slow()).isZero();
    }
}
