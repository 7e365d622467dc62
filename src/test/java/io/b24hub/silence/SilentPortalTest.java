package io.b24hub.silence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.b24hub.HubRig;
import io.b24hub.emulator.Kind;
import io.b24hub.manage.HubStatus;
import io.b24hub.store.SqliteStore;
import io.b24hub.time.ManualClock;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole hub and an emulated portal whose webhook is gone. */
@Timeout(180)
class SilentPortalTest {

    private static final long OPERATORS = -100_099L;

    @TempDir
    private Path home;

    /** A few minutes behind the portal's clock, so that what changes there now lies in the hub's near future. */
    private final ManualClock clock = new ManualClock(Instant.now().minus(5, ChronoUnit.MINUTES));

    private HubRig rig;

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void a_portal_that_changes_and_tells_nothing_is_told_to_the_operators() throws Exception {
        rememberABusyWeek();
        rig = new HubRig(home)
                .clock(clock)
                .set("hub.management.port", "0")
                .set("hub.alerts.disk-free", "0")
                .set("hub.portal.main.time-zone", "UTC")
                .set("flow.hub-alerts-to-telegram.chat-id", Long.toString(OPERATORS))
                .start();
        rig.far().portal().webhook().sendNowhere();
        for (int i = 0; i < 3; i++) {
            rig.far().portal().records().add(Kind.DEAL, Map.of("TITLE", "Nobody hears of it"));
        }

        moveUntil(1);
        assertThat(messages().get(0))
                .contains("Events do not arrive", "no event of deal", "were changed there")
                .contains("1. The outgoing webhook was deleted");
        Optional<HubStatus.Heard> heard = rig.hub().status().heardFrom("main");
        assertThat(heard.flatMap(HubStatus.Heard::silence)).isPresent();
        assertThat(ManagementFactory.getPlatformMBeanServer()
                        .getAttribute(new ObjectName("io.b24hub:type=Portal,name=main"), "Silence"))
                .asString()
                .contains("no event of deal");

        rig.far().portal().webhook().sendTo(rig.intake());
        rig.far().portal().records().add(Kind.DEAL, Map.of("TITLE", "Heard again"));
        moveUntil(2);
        assertThat(messages().get(1)).contains("Events arrive again", "It had begun");
    }

    /** The hub's time goes on while it works. */
    private void moveUntil(int messages) {
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    clock.advance(Duration.ofSeconds(20));
                    return messages().size() == messages;
                });
    }

    private List<String> messages() {
        return rig.far().telegram().messages(OPERATORS);
    }

    private void rememberABusyWeek() {
        Rhythm rhythm = Rhythm.none();
        Instant now = clock.instant();
        for (int i = 1; i <= Rhythm.ENOUGH; i++) {
            rhythm.learn(now.minus(i, ChronoUnit.HOURS).atZone(ZoneOffset.UTC), 60);
        }
        ObjectNode json = new ObjectMapper().createObjectNode();
        long second = now.getEpochSecond();
        json.putObject("deal")
                .put("rhythm", rhythm.text())
                .put("hour", second / 3600 * 3600)
                .put("last", second)
                .put("occurred", second)
                .put("added", second)
                .put("updated", second);
        try (SqliteStore store = SqliteStore.open(home.resolve("hub.db"), clock)) {
            store.remember(Watchdog.SPACE, "main", json.toString(), now).join();
        }
    }
}
