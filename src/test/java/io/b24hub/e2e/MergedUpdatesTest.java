package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.b24hub.HubRig;
import io.b24hub.emulator.Kind;
import io.b24hub.emulator.PortalEmulator;
import io.b24hub.store.DeliveryFilter;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.HubStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A burst of updates of the same deals, through the whole hub. */
class MergedUpdatesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int DEALS = 200;
    private static final int TIMES = 10;

    @TempDir
    Path home;

    @Test
    void two_hundred_deals_changed_ten_times_each_are_read_and_delivered_about_two_hundred_times() throws Exception {
        Path flows = Files.createDirectories(home.resolve("burst/flows"));
        try (HubRig rig = new HubRig(home)) {
            Files.writeString(flows.resolve("burst.camel.yaml"), """
                    - route:
                        id: burst
                        from:
                          uri: bitrix24:ONCRMDEALUPDATE
                          parameters:
                            debounce: 2s
                          steps:
                            - to: bitrix24:read?names=false
                            - to: %s?httpMethod=POST
                    """.formatted(
                            rig.far().sink().baseUri()));
            rig.set("hub.routes.dir", home.resolve("burst").toString());
            List<Long> deals = deals(rig.far().portal());
            rig.start();

            burst(rig.far().portal(), deals);
            HubStore store = rig.hub().store();
            await().atMost(PATIENCE).until(() -> waiting(store) == 0);

            Map<Long, DeliveryRecord> all = store.find(DeliveryFilter.ALL, Long.MAX_VALUE, 10_000).stream()
                    .collect(Collectors.toMap(DeliveryRecord::id, delivery -> delivery));
            assertThat(all).hasSize(DEALS * TIMES);
            List<DeliveryRecord> merged = in(all, DeliveryState.MERGED);
            List<DeliveryRecord> delivered = in(all, DeliveryState.DELIVERED);
            assertThat(merged.size() + delivered.size()).isEqualTo(DEALS * TIMES);
            assertThat(delivered).hasSizeBetween(DEALS, DEALS + DEALS / 10);
            assertThat(rig.far().sink().received().size()).isEqualTo(delivered.size());
            assertThat(merged).allSatisfy(delivery -> {
                DeliveryRecord carrier = all.get(delivery.mergedInto().orElseThrow());
                assertThat(carrier.state()).isEqualTo(DeliveryState.DELIVERED);
                assertThat(carrier.entityKey()).isEqualTo(delivery.entityKey());
                assertThat(carrier.id()).as("the newer one carries").isGreaterThan(delivery.id());
            });
        }
    }

    private static List<Long> deals(PortalEmulator portal) {
        List<Long> deals = new ArrayList<>();
        for (int i = 0; i < DEALS; i++) {
            deals.add(portal.records().add(Kind.DEAL, Map.of("TITLE", "Deal " + i)));
        }
        return deals;
    }

    private static void burst(PortalEmulator portal, List<Long> deals) {
        for (int time = 0; time < TIMES; time++) {
            CompletableFuture.allOf(deals.stream()
                            .map(deal -> portal.webhook()
                                    .send("ONCRMDEALUPDATE", Map.of("FIELDS", Map.of("ID", deal)))
                                    .toCompletableFuture())
                            .toArray(CompletableFuture<?>[]::new))
                    .join();
        }
    }

    private static long waiting(HubStore store) {
        return store.active("burst").values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private static List<DeliveryRecord> in(Map<Long, DeliveryRecord> all, DeliveryState state) {
        return all.values().stream()
                .filter(delivery -> delivery.state() == state)
                .toList();
    }
}
