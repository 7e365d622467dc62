package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.b24hub.TestHub;
import io.b24hub.emulator.Emulators;
import io.b24hub.emulator.Kind;
import io.b24hub.emulator.PortalEmulator;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.Origin;
import io.b24hub.sweep.SweepReport;
import io.b24hub.sweep.SweepRequest;
import io.b24hub.time.ManualClock;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A portal writes times in whole seconds: what happens in the second of a sweep, on either side of its list. */
class SweepSecondsTest {

    private static final SweepRequest ALL =
            new SweepRequest(Optional.empty(), Optional.empty(), Optional.empty(), false);

    @TempDir
    Path dir;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-03-02T05:00:00Z"));

    @Test
    void a_change_after_the_list_and_in_its_second_is_delivered() {
        try (Emulators emulators = new Emulators("127.0.0.1", Emulators.Ports.free(), clock, new SplittableRandom(1));
                TestHub hub = hub(emulators.portal())) {
            PortalEmulator portal = emulators.portal();
            clock.advance(Duration.ofHours(1));
            assertThat(sweep(hub).injected()).isZero();
            clock.advance(Duration.ofHours(1));
            portal.records().update(Kind.DEAL, 1, Map.of("TITLE", "unheard"));
            clock.advance(Duration.ofHours(1));
            toNextSecond();
            Instant second = clock.instant();

            assertThat(sweep(hub).injected()).isEqualTo(1);
            assertThat(Duration.between(second, clock.instant())).isLessThan(Duration.ofSeconds(1));
            portal.webhook().sendTo(URI.create("http://127.0.0.1:" + hub.hub().port() + "/bitrix24/main"));
            portal.records().update(Kind.DEAL, 1, Map.of("TITLE", "heard in the second of the list"));
            await().until(() -> portal.queue().underWay() == 0);

            Bitrix24Event heard = hub.store().latest(100).stream()
                    .filter(event -> event.origin() == Origin.WEBHOOK)
                    .findFirst()
                    .orElseThrow();
            assertThat(heard.occurredAt()).isEqualTo(second);
            assertThat(hub.delivery(heard.id(), "deals")).isPresent();
        }
    }

    @Test
    void a_webhook_that_comes_after_the_sweep_that_told_its_change_is_not_delivered() {
        try (Emulators emulators = new Emulators("127.0.0.1", Emulators.Ports.free(), clock, new SplittableRandom(1));
                TestHub hub = hub(emulators.portal())) {
            PortalEmulator portal = emulators.portal();
            clock.advance(Duration.ofHours(1));
            sweep(hub);
            clock.advance(Duration.ofHours(1));
            Instant changed = clock.instant();
            portal.records().update(Kind.DEAL, 1, Map.of("TITLE", "late"));
            clock.advance(Duration.ofHours(1));
            assertThat(sweep(hub).injected()).isEqualTo(1);

            int status = hub.post(
                    Map.of(
                            "event", "ONCRMDEALUPDATE",
                            "data[FIELDS][ID]", "1",
                            "ts", String.valueOf(changed.getEpochSecond()),
                            "auth[member_id]", portal.identity().memberId(),
                            "auth[application_token]", portal.identity().applicationToken()),
                    Map.of());

            assertThat(status).isEqualTo(200);
            List<Bitrix24Event> events = hub.store().latest(100);
            assertThat(events).extracting(Bitrix24Event::origin).contains(Origin.WEBHOOK, Origin.SWEEP);
            assertThat(events.stream().filter(event -> event.origin() == Origin.WEBHOOK))
                    .allMatch(event -> hub.store().deliveries(event.id()).isEmpty());
        }
    }

    private TestHub hub(PortalEmulator portal) {
        return TestHub.in(dir)
                .clock(clock)
                .set("hub.portal.main.tokens", portal.identity().applicationToken())
                .set("hub.portal.main.webhook-url", portal.restUri().toString())
                .route("flows/deals.camel.yaml", """
                        - route:
                            id: deals
                            from:
                              uri: bitrix24:ONCRMDEALADD,ONCRMDEALUPDATE
                              parameters: {merge: none}
                              steps:
                                - log: "${body}"
                        """)
                .start();
    }

    private SweepReport sweep(TestHub hub) {
        CompletableFuture<SweepReport> sweeping = hub.hub().sweeper().sweep(ALL);
        await().atMost(Duration.ofSeconds(20))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    clock.advance(Duration.ofMillis(1));
                    return sweeping.isDone();
                });
        return sweeping.join();
    }

    private void toNextSecond() {
        Instant next = Instant.ofEpochSecond(clock.instant().getEpochSecond() + 1);
        clock.advance(Duration.between(clock.instant(), next));
    }
}
