package io.b24hub.bitrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OperatingLedgerTest {

    private static final String METHOD = "crm.item.list";
    private static final Instant NOW = Instant.parse("2026-03-01T09:00:00Z");

    private final OperatingLedger ledger = new OperatingLedger(Duration.ofSeconds(480));

    @Test
    void far_from_the_limit_nothing_is_slowed_down() {
        learn(380, 300);

        for (int i = 0; i < 100; i++) {
            assertThat(ledger.admit(METHOD, NOW)).isEmpty();
        }
        assertThat(ledger.allows(METHOD, NOW)).isTrue();
        assertThat(ledger.used(NOW)).containsEntry(METHOD, 380.0);
    }

    @Test
    void near_the_limit_calls_are_spread_so_that_the_rest_lasts() {
        learn(430, 300);

        assertThat(ledger.admit(METHOD, NOW)).isEmpty();
        List<Instant> turns = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            turns.add(ledger.admit(METHOD, NOW).orElseThrow());
        }

        // 50 s are left for 300 s, a call takes about 1 s: one in 6 s
        Duration gap = Duration.between(NOW, turns.get(0));
        assertThat(gap).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(7));
        assertThat(turns).containsExactly(NOW.plus(gap), NOW.plus(gap.multipliedBy(2)), NOW.plus(gap.multipliedBy(3)));
        assertThat(ledger.admit(METHOD, turns.get(0))).isEmpty();
        assertThat(ledger.allows(METHOD, NOW)).isFalse();
    }

    @Test
    void after_the_reset_the_method_is_free_again() {
        learn(479, 60);

        assertThat(ledger.admit(METHOD, NOW)).isEmpty();
        assertThat(ledger.admit(METHOD, NOW).orElseThrow()).isBetween(NOW.plusSeconds(59), NOW.plusSeconds(60));
        assertThat(ledger.admit(METHOD, NOW.plusSeconds(60))).isEmpty();
        assertThat(ledger.admit(METHOD, NOW.plusSeconds(60))).isEmpty();
        assertThat(ledger.used(NOW.plusSeconds(60))).isEmpty();
    }

    @Test
    void only_the_blocked_method_waits_until_its_reset() {
        learn(470, 90);

        ledger.pause("CRM.item.list", NOW);

        assertThat(ledger.pausedUntil(METHOD, NOW)).contains(NOW.plusSeconds(90));
        assertThat(ledger.paused(NOW)).isEqualTo(Map.of(METHOD, NOW.plusSeconds(90)));
        assertThat(ledger.admit("crm.deal.list", NOW)).isEmpty();
        assertThat(ledger.pausedUntil(METHOD, NOW.plusSeconds(90))).isEmpty();
    }

    @Test
    void survives_numbers_that_are_missing_or_nonsense() {
        ledger.learn(METHOD, Map.of(), NOW);
        ledger.learn(METHOD, Map.of("operating", "many", "operating_reset_at", "soon", "duration", -1), NOW);

        assertThat(ledger.admit(METHOD, NOW)).isEmpty();
        assertThat(ledger.pause(METHOD, NOW)).isEqualTo(NOW.plus(Duration.ofMinutes(10)));
    }

    @Test
    void without_a_limit_nothing_is_slowed_down() {
        OperatingLedger free = new OperatingLedger(Duration.ZERO);
        free.learn(METHOD, time(9999, 300), NOW);

        assertThat(List.of(free.admit(METHOD, NOW), free.admit(METHOD, NOW))).containsOnly(Optional.empty());
    }

    private void learn(double used, long resetIn) {
        // several, so that the usual duration is known
        for (int i = 0; i < 20; i++) {
            ledger.learn(METHOD, time(used, resetIn), NOW);
        }
    }

    private static Map<String, Object> time(double used, long resetIn) {
        long finish = 1_700_000_000L;
        return Map.of("operating", used, "operating_reset_at", finish + resetIn, "finish", finish, "duration", 1.0);
    }
}
