package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.b24hub.HubRig;
import io.b24hub.emulator.Kind;
import io.b24hub.emulator.PortalEmulator;
import io.b24hub.event.Bitrix24Event;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many events at once, read from a portal with the real request limit, through the whole hub. */
class PackedReadsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<String> AWKWARD =
            List.of("Кофе & чай", "a+b=c d", "100 % #1?", "<b>\"quoted\"</b> [x]", "$result[c0][ID]", "\\ / ünïcode €");

    @TempDir
    Path home;

    @Test
    void each_delivery_gets_its_own_deal_whole_and_far_within_the_limit() throws Exception {
        List<Exchange> read = run("whole", "bitrix24:read", 150);

        Set<String> titles = new HashSet<>();
        for (Exchange exchange : read) {
            Bitrix24Event event = exchange.getIn().getBody(Bitrix24Event.class);
            assertThat(event.fields()).containsEntry("ID", event.entity().id()).containsKeys("STAGE_ID", "DATE_CREATE");
            titles.add(String.valueOf(event.fields().get("TITLE")));
        }
        assertThat(titles).hasSize(150);
    }

    @Test
    void a_selection_gives_the_same_values_in_pages_of_ids() throws Exception {
        List<Exchange> read = run("some", "bitrix24:read?select=TITLE,STAGE_ID,UF_NONE", 150);

        for (Exchange exchange : read) {
            Bitrix24Event event = exchange.getIn().getBody(Bitrix24Event.class);
            assertThat(event.fields())
                    .containsOnlyKeys("ID", "TITLE", "STAGE_ID")
                    .containsEntry("ID", event.entity().id())
                    .containsEntry("STAGE_ID", "NEW");
            assertThat(String.valueOf(event.fields().get("TITLE"))).matches("(?s)\\d+ .*");
        }
    }

    @Test
    void what_is_written_through_a_batch_arrives_as_it_was() throws Exception {
        List<Exchange> written = run(
                "update",
                "{uri: bitrix24:crm.deal.update,"
                        + " parameters: {id: '${body.entity.id}', 'fields[COMMENTS]': '${variable.text}'}}",
                60);

        assertThat(written)
                .hasSize(60)
                .allMatch(exchange -> Boolean.TRUE.equals(exchange.getIn().getBody()));
    }

    private List<Exchange> run(String name, String step, int events) throws Exception {
        Path dir = Files.createDirectories(home.resolve(name));
        Path flows = Files.createDirectories(dir.resolve("routes/flows"));
        Files.writeString(flows.resolve("a-flow.camel.yaml"), """
                - route:
                    id: a-flow
                    from:
                      uri: bitrix24:ONCRMDEALADD
                      parameters: {concurrency: 200}
                      steps:
                        - setVariable: {name: text, simple: "A & B + ${body.entity.id} %% ü"}
                        - to: %s
                        - to: mock:end
                """.formatted(step));
        try (HubRig rig = new HubRig(dir)
                .set("hub.routes.dir", dir.resolve("routes").toString())
                .start()) {
            PortalEmulator portal = rig.far().portal();
            portal.limit(50, 2);
            long before = portal.restCalls();
            List<Long> added = new ArrayList<>();
            for (int i = 0; i < events; i++) {
                added.add(portal.records().add(Kind.DEAL, Map.of("TITLE", i + " " + AWKWARD.get(i % AWKWARD.size()))));
            }
            MockEndpoint end = rig.hub().context().getEndpoint("mock:end", MockEndpoint.class);
            await().atMost(PATIENCE).until(() -> end.getReceivedCounter() >= events);
            assertThat(portal.restCalls() - before).isLessThan(50);
            assertThat(portal.refused()).isZero();
            if (name.equals("update")) {
                assertThat(added).allSatisfy(id -> assertThat(
                                portal.records().find(Kind.DEAL, id).orElseThrow())
                        .containsEntry("COMMENTS", "A & B + " + id + " % ü"));
            }
            return List.copyOf(end.getReceivedExchanges());
        }
    }
}
