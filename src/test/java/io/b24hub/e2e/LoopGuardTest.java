package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.b24hub.HubRig;
import io.b24hub.emulator.Kind;
import io.b24hub.emulator.PortalRecords;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.store.Attempt;
import io.b24hub.store.DeliveryControl.Change;
import io.b24hub.store.DeliveryFilter;
import io.b24hub.store.DeliveryRecord;
import io.b24hub.store.DeliveryState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Flows that write to the portal that they hear from. */
@Timeout(180)
class LoopGuardTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path home;

    private HubRig rig;
    private PortalRecords records;

    @BeforeEach
    void prepare() {
        rig = new HubRig(home);
        records = rig.far().portal().records();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    /** Writes to the deal that it was told of. */
    private static String writer(String id, String events, String options) {
        return """
                - route:
                    id: %1$s
                    from:
                      uri: bitrix24:%2$s
                      parameters: {%3$s}
                      steps:
                        - to:
                            uri: bitrix24:crm.deal.update
                            parameters:
                              id: ${header.CamelBitrix24Entity.split(":")[1]}
                              "fields[COMMENTS]": ${header.CamelBitrix24EventId}
                        - to: mock:%1$s
                """.formatted(id, events, options);
    }

    @Test
    void a_flow_that_writes_to_the_deal_it_was_told_of_runs_once() {
        start(writer("back", "ONCRMDEALUPDATE", "merge: updates"));
        long deal = records.add(Kind.DEAL, Map.of("TITLE", "one"));

        records.update(Kind.DEAL, deal, Map.of("TITLE", "two"));
        List<Bitrix24Event> events = events(deal, 2);
        rig.settle();

        assertThat(events(deal, 2)).hasSize(2);
        assertThat(ends("back delivered")).isEqualTo(1);
        DeliveryRecord echo = rig.delivery(events.get(0), "back", DeliveryState.FILTERED);
        assertThat(rig.hub().store().attempts(echo.id()))
                .flatExtracting(Attempt::steps)
                .singleElement()
                .asString()
                .startsWith("echo: of this flow's own write at 20");
    }

    @Test
    void what_the_flow_wrote_itself_is_no_news_to_it() {
        start("""
                - route:
                    id: scorer
                    from:
                      uri: bitrix24:ONCRMDEALUPDATE
                      steps:
                        - to: bitrix24:read
                        - to: mock:scorer
                        - to:
                            uri: bitrix24:crm.deal.update
                            parameters:
                              id: "${body.entity.id}"
                              "fields[COMMENTS]": "${body.id}"
                """);
        long deal = records.add(Kind.DEAL, Map.of("TITLE", "one"));
        records.update(Kind.DEAL, deal, Map.of("TITLE", "two"));
        events(deal, 2);
        rig.settle();

        records.update(Kind.DEAL, deal, Map.of("OPPORTUNITY", "5"));
        events(deal, 4);
        rig.settle();

        assertThat(rig.hub()
                        .context()
                        .getEndpoint("mock:scorer", MockEndpoint.class)
                        .getReceivedExchanges())
                .extracting(exchange ->
                        exchange.getIn().getBody(Bitrix24Event.class).changed())
                .containsExactly(List.of("STAGE_ID"), List.of("OPPORTUNITY"));
    }

    @Test
    void other_flows_hear_of_the_write() {
        start(writer("back", "ONCRMDEALUPDATE", "merge: updates"), listener("other"));
        long deal = records.add(Kind.DEAL, Map.of("TITLE", "one"));

        records.update(Kind.DEAL, deal, Map.of("TITLE", "two"));
        events(deal, 2);
        rig.settle();

        assertThat(ends("back delivered")).isEqualTo(1);
        assertThat(ends("other delivered")).isEqualTo(2);
    }

    @Test
    void what_a_person_changes_after_the_write_runs_the_flow_also_after_a_restart() {
        start(writer("back", "ONCRMDEALUPDATE", "merge: updates"));
        long deal = records.add(Kind.DEAL, Map.of("TITLE", "one"));
        records.update(Kind.DEAL, deal, Map.of("TITLE", "two"));
        events(deal, 2);
        rig.settle();

        records.update(Kind.DEAL, deal, Map.of("TITLE", "three"));
        events(deal, 4);
        rig.settle();
        assertThat(ends("back delivered")).isEqualTo(2);

        rig.stop();
        rig.start();
        records.update(Kind.DEAL, deal, Map.of("TITLE", "four"));
        events(deal, 6);
        rig.settle();
        assertThat(ends("back delivered")).isEqualTo(3);
        assertThat(ends("back filtered")).isEqualTo(3);
    }

    @Test
    void writes_are_remembered_over_a_restart() {
        start(writer("back", "ONCRMDEALUPDATE", "merge: updates"));
        long deal = records.add(Kind.DEAL, Map.of("TITLE", "one"));
        records.update(Kind.DEAL, deal, Map.of("TITLE", "two"));
        events(deal, 2);
        rig.settle();
        assertThat(rig.hub().store().remembered("own-write")).isEqualTo(1);
        rig.stop();
        rig.start();

        records.update(Kind.DEAL, deal, Map.of("TITLE", "three"));
        events(deal, 4);
        rig.settle();

        assertThat(ends("back delivered")).isEqualTo(2);
        assertThat(ends("back filtered")).isEqualTo(2);
    }

    @Test
    void tasks_that_a_flow_changes_do_not_run_it_and_a_change_of_their_status_is_seen() {
        start("""
                - route:
                    id: tasks
                    from:
                      uri: bitrix24:ONTASKADD,ONTASKUPDATE
                      parameters: {merge: none}
                      steps:
                        - to: bitrix24:read
                        - filter:
                            simple: "${body.entered(status, '5')}"
                            steps:
                              - to: mock:done
                              - to:
                                  uri: bitrix24:tasks.task.update
                                  parameters:
                                    taskId: "${body.entity.id}"
                                    "fields[TITLE]": done
                """);
        long task = records.add(Kind.TASK, Map.of("TITLE", "one"));
        await().atMost(PATIENCE).until(() -> ends("tasks filtered") == 1);

        records.update(Kind.TASK, task, Map.of("STATUS", "5"));
        await().atMost(PATIENCE).until(() -> ends("tasks filtered") == 2);
        rig.settle();

        assertThat(ends("tasks delivered")).isEqualTo(1);
        assertThat(records.find(Kind.TASK, task).orElseThrow()).containsEntry("TITLE", "done");
    }

    @Test
    void a_batch_is_run_without_the_echoes_in_it() {
        start("""
                - route:
                    id: batch
                    from:
                      uri: bitrix24:ONCRMDEALUPDATE
                      parameters: {batchSize: 10, batchWait: 500ms}
                      steps:
                        - to: mock:batch
                        - split:
                            simple: "${body}"
                            steps:
                              - to:
                                  uri: bitrix24:crm.deal.update
                                  parameters:
                                    id: "${body.entity.id}"
                                    "fields[COMMENTS]": "${body.id}"
                """);
        long one = records.add(Kind.DEAL, Map.of("TITLE", "one"));
        long two = records.add(Kind.DEAL, Map.of("TITLE", "two"));
        records.update(Kind.DEAL, one, Map.of("TITLE", "eins"));
        records.update(Kind.DEAL, two, Map.of("TITLE", "zwei"));
        events(one, 2);
        events(two, 2);
        rig.settle();

        assertThat(ends("batch delivered")).isEqualTo(2);
        assertThat(ends("batch filtered")).isEqualTo(2);
    }

    @Test
    void a_deal_that_the_flow_adds_itself_does_not_run_it() {
        start("""
                - route:
                    id: adder
                    from:
                      uri: bitrix24:ONCRMDEALADD
                      steps:
                        - to:
                            uri: bitrix24:crm.deal.add
                            parameters:
                              "fields[TITLE]": copy
                """);
        int before = records.ids(Kind.DEAL).size();

        records.add(Kind.DEAL, Map.of("TITLE", "one"));
        await().atMost(PATIENCE).until(() -> ends("adder filtered") == 1);
        rig.settle();

        assertThat(records.ids(Kind.DEAL)).hasSize(before + 2);
        assertThat(ends("adder delivered")).isEqualTo(1);
    }

    @Test
    void the_fuse_stops_a_flow_that_wants_its_echoes_says_so_once_and_a_person_may_go_on() {
        try (CapturedLog log = new CapturedLog(Map.of())) {
            rig.set("hub.loop.fuse", "5/10m");
            start(writer("round", "ONCRMDEALUPDATE", "echo: keep, merge: none"));
            long deal = records.add(Kind.DEAL, Map.of("TITLE", "one"));

            records.update(Kind.DEAL, deal, Map.of("TITLE", "two"));
            await().atMost(PATIENCE).until(() -> ends("round parked") == 1);
            rig.settle();

            assertThat(ends("round delivered")).isEqualTo(5);
            DeliveryRecord parked = rig.hub()
                    .store()
                    .find(DeliveryFilter.ALL.in(DeliveryState.PARKED), Long.MAX_VALUE, 10)
                    .get(0);
            assertThat(parked.reason())
                    .contains("has written to deal " + deal + " 5 times", "echo=keep", "hub.loop.fuse");

            records.update(Kind.DEAL, deal, Map.of("TITLE", "three"));
            await().atMost(PATIENCE).until(() -> ends("round parked") == 2);
            assertThat(log.lines())
                    .filteredOn(line -> line.text().contains("most likely wakes itself"))
                    .singleElement()
                    .satisfies(line -> assertThat(line.level()).isEqualTo(Level.ERROR));

            rig.hub()
                    .store()
                    .change(
                            Change.REPLAY,
                            DeliveryFilter.ALL.ofEvent(parked.eventId()),
                            0,
                            Long.MAX_VALUE,
                            10,
                            "asked for",
                            Instant.now())
                    .join();
            rig.stop();
            rig.start();
            await().atMost(PATIENCE).until(() -> ends("round delivered") == 6);
            await().atMost(PATIENCE).until(() -> ends("round parked") == 3);
        }
    }

    @Test
    void the_fuse_stops_two_flows_that_wake_each_other() {
        rig.set("hub.loop.fuse", "5/10m");
        start(writer("ping", "ONCRMDEALUPDATE", "merge: none"), writer("pong", "ONCRMDEALUPDATE", "merge: none"));
        long deal = records.add(Kind.DEAL, Map.of("TITLE", "one"));

        records.update(Kind.DEAL, deal, Map.of("TITLE", "two"));
        await().atMost(PATIENCE).until(() -> ends("ping parked") + ends("pong parked") >= 2);
        rig.settle();

        assertThat(ends("ping delivered")).isLessThanOrEqualTo(5);
        assertThat(ends("pong delivered")).isLessThanOrEqualTo(5);
    }

    @Test
    void the_fuse_stops_a_chain_of_deals_each_added_because_of_the_one_before() {
        rig.set("hub.loop.fuse", "4/10m");
        start("""
                - route:
                    id: adder
                    from:
                      uri: bitrix24:ONCRMDEALADD
                      parameters: {echo: keep}
                      steps:
                        - to:
                            uri: bitrix24:crm.deal.add
                            parameters:
                              "fields[TITLE]": copy
                """);

        records.add(Kind.DEAL, Map.of("TITLE", "one"));
        await().atMost(PATIENCE).until(() -> ends("adder parked") == 1);
        rig.settle();

        assertThat(ends("adder delivered")).isBetween(4, 5);
    }

    private static String listener(String id) {
        return """
                - route:
                    id: %1$s
                    from:
                      uri: bitrix24:ONCRMDEALUPDATE
                      parameters: {merge: none}
                      steps:
                        - to: mock:%1$s
                """.formatted(id);
    }

    private void start(String... flows) {
        try {
            Path folder = Files.createDirectories(home.resolve("routes").resolve("flows"));
            for (String flow : flows) {
                String id = flow.split("id: ", 2)[1].split("\n", 2)[0];
                Files.writeString(folder.resolve(id + ".camel.yaml"), flow);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        rig.set("hub.routes.dir", home.resolve("routes").toString()).start();
    }

    private int ends(String end) {
        return (int) rig.ends().stream().filter(end::equals).count();
    }

    /** The updates of a deal, newest first, when there are so many. */
    private List<Bitrix24Event> events(long deal, int count) {
        return await().atMost(PATIENCE)
                .until(() -> rig.events("ONCRMDEALUPDATE", "deal:" + deal), found -> found.size() >= count);
    }
}
