package io.b24hub.jmx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.b24hub.HubRig;
import io.b24hub.alert.Alert;
import io.b24hub.alert.AlertKind;
import io.b24hub.emulator.Fault;
import io.b24hub.emulator.Kind;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.store.DeliveryState;
import io.b24hub.store.Heal;
import io.b24hub.store.Hold;
import io.b24hub.store.LedgerEntry;
import io.b24hub.time.ManualClock;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.Notification;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hub as a JMX console sees it. */
class JmxBeansTest {

    private static final MBeanServer JMX = ManagementFactory.getPlatformMBeanServer();
    private static final ObjectName FLOW = JmxBeans.name("Flow", "events-to-file");
    private static final ObjectName CHAT = JmxBeans.name("Destination", "telegram:" + HubRig.SALES_CHAT);

    @TempDir
    private static Path home;

    private static HubRig rig;

    @BeforeAll
    static void start() {
        rig = new HubRig(home).set("hub.management.port", "0").start();
        await().until(() -> JMX.isRegistered(FLOW));
    }

    @AfterAll
    static void stop() {
        rig.close();
        assertThat(JMX.queryNames(pattern(), null)).isEmpty();
    }

    @Test
    void every_attribute_can_be_read_and_everything_is_described() throws Exception {
        for (ObjectName name : JMX.queryNames(pattern(), null)) {
            if (name.getKeyProperty("type").equals("Alarms")) {
                continue; // a broadcaster, described where its notifications are
            }
            for (MBeanAttributeInfo attribute : JMX.getMBeanInfo(name).getAttributes()) {
                assertThat(attribute.getDescription())
                        .as(name + " " + attribute.getName())
                        .contains(" ");
                assertThat(JMX.getAttribute(name, attribute.getName())).isNotNull();
            }
            for (MBeanOperationInfo operation : JMX.getMBeanInfo(name).getOperations()) {
                if (operation.getName().matches("(get|is)[A-Z].*")) {
                    continue; // Camel lists attributes as operations, too
                }
                assertThat(operation.getDescription())
                        .as(name + " " + operation.getName())
                        .contains(" ");
            }
        }
    }

    @Test
    void there_is_a_bean_for_hub_intake_store_and_each_portal_flow_and_destination() throws Exception {
        assertThat(JMX.queryNames(pattern(), null))
                .contains(
                        JmxBeans.name("Hub"),
                        JmxBeans.name("Intake"),
                        JmxBeans.name("Store"),
                        JmxBeans.name("Portal", "main"),
                        FLOW,
                        CHAT);
        assertThat(JMX.getAttribute(JmxBeans.name("Portal", "main"), "BucketCapacity"))
                .isEqualTo(50);
    }

    @Test
    void a_portal_is_swept_on_demand_and_tells_todays_ledger() throws Exception {
        ObjectName portal = JmxBeans.name("Portal", "main");

        Object said = JMX.invoke(portal, "sweep", new Object[] {false}, new String[] {"boolean"});
        LocalDate today = rig.hub().sweeper().ledger().today("main");
        rig.hub()
                .store()
                .heal(new Heal(
                        Optional.empty(), List.of(), List.of(new LedgerEntry(today, "main", "quote")), Instant.now()))
                .join();

        assertThat((String) said).matches("\\d+ events made; \\d+ REST commands");
        await().untilAsserted(
                        () -> assertThat(JMX.getAttribute(portal, "LastSweep")).isNotEqualTo(""));
        await().untilAsserted(() ->
                assertThat(JMX.getAttribute(portal, "UnexplainedToday")).isEqualTo(1L));
        assertThat(JMX.getAttribute(portal, "SweepTrouble")).isEqualTo("");
        await().untilAsserted(
                        () -> assertThat(rig.hub().operations().actions(20)).anySatisfy(action -> {
                            assertThat(action.action()).isEqualTo("sweep");
                            assertThat(action.origin()).isEqualTo("jmx");
                        }));
    }

