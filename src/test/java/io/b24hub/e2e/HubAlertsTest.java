package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.b24hub.HubRig;
import io.b24hub.emulator.Fault;
import io.b24hub.emulator.Kind;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventCatalogue;
import io.b24hub.store.DeliveryState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the hub tells of itself, through the reference flow. */
@Timeout(120)
class HubAlertsTest {

    private static final long OPERATORS = -100_099L;

    @TempDir
    private Path home;

    private HubRig rig;

    @AfterEach
    void stop() {
        rig.close();
    }

    private HubRig rig() {
        rig = new HubRig(home)
                .set("hub.management.port", "0")
                .set("hub.alerts.disk-free", "0")
                .set("flow.hub-alerts-to-telegram.chat-id", Long.toString(OPERATORS));
        return rig;
    }

    @Test
    void fifty_parked_deliveries_are_one_message() {
        rig().start();
        rig.far().sink().faults().add(Fault.status(400).always());

        List<Long> deals = add(50);
        Bitrix24Event last = rig.event("ONCRMDEALADD", "deal:" + deals.get(49));
        rig.delivery(last, "events-to-http", DeliveryState.PARKED);
        rig.settle();

        assertThat(rig.hub().store().active("events-to-http").get(DeliveryState.PARKED))
                .isEqualTo(50);
        await().untilAsserted(() -> assertThat(messages()).hasSize(1));
        assertThat(messages().get(0)).contains("Parked", "events-to-http", "is parked and waits for a person");
        assertThat(alerts()).hasSize(1);
        assertThat(rig.fileLines()).noneMatch(line -> line.contains("\"HUB\""));
    }

    @Test
    void a_destination_that_fails_is_told_and_that_it_works_again() {
        rig().set("hub.breaker.failures", "2").set("hub.breaker.pause", "300ms").start();
        rig.far().sink().faults().add(Fault.status(503).always());

        add(4);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(messages()).hasSize(1));
        assertThat(messages().get(0)).contains("Destination fails", "http").doesNotContain("works again");
        rig.far().sink().faults().clear();

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(messages()).hasSize(2));
        assertThat(messages().get(1)).contains("Destination works again", "It had begun");
    }

    @Test
    void trouble_of_the_flow_that_tells_is_only_logged() {
        rig().set("hub.breaker.failures", "100").start();
        rig.far().telegram().faults().add(Fault.status(400).always());
        rig.far().sink().faults().add(Fault.status(400).always());

        add(3);
        await().atMost(Duration.ofSeconds(20)).until(() -> rig.ends().contains("hub-alerts-to-telegram parked"));
        rig.settle();

        // the other flows to Telegram are in trouble, too
        assertThat(alerts())
                .extracting(event -> event.entity().id())
                .contains("events-to-http")
                .doesNotContain("hub-alerts-to-telegram");
    }

    @Test
    void nothing_is_stored_when_the_flow_is_off() {
        rig().set("flow.hub-alerts-to-telegram.enabled", "false").start();
        rig.far().sink().faults().add(Fault.status(400).always());

        Bitrix24Event event = rig.event("ONCRMDEALADD", "deal:" + add(1).get(0));
        rig.delivery(event, "events-to-http", DeliveryState.PARKED);
        rig.settle();

        assertThat(alerts()).isEmpty();
        assertThat(messages()).isEmpty();
    }

    @Test
    void a_disk_with_little_room_is_told_at_the_start() {
        rig().set("hub.alerts.disk-free", "900000GiB").start();

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(messages()).hasSize(1));
        assertThat(messages().get(0)).contains("Disk nearly full", "MiB are free");
    }

    private List<Long> add(int deals) {
        return java.util.stream.IntStream.range(0, deals)
                .mapToObj(i -> rig.far().portal().records().add(Kind.DEAL, Map.of("TITLE", "Deal " + i)))
                .toList();
    }

    private List<String> messages() {
        return rig.far().telegram().messages(OPERATORS);
    }

    private List<Bitrix24Event> alerts() {
        return rig.hub().store().latest(10_000).stream()
                .filter(event -> event.type().equals(EventCatalogue.HUB))
                .toList();
    }
}
