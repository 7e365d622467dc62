package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.b24hub.HubRig;
import io.b24hub.emulator.Fault;
import io.b24hub.emulator.Kind;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.operate.Actor;
import io.b24hub.operate.BulkChange;
import io.b24hub.operate.Operations;
import io.b24hub.operate.Preview;
import io.b24hub.store.DeliveryControl.Change;
import io.b24hub.store.DeliveryFilter;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.Hold;
import io.b24hub.store.OperatorAction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a person does to a hub reaches its engine, and what a person is told is what happens. */
@Timeout(120)
class OperateHubTest {

    private static final String HTTP = "events-to-http";
    private static final String FILE = "events-to-file";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path home;

    private HubRig rig;

    @BeforeEach
    void start() {
        rig = new HubRig(home).start();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void a_paused_flow_waits_over_a_restart_while_others_go_on_until_it_is_resumed() {
        operations()
                .pause(Hold.Kind.FLOW, HTTP, Optional.empty(), "the receiver is being moved", Actor.JMX)
                .join();
        rig.stop();
        rig.start();

        Bitrix24Event event = newDeal();
        rig.delivery(event, FILE, DeliveryState.DELIVERED);

        assertThat(rig.hub().explain().event(event.id()).text())
                .contains("Flow events-to-http is on hold since", "by jmx: the receiver is being moved");
        assertThat(rig.far().sink().received()).isEmpty();

        operations().resume(Hold.Kind.FLOW, HTTP, Actor.JMX).join();
        rig.delivery(event, HTTP, DeliveryState.DELIVERED);
        assertThat(operations().actions(10)).extracting(OperatorAction::action).containsExactly("resume", "pause");
    }

    @Test
    void what_is_parked_is_explained_and_replayed_after_a_preview() {
        rig.far().sink().faults().add(Fault.status(410));
        Bitrix24Event event = newDeal();
        DeliveryRecord parked = rig.delivery(event, HTTP, DeliveryState.PARKED);

        assertThat(rig.hub().explain().event(event.id()).text())
                .contains(
                        "delivery " + parked.id() + " is parked",
                        "answered 410",
                        "then replay delivery " + parked.id());
        rig.far().sink().faults().clear();
        Hold gone = operations().holds().get(0);
        operations().resume(gone.kind(), gone.name(), Actor.LOCAL).join();
        Preview preview = operations().preview(Change.REPLAY, DeliveryFilter.ALL.ofFlow(HTTP), false);
        assertThat(preview.count()).isEqualTo(1);
        BulkChange.Done done = operations()
                .run(preview.bound(), "mended", Actor.LOCAL, BulkChange.Progress.NONE)
                .done()
                .join();

        assertThat(done.changed()).isEqualTo(1);
        rig.delivery(event, HTTP, DeliveryState.DELIVERED);
    }

    @Test
    void retry_now_does_not_wait_for_the_next_attempt() {
        rig.stop();
        rig.set("hub.delivery.retry-schedule", "1h").start();
        rig.far().sink().faults().add(Fault.status(500).times(10));
        Bitrix24Event event = newDeal();
        await().atMost(PATIENCE).until(() -> rig.ends().contains(HTTP + " retried"));
        rig.far().sink().faults().clear();
        DeliveryRecord waiting = rig.delivery(event, HTTP, DeliveryState.DUE);

        operations().change(Change.RETRY_NOW, waiting.id(), "", Actor.LOCAL).join();

        rig.delivery(event, HTTP, DeliveryState.DELIVERED);
    }

    @Test
    void a_drained_hub_takes_events_in_and_delivers_them_afterwards() {
        operations().drain(Actor.LOCAL).join();
        Bitrix24Event event = newDeal();

        assertThat(rig.hub().explain().event(event.id()).text()).contains("it is drained");
        assertThat(rig.hub().store().deliveries(event.id()))
                .extracting(DeliveryRecord::state)
                .containsOnly(DeliveryState.DUE);

        operations().undrain(Actor.LOCAL).join();
        rig.delivery(event, HTTP, DeliveryState.DELIVERED);
    }

    private Operations operations() {
        return rig.hub().operations();
    }

    private Bitrix24Event newDeal() {
        long id = rig.far().portal().records().add(Kind.DEAL, Map.of("TITLE", "Насос"));
        return rig.event("ONCRMDEALADD", "deal:" + id);
    }
}
