package io.b24hub.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.emulator.PortalBooks.Fate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Bitrix24 loses in a day is healed, told once, and in the ledger. */
@Timeout(300)
class LossyDaysTest {

    @TempDir
    Path home;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void what_is_lost_in_a_day_is_healed_and_nothing_is_told_twice(long seed) throws IOException {
        try (LossyDays days = new LossyDays(home, seed, 1)) {
            days.run();

            Proof proof = Proof.of(days);
            System.out.print(proof.table());
            Map<Fate, Long> fates = days.portal().books().fates();
            assertThat(fates.get(Fate.DROPPED)).as("events lost on the way").isGreaterThan(50);
            assertThat(fates.get(Fate.FAILED)).as("events that met no hub").isGreaterThan(50);
            assertThat(days.kills()).isPositive();
            assertThat(proof.problems()).isEmpty();
        }
    }
}
