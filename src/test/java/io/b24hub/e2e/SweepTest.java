package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.b24hub.TestHub;
import io.b24hub.emulator.Emulators;
import io.b24hub.emulator.Kind;
import io.b24hub.emulator.PortalEmulator;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.Origin;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.LedgerRow;
import io.b24hub.sweep.SweepReport;
import io.b24hub.sweep.SweepRequest;
import io.b24hub.sweep.Sweeper;
import io.b24hub.sweep.TypeReport;
import io.b24hub.time.SystemClock;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real hub asks an emulated portal what its webhook did not tell. */
class SweepTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final SweepRequest NOW =
            new SweepRequest(Optional.empty(), Optional.empty(), Optional.empty(), false);

    private static final String FLOW = """
            - route:
                id: deals
                description: Takes what happens to deals.
                from:
                  uri: bitrix24:ONCRMDEALADD,ONCRMDEALUPDATE
                  parameters: {merge: none}
                  steps:
                    - to: bitrix24:read
                    - log: "${body}"
            """;

    @TempDir
    Path dir;

    private final SystemClock real = new SystemClock();
    private Emulators emulators;

    @BeforeEach
    void startPortal() {
        emulators = new Emulators(
                "127.0.0.1",
                Emulators.Ports.free(),
                real,
                RandomGeneratorFactory.getDefault().create(24));
        portal().limit(1_000, 1_000);
        nextSecond(); // what is there was made before the first sweep
    }

    @AfterEach
    void stopPortal() {
        emulators.close();
        real.close();
    }

    private PortalEmulator portal() {
        return emulators.portal();
    }

    private TestHub.Preparation prepared() {
        return TestHub.in(dir)
                .set("hub.portal.main.tokens", portal().identity().applicationToken())
                .set("hub.portal.main.webhook-url", portal().restUri().toString())
                .set("hub.portal.main.sweep-grace", "0s")
                .route("flows/deals.camel.yaml", FLOW);
    }

    private static List<Bitrix24Event> swept(TestHub hub) {
        return hub.store().latest(100).stream()
                .filter(event -> event.origin() == Origin.SWEEP)
                .sorted(java.util.Comparator.comparing(Bitrix24Event::id))
                .toList();
    }

    @Test
    void finds_additions_and_updates_that_no_webhook_told() {
        long known = portal().records().add(Kind.DEAL, Map.of("TITLE", "Before the hub"));
        nextSecond();
        try (TestHub hub = prepared().start()) {
            hub.hub().sweeper().sweep(NOW).join();
            assertThat(swept(hub)).isEmpty();
            nextSecond();

            long added = portal().records().add(Kind.DEAL, Map.of("TITLE", "Unheard"));
            portal().records().update(Kind.DEAL, known, Map.of("TITLE", "Changed unheard"));
            SweepReport report = hub.hub().sweeper().sweep(NOW).join();

            assertThat(report.injected()).isEqualTo(2);
            assertThat(swept(hub))
                    .extracting(event -> event.type() + " " + event.entity().id())
                    .containsExactly("ONCRMDEALUPDATE " + known, "ONCRMDEALADD " + added);
            swept(hub).forEach(event -> hub.awaitState(event.id(), "deals", DeliveryState.FILTERED));
            assertThat(hub.hub().sweeper().sweep(NOW).join().injected()).isZero();
            assertThat(hub.hub().sweeper().ledger().last(2))
                    .extracting(LedgerRow::changed, LedgerRow::heard, LedgerRow::healed, LedgerRow::unexplained)
                    .containsExactly(tuple(2L, 0L, 2L, 0L));
        }
    }

    @Test
    void what_happens_while_the_hub_is_down_is_delivered_after_the_start() {
        try (TestHub hub = prepared().set("hub.portal.main.sweep", "15m").start()) {
            await().atMost(PATIENCE)
                    .until(() -> hub.store().recall(Sweeper.SPACE, "main/deal").isPresent());
        }
        nextSecond();
        long added = portal().records().add(Kind.DEAL, Map.of("TITLE", "Unheard"));
        nextSecond();

        try (TestHub hub = prepared().set("hub.portal.main.sweep", "15m").start()) {
            await().atMost(PATIENCE).until(() -> !swept(hub).isEmpty());

            assertThat(swept(hub))
                    .extracting(event -> event.type() + " " + event.entity().id())
                    .containsExactly("ONCRMDEALADD " + added);
        }
    }

    @Test
    void what_the_webhook_told_is_heard_and_what_it_tells_late_is_not_delivered_again() {
        try (TestHub hub = prepared().start()) {
            hub.hub().sweeper().sweep(NOW).join();
            nextSecond();
            long lost = portal().records().add(Kind.DEAL, Map.of("TITLE", "Not told yet"));
            portal().webhook().sendTo(URI.create("http://127.0.0.1:" + hub.hub().port() + "/bitrix24/main"));
            long heard = portal().records().add(Kind.DEAL, Map.of("TITLE", "Heard"));
            await().atMost(PATIENCE).until(() -> hub.store().latest(10).size() == 1);

            SweepReport report = hub.hub().sweeper().sweep(NOW).join();
            int status = hub.post(
                    Map.of(
                            "event",
                            "ONCRMDEALADD",
                            "data[FIELDS][ID]",
                            String.valueOf(lost),
                            "ts",
                            String.valueOf(real.instant().getEpochSecond()),
                            "auth[application_token]",
                            portal().identity().applicationToken()),
                    Map.of());

            assertThat(status).isEqualTo(200);
            assertThat(report.types())
                    .extracting(TypeReport::type, TypeReport::heard, TypeReport::injected)
                    .containsExactly(tuple("deal", 1L, 1L));
            Bitrix24Event late = hub.store().latest(1).get(0);
            assertThat(hub.store().deliveries(late.id())).isEmpty();
            assertThat(hub.hub().explain().event(late.id()).text())
                    .contains(swept(hub).get(0).id())
                    .contains("the same change had been told before");
            assertThat(heard).isGreaterThan(lost);
        }
    }

    @Test
    void moves_between_stages_and_funnels_are_events_that_can_be_read() {
        String flow = FLOW.replace("id: deals", "id: moves").replace("ONCRMDEALADD,ONCRMDEALUPDATE", "STAGE");
        long deal = portal().records().add(Kind.DEAL, Map.of("TITLE", "Moving"));
        try (TestHub hub = prepared().route("flows/moves.camel.yaml", flow).start()) {
            hub.hub().sweeper().sweep(NOW).join();
            portal().records().update(Kind.DEAL, deal, Map.of("STAGE_ID", "PREPARATION"));
            portal().records().update(Kind.DEAL, deal, Map.of("CATEGORY_ID", "1"));

            hub.hub().sweeper().sweep(NOW).join();

            List<Bitrix24Event> moves = swept(hub).stream()
                    .filter(event -> event.type().equals("STAGE"))
                    .toList();
            assertThat(moves)
                    .extracting(
                            event -> ((Map<?, ?>) event.data()).get("FROM_STAGE_ID"),
                            event -> ((Map<?, ?>) event.data()).get("FROM_CATEGORY_ID"),
                            event -> ((Map<?, ?>) event.data()).get("TO_CATEGORY_ID"))
                    .containsExactly(tuple("NEW", "0", "0"), tuple("PREPARATION", "0", "1"));
            moves.forEach(event -> {
                hub.awaitState(event.id(), "moves", DeliveryState.FILTERED);
                assertThat(hub.store().deliveries(event.id())).hasSize(1);
            });
        }
    }

    @Test
    void a_thousand_changes_are_a_handful_of_calls() {
        try (TestHub hub = prepared().start()) {
            hub.hub().sweeper().sweep(NOW).join();
            nextSecond();
            for (int i = 0; i < 1_000; i++) {
                portal().records().add(Kind.DEAL, Map.of("TITLE", "Imported " + i));
            }

            SweepReport report = hub.hub().sweeper().sweep(NOW).join();

            assertThat(report.injected()).isEqualTo(1_000);
            assertThat(report.commands()).isBetween(20L, 80L);
            assertThat(report.requests()).isLessThan(10);
        }
    }

    private void nextSecond() {
        long second = real.instant().getEpochSecond();
        await().atMost(Duration.ofSeconds(5)).until(() -> real.instant().getEpochSecond() > second);
    }
}
