package io.b24hub.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a run counts. */
class LedgerTest {

    private final Ledger ledger = new Ledger();

    @Test
    void what_was_acknowledged_and_did_not_arrive_is_lost_in_the_trouble_of_its_time() {
        ledger.begins(Trouble.KILL);
        ledger.acknowledged("1-0");
        ledger.acknowledged("1-1");
        ledger.refused(503);
        ledger.arrived("1-0", "event-a");

        ChaosReport report = ledger.report(Duration.ofSeconds(1));

        assertThat(report.isGood()).isFalse();
        assertThat(report.missing()).containsExactly("1-1");
        assertThat(report.rows().get(Trouble.KILL))
                .extracting(
                        ChaosReport.Row::times,
                        ChaosReport.Row::acknowledged,
                        ChaosReport.Row::refused,
                        ChaosReport.Row::lost)
                .containsExactly(1L, 2L, 1L, 1L);
    }

    @Test
    void a_repetition_is_counted_and_forgiven() {
        ledger.acknowledged("1-0");
        ledger.begins(Trouble.FREEZE);
        ledger.arrived("1-0", "event-a");
        ledger.begins(Trouble.KILL);
        ledger.arrived("1-0", "event-a");

        ChaosReport report = ledger.report(Duration.ofSeconds(1));

        assertThat(report.isGood()).isTrue();
        assertThat(report.all().twice()).isEqualTo(1);
        assertThat(report.rows().get(Trouble.SEVERAL).twice()).isEqualTo(1);
        assertThat(report.all().longest()).isPositive();
    }

    @Test
    void a_later_event_of_an_entity_that_comes_first_is_out_of_order() {
        ledger.acknowledged("1-0");
        ledger.acknowledged("1-1");
        ledger.arrived("1-1", "event-b");
        ledger.arrived("1-0", "event-a");

        ChaosReport report = ledger.report(Duration.ofSeconds(1));

        assertThat(report.lost()).isZero();
        assertThat(report.outOfOrder()).containsExactly("1-0 after 1-1");
        assertThat(report.isGood()).isFalse();
    }

    @Test
    void an_event_that_overtakes_another_entitys_is_in_order() {
        ledger.acknowledged("1-0");
        ledger.acknowledged("2-0");
        ledger.arrived("2-0", "event-b");
        ledger.arrived("1-0", "event-a");

        assertThat(ledger.report(Duration.ofSeconds(1)).isGood()).isTrue();
    }
}