    @Test
    void a_flow_and_a_destination_are_paused_and_resumed() throws Exception {
        JMX.invoke(FLOW, "pause", new Object[] {10, "looking"}, new String[] {"int", String.class.getName()});
        JMX.invoke(CHAT, "pause", new Object[] {0, "quiet"}, new String[] {"int", String.class.getName()});

        List<Hold> holds = rig.hub().operations().holds();
        assertThat(holds)
                .extracting(Hold::name)
                .containsExactlyInAnyOrder("events-to-file", "telegram:" + HubRig.SALES_CHAT);
        assertThat(holds).extracting(Hold::origin).containsOnly("jmx");

        JMX.invoke(FLOW, "resume", null, null);
        JMX.invoke(CHAT, "resume", null, null);
        assertThat(rig.hub().operations().holds()).isEmpty();
    }

    @Test
    void what_was_delivered_is_delivered_again_after_a_preview() throws Exception {
        long deal = rig.far().portal().records().add(Kind.DEAL, Map.of("TITLE", "JMX"));
        Bitrix24Event event = rig.event("ONCRMDEALADD", "deal:" + deal);
        rig.delivery(event, "events-to-file", DeliveryState.DELIVERED);
        int before = rig.fileLines().size();

        String preview = (String) JMX.invoke(FLOW, "preview", new Object[] {"replay", "delivered"}, new String[] {
            String.class.getName(), String.class.getName()
        });
        String token = preview.substring(preview.indexOf("Token: ") + 7);
        String done = (String) JMX.invoke(FLOW, "run", new Object[] {token, "a test"}, new String[] {
            String.class.getName(), String.class.getName()
        });

        assertThat(done).endsWith("changed, complete");
        rig.settle();
        await().until(() -> rig.fileLines().size() >= before + 1);
        assertThatThrownBy(() -> JMX.invoke(
                        JmxBeans.name("Flow", "events-to-http"), "run", new Object[] {token, ""}, new String[] {
                            String.class.getName(), String.class.getName()
                        }))
                .rootCause()
                .hasMessageContaining("another flow");
    }

    @Test
    void a_parked_delivery_is_told() throws JMException {
        List<Notification> told = new CopyOnWriteArrayList<>();
        JMX.addNotificationListener(
                JmxBeans.name("Alarms"), (notification, handback) -> told.add(notification), null, null);
        rig.far().sink().faults().add(Fault.status(404).times(1));

        rig.far().portal().records().add(Kind.DEAL, Map.of("TITLE", "Refused"));

        await().atMost(Duration.ofSeconds(40))
                .until(() -> told.stream().anyMatch(each -> each.getType().equals("b24hub.parked")));
        assertThat(told.get(0).getMessage()).contains("events-to-http");
    }

    @Test
    void portals_and_the_disk_are_told_too() {
        List<String> told = new CopyOnWriteArrayList<>();
        Alarms alarms = new Alarms(new ManualClock());
        alarms.addNotificationListener(
                (notification, handback) -> told.add(notification.getType() + ": " + notification.getMessage()),
                null,
                null);

        alarms.stopped("main", "Renew the webhook.");
        alarms.recovered("main");
        alarms.seen(new Alert(AlertKind.DISK_LOW, "disk", "Only 3 MiB are free."));

        assertThat(told)
                .containsExactly(
                        "b24hub.portal.stopped: Portal main refuses all calls: Renew the webhook.",
                        "b24hub.portal.recovered: Portal main answers again",
                        "b24hub.disk.low: Only 3 MiB are free.");
        assertThat(alarms.getNotificationInfo()[0].getNotifTypes())
                .contains("b24hub.portal.stopped", "b24hub.disk.low", "b24hub.disk.enough");
    }

    private static ObjectName pattern() {
        try {
            return new ObjectName("io.b24hub:*");
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }
}
