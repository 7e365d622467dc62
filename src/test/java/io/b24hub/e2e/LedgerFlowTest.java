package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.b24hub.HubRig;
import io.b24hub.store.Heal;
import io.b24hub.store.LedgerEntry;
import io.b24hub.time.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The project's flow that reports the ledger, in a hub whose clock the test moves. */
@Timeout(120)
class LedgerFlowTest {

    private static final String FLOW = "ledger-to-telegram";

    @TempDir
    private Path home;

    private final ManualClock clock = new ManualClock(Instant.parse("2099-03-02T09:04:30Z"));
    private HubRig rig;

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void tells_of_yesterday_what_was_not_told_and_nothing_of_other_days() {
        start();
        unexplained(LocalDate.parse("2099-03-01"), "deal", 2);
        unexplained(LocalDate.parse("2099-03-02"), "lead", 5);
        unexplained(LocalDate.parse("2099-02-28"), "lead", 5);

        assertThat(message())
                .isEqualTo("⚠️ <b>The webhook did not tell all</b>, Mar 1, 2099: 2 changed, 0 heard, 0 healed,"
                        + " <b>2 unexplained</b>\n• deal: 2 changed, 0 heard, 0 healed, 2 unexplained");
        assertThat(rig.far().portal().received()).isEmpty();
    }

    @Test
    void says_in_one_line_that_nothing_changed() {
        start();

        assertThat(message()).isEqualTo("Nothing changed, Mar 1, 2099, or nothing was swept");
    }

    private void start() {
        rig = new HubRig(home)
                .clock(clock)
                .without("overdue-tasks-to-telegram", "daily-digest-to-telegram")
                .set("hub.portal.main.time-zone", "UTC")
                .start();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> rig.hub().store().recall("timer", "main/" + FLOW).isPresent());
    }

    private void unexplained(LocalDate day, String type, int count) {
        LedgerEntry entry = new LedgerEntry(day, "main", type);
        rig.hub()
                .store()
                .heal(new Heal(Optional.empty(), List.of(), Collections.nCopies(count, entry), clock.instant()))
                .join();
    }

    private String message() {
        clock.advance(Duration.ofSeconds(30));
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            clock.advance(Duration.ofMillis(100));
            return !rig.far().telegram().messages(HubRig.LEDGER_CHAT).isEmpty();
        });
        return rig.far().telegram().messages(HubRig.LEDGER_CHAT).get(0);
    }
}
